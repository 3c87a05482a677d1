"""Lets a student run the tests that there are to see, by what grades them."""

import json
import pathlib
import re

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from course import HANDED_OUT, PROJECT, RELEASED, Marks, Refusal
from examine import Examination, Examiner
from handed import Fault, cells_of, read_plain
from kernels import Died
from restore import restore
from text import plain

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SHOWN_LINES = 12
MEMORY = 3  # GB, as in grading


def find(name: str) -> pathlib.Path:
    """A notebook by its path, or the released one of an assignment by its name."""
    given = pathlib.Path(name)
    if given.suffix == ".ipynb" and given.exists():
        return given.resolve()
    # Where the course is handed out without its sources, what is released is all there is.
    there = sorted(RELEASED.glob(f"{name}*.ipynb"))
    if len(there) != 1:
        listed = ", ".join(path.stem for path in sorted(RELEASED.glob("*.ipynb"))) or "none"
        raise Refusal(
            f"check: unknown notebook: {name}; expected a path, or the beginning of one in {RELEASED}: {listed}"
        )
    return there[0]


def check(name: str, timeout: float) -> int:
    """Runs the notebook as grading does; says what each test comes to. 1 where one fails."""
    path = find(name)
    print(f"  {path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path}")
    try:
        content = read_plain(path, path.parent)
        submitted = cells_of(content)
        released = handed_out(content)
        notebook, notes = restore(released, submitted)
    except Fault as fault:
        raise Refusal(f"check: {path.name} is not read: {fault}") from None
    for note in notes:
        print(f"  note    {plain(note)}")
    told = Telling()
    try:
        examiner = Examiner(released)
        try:
            limits = {"timeout": timeout, "memory": MEMORY, "isolated": False, "slot": 0}
            examination = Examination(examiner, **limits)
            examination.run(notebook, told)
        finally:
            examiner.close()
    except (Died, RuntimeError) as died:
        raise Refusal(f"check: {died}") from None
    for incident in examination.incidents:
        print(f"  note    {plain(incident)}")
    return told.sum()


def handed_out(content: bytes) -> NotebookNode:
    """The notebook as it was handed out, which its metadata holds."""
    cells = (json.loads(content).get("metadata") or {}).get(HANDED_OUT)
    try:
        released = new_notebook(cells=from_dict(cells))
        for cell in released.cells:
            cell.source = "".join(cell.source)
        if any(Marks(cell).is_test for cell in released.cells):
            return released
    except (AttributeError, TypeError, ValueError):
        pass
    raise Refusal(
        "check: the notebook does not say what was handed out; expected one made by `npm run assignments -- release`,\n"
        "with your answers in it: copy your cells into a new one"
    )


class Telling:
    """Says what each test comes to, as soon as it has run."""

    def __init__(self):
        self.passed = self.total = 0
        self.points = self.most = 0.0
        self.first = ""

    def __call__(self, cell: NotebookNode) -> None:
        marks = Marks(cell)
        errors = [output for output in cell.outputs if output.output_type == "error"]
        # The last is that of the student's own line, where there is one.
        text = COLOURS.sub("", "\n".join(errors[-1].traceback)) if errors else ""
        if not marks.is_test:
            # A function that does not compile is why its test finds none.
            if marks.is_solution:
                self.first = text
            return
        if is_hidden(cell.source):
            return
        self.total, self.most = self.total + 1, self.most + marks.points
        self.passed, self.points = self.passed + (not errors), self.points + (0 if errors else marks.points)
        print(f"  {'passed' if not errors else 'failed'}  {marks.id}, {marks.points:g} points", flush=True)
        for line in (self.first or text).splitlines()[:SHOWN_LINES] if errors else []:
            print(f"          {plain(line)}")

    def sum(self) -> int:
        what = f"{self.passed} of {self.total} tests passed, {self.points:g} of {self.most:g} points to see."
        print(f"\n  {what} The others are run when it is graded.")
        return 0 if self.passed == self.total else 1


def is_hidden(source: str) -> bool:
    """Whether nothing is left of a test but what is said of it."""
    return all(line.strip().startswith("//") for line in source.splitlines() if line.strip())
