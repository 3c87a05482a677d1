"""Finds the submissions in DIR/STUDENT/, and says what lies there and is none."""

import os
import pathlib
import re

from course import Refusal, names
from text import plain

STUDENT = re.compile(r"[\w.@-]+")
DEEPEST = 6  # folders, of a student's
MOST = 100_000  # files and folders


class Search:
    """What a folder of submissions holds. Links are named, and not followed."""

    def __init__(self, folder: pathlib.Path):
        if not folder.is_dir():
            raise Refusal(f"grade: missing folder: {plain(folder)}; expected one with a folder for each student")
        self.folder = folder.resolve()
        self.found: dict[tuple[str, str], dict] = {}
        self.others: list[str] = []
        self._seen = 0
        self._look(self.folder, 0)

    def _look(self, folder: pathlib.Path, depth: int) -> None:
        where = folder.relative_to(self.folder)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.others.append(f"{plain(where)}: cannot be read: {error.strerror}")
            return
        self._seen += len(entries)
        if self._seen > MOST:
            raise Refusal(
                f"grade: too many files: more than {MOST:,} in {plain(self.folder)}; expected submissions alone"
            )
        for entry in entries:
            path = folder / entry.name
            if entry.name == ".ipynb_checkpoints":
                continue
            if entry.name.endswith(".ipynb"):
                self._take(path)
            elif entry.is_symlink() and is_folder(entry):
                self.others.append(f"{plain(where / entry.name)}: is a link to a folder; expected the folder itself")
            elif entry.is_dir(follow_symlinks=False):
                if depth < DEEPEST:
                    self._look(path, depth + 1)
                else:
                    self.others.append(
                        f"{plain(where / entry.name)}: more than {DEEPEST} folders deep; not looked into"
                    )

    def _take(self, path: pathlib.Path) -> None:
        parts = path.relative_to(self.folder).parts
        student, name, shown = parts[0], path.stem, plain("/".join(parts))
        if len(parts) < 2:
            self.others.append(f"{shown}: in no student's folder; expected DIR/STUDENT/{shown}")
        elif not STUDENT.fullmatch(student):
            self.others.append(f"{shown}: invalid name of a student; expected letters, digits and . _ @ -")
        elif name not in names():
            self.others.append(f"{shown}: the name of no assignment; expected one of {', '.join(names())}")
        elif (student, name) in self.found:
            self.others.append(f"{shown}: a second {name} of {student}; the first in the alphabet is graded")
        else:
            job = {"student": student, "name": name, "file": str(path), "within": str(self.folder)}
            self.found[student, name] = job


def is_folder(entry: os.DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round and round
        return False
