"""Reads what a student has handed in, which may be anything."""

import json
import os
import pathlib
import stat
from dataclasses import dataclass

from text import plain, well_formed

LARGEST = 20_000_000  # bytes of a notebook
LONGEST = 200_000  # characters of a cell
MOST_CELLS = 1000


class Fault(Exception):
    """Why something is not read; nothing of it has been."""


class NoNotebook(Fault):
    """A file of the student's own that holds no notebook."""


@dataclass
class Handed:
    """A cell as it was handed in: its kind, its text, and the id that it claims."""

    kind: str
    source: str
    id: str | None


def read_plain(file: pathlib.Path, within: pathlib.Path) -> bytes:
    """The bytes of a file that lies below a folder by itself, and not by a link.

    A link is never followed: it may lead to another student's work, or to a file of the teacher's.
    """
    for folder in file.relative_to(within).parents:
        if (within / folder).is_symlink() and folder.parts:
            raise Fault(f"the folder {plain(folder)} is a link; expected the folder itself")
    try:
        check_plain(os.lstat(file))
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)
        with open(handle, "rb") as stream:
            check_plain(os.fstat(handle))
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise Fault(f"cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise Fault(f"is larger than {LARGEST // 1_000_000} MB")
    return content


def check_plain(about: os.stat_result) -> None:
    """Raises Fault for what is no file of its own, by its looks alone."""
    if stat.S_ISLNK(about.st_mode):
        raise Fault("is a link; expected the file itself")
    if stat.S_ISDIR(about.st_mode):
        raise Fault("is a folder; expected a notebook")
    if not stat.S_ISREG(about.st_mode):
        raise Fault("is a pipe, a socket or a device; expected a notebook")
    if about.st_nlink > 1:
        raise Fault("is a hard link: the same file has another name elsewhere; expected a file of its own")
    if about.st_size > LARGEST:
        size = about.st_size / 1_000_000
        raise Fault(
            f"has {size:,.0f} MB; expected at most {LARGEST // 1_000_000} MB: clear large outputs, and save again"
        )


def cells_of(content: bytes) -> list[Handed]:
    """The cells of a notebook; NoNotebook where it is none, and why."""
    if not content.strip():
        raise NoNotebook("it is empty")
    try:
        notebook = json.loads(content)  # takes a byte-order mark, and UTF-16 and UTF-32 with one
    except RecursionError:
        raise NoNotebook("it is nested too deeply") from None
    except UnicodeDecodeError as error:
        raise NoNotebook(f"byte {error.start + 1} is no {error.encoding.upper()}") from None
    except ValueError as error:
        raise NoNotebook(f"it is no JSON: {plain(error)}") from None
    if not isinstance(notebook, dict):
        raise NoNotebook(f"it holds {kind_of(notebook)}; expected an object with cells")
    version = notebook.get("nbformat", 4)
    if version != 4 or isinstance(version, bool):
        raise NoNotebook(f"its nbformat is {plain(version, 20)}; expected 4: open it in JupyterLab, and save it again")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise NoNotebook(f"its cells are {kind_of(cells)}; expected a list")
    if len(cells) > MOST_CELLS:
        raise NoNotebook(f"it has {len(cells):,} cells; expected at most {MOST_CELLS:,}")
    return [handed(cell, number) for number, cell in enumerate(cells, 1)]


def handed(cell: object, number: int) -> Handed:
    if not isinstance(cell, dict):
        raise NoNotebook(f"cell {number} is {kind_of(cell)}; expected an object")
    kind, source = cell.get("cell_type"), cell.get("source", "")
    if kind not in ("code", "markdown", "raw"):
        raise NoNotebook(f"the type of cell {number} is {plain(kind, 40)}; expected code, markdown or raw")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise NoNotebook(f"the text of cell {number} is {kind_of(source)}; expected text, or a list of lines")
    if len(source) > LONGEST:
        raise NoNotebook(f"cell {number} has {len(source):,} characters; expected at most {LONGEST:,}")
    return Handed(kind, well_formed(source), claimed(cell))


def claimed(cell: dict) -> str | None:
    found: object = cell
    for name in ("metadata", "nbgrader", "grade_id"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def kind_of(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "nothing"}
    return names.get(type(value), "a number")
