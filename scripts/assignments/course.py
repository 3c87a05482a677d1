"""Where the assignments of the course are, and where what belongs to a class is kept."""

import contextlib
import hashlib
import json
import logging
import os
import pathlib
import re

import nbformat
from traitlets.config import Config

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
SOURCES = PROJECT / "notebooks" / "assignments"
RELEASED = PROJECT / "notebooks" / "released"
KERNEL = "facial-keypoints"
HANDED_OUT = "handed_out"  # the cells of a released notebook, in its own metadata

TO_WRITE = 'throw new Error("not written yet: put your code here, in place of this line");'


class Refusal(Exception):
    """Something that the user has to put right; the message says what and how."""


def names() -> list[str]:
    return sorted(path.stem for path in SOURCES.glob("*.ipynb"))


def choose(beginning: str) -> str:
    """The assignment whose name begins so."""
    found = [name for name in names() if name.startswith(beginning)]
    if len(found) != 1:
        raise Refusal(
            f"assignments: unknown assignment: {beginning}; expected the beginning of one of {', '.join(names())}"
        )
    return found[0]


def read(path: pathlib.Path):
    return nbformat.read(path, as_version=4)


def sha(*paths: pathlib.Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def write_whole(path: pathlib.Path, text: str) -> None:
    """Replaces a file in one act."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


class Marks:
    """What nbgrader's metadata says of a cell."""

    def __init__(self, cell):
        marks = cell.metadata.get("nbgrader", {})
        self.id = marks.get("grade_id")
        self.is_test = bool(marks.get("grade"))
        self.is_solution = bool(marks.get("solution"))
        self.is_given = bool(marks.get("locked")) and not self.is_test and cell.cell_type == "code"
        self.points = float(marks.get("points", 0))


FUNCTION = re.compile(r"^(?:async )?function (\w+)", re.M)


def functions(source: str) -> list[str]:
    """The functions that a cell to write declares, which the tests call."""
    return FUNCTION.findall(source)


class Course:
    """The folder of a class: nbgrader's layout, its gradebook, points and feedback."""

    def __init__(self, root: pathlib.Path):
        self.root = root.resolve()
        self.database = self.root / "gradebook.db"

    @property
    def db_url(self) -> str:
        # Two graders write; each waits for the other.
        return f"sqlite:///{self.database}?timeout=120"

    def config(self) -> Config:
        config = Config()
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.db_url = self.db_url
        config.ClearSolutions.code_stub = {"typescript": TO_WRITE}
        config.NbGraderAPI.logger = logging.getLogger("assignments")
        return config

    def notebook(self, stage: str, name: str, student: str = "") -> pathlib.Path:
        return self.root / stage / student / name / f"{name}.ipynb"

    def feedback(self, name: str, student: str) -> pathlib.Path:
        return self.root / "feedback" / student / name / f"{name}.html"

    def record(self, name: str, student: str) -> pathlib.Path:
        return self.root / "graded" / student / f"{name}.json"

    @property
    def others(self) -> pathlib.Path:
        """What lay among the submissions and is none."""
        return self.root / "no-submissions.json"


@contextlib.contextmanager
def nbgrader(config: Config):
    """nbgrader; it changes the folder of the process, which a failure must not leave behind."""
    from nbgrader.apps import NbGraderAPI

    here = os.getcwd()
    try:
        yield NbGraderAPI(config=config)
    finally:
        os.chdir(here)


def read_json(path: pathlib.Path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
