"""Takes a student's answers out of whatever notebook was handed in."""

import copy

from course import Marks
from nbformat.v4 import new_code_cell

LARGEST = 20_000_000  # bytes of a notebook
LONGEST = 200_000  # characters of a cell


class Unreadable(Exception):
    """What was handed in is no notebook."""


def restore(released, submitted):
    """The released notebook with the answers of a submission, and the cells that were added.

    Of a submission only the text of its cells is taken: that of the cells to write, found by
    their ids, and that of cells that the student has added. Tests, points, marks, kernel and
    outputs are those of the release, whatever the submission says.
    """
    known = {Marks(cell).id for cell in released.cells} - {None}
    answers: dict[str, str] = {}
    added: dict[str | None, list] = {}
    last = None
    for cell in submitted.cells:
        source = str(cell.get("source", ""))[:LONGEST]
        grade_id = Marks(cell).id
        if grade_id in known and grade_id not in answers:
            answers[grade_id] = source
            last = grade_id
        elif cell.cell_type == "code" and grade_id is None and source.strip():
            added.setdefault(last, []).append(source)
    restored = copy.deepcopy(released)
    shown = {cell.source.strip() for cell in released.cells if not Marks(cell).id}
    cells = []

    def insert(after):
        for source in added.get(after, []):
            if source.strip() not in shown:
                cells.append(new_code_cell(source))

    insert(None)
    for cell in restored.cells:
        marks = Marks(cell)
        if marks.is_solution and marks.id in answers:
            cell.source = answers[marks.id]
        cells.append(cell)
        if marks.id:
            insert(marks.id)
    restored.cells = cells
    return restored


def check_size(path) -> None:
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 1_000_000} MB; expected a notebook without large outputs")
