"""Puts what a student has written into the notebook that was handed out.

Of what was handed in, the text of code cells counts, in its order: all cells of an id, and those
without one. Tests, points, prose, marks and kernel are those that were handed out. A test is run
once, where it stood, but after all that the student has written for it.
"""

import copy
import re

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course import Marks, functions
from handed import Handed

ELSEWHERE = "// Written in another cell."


def restore(released: NotebookNode, submitted: list[Handed]) -> tuple[NotebookNode, list[str]]:
    """The notebook to run, and what was remarkable about the one that was handed in."""
    restoring = Restoring(released)
    restored = copy.deepcopy(released)
    restored.cells = restoring.of(submitted)
    return restored, restoring.notes


class Restoring:
    """One submission on its way into the notebook that was handed out."""

    def __init__(self, released: NotebookNode):
        self.released = released
        self.out = {Marks(c).id: c for c in released.cells if c.cell_type == "code" and Marks(c).id}
        self.tests = {name for name, cell in self.out.items() if Marks(cell).is_test}
        self.solutions = [name for name, cell in self.out.items() if Marks(cell).is_solution]
        self.notes: list[str] = []

    def of(self, submitted: list[Handed]) -> list[NotebookNode]:
        for each in submitted:
            if each.kind != "code" and each.id in self.out:
                self.notes.append(f"{each.id}: its cell is {each.kind}, not code; it is not run")
        code = [each for each in submitted if each.kind == "code" and each.source.strip()]
        return self._arrange(self._complete(self._without_stubs(code)))

    def _without_stubs(self, code: list[Handed]) -> list[Handed]:
        """Without the cells left as they were handed out where another takes their place."""
        for name in self.solutions:
            writing = [each for each in code if self._writes(each, name)]
            if writing and all(each.id != name for each in writing):
                self.notes.append(f"{name}: its own cell is not written; what another cell declares is taken")
            elif len(writing) > 1:
                self.notes.append(f"{name}: it is written in {len(writing)} cells; all are run, in their order")
            if writing:
                code = [each for each in code if not (each.id == name and self._is_untouched(each))]
        return code

    def _writes(self, each: Handed, name: str) -> bool:
        if each.id in self.tests or self._is_untouched(each):
            return False
        return each.id == name or any(declares(each.source, f) for f in functions(self.out[name].source))

    def _is_untouched(self, each: Handed) -> bool:
        return each.id in self.out and each.source.split() == self.out[each.id].source.split()

    def _complete(self, code: list[Handed]) -> list[Handed]:
        """With what is missing, each cell after the one that came before it."""
        before = ""
        for name, cell in self.out.items():
            if all(each.id != name for each in code):
                is_written = name in self.solutions and any(self._writes(each, name) for each in code)
                at = 1 + max((i for i, each in enumerate(code) if each.id == before), default=-1)
                code.insert(at, Handed("code", ELSEWHERE if is_written else cell.source, name))
                if not is_written:
                    self.notes.append(f"{name}: its cell was missing; it was put back")
            before = name
        return code

    def _arrange(self, code: list[Handed]) -> list[NotebookNode]:
        """The student's cells, with tests and prose at their places."""
        items: list[tuple[list[str], NotebookNode]] = []
        stood: dict[str, int] = {}
        for each in code:
            if each.id in self.tests:
                self._note_test(each, each.id in stood)
                stood.setdefault(each.id, len(items) - 1)
            else:
                items += self._made(each, items)
        ahead: dict[int, list] = {}
        behind: dict[int, list] = {}
        last = {owner: at for at, (owners, _) in enumerate(items) for owner in owners}
        first = {Marks(cell).id: at for at, (_, cell) in enumerate(items)}
        place, prose = -1, []
        for cell in self.released.cells:
            name = Marks(cell).id
            if cell.cell_type != "code":
                prose.append(copy.deepcopy(cell))
                continue
            if name in self.tests:
                place = max(place, stood[name])
                behind.setdefault(place, []).extend([*prose, copy.deepcopy(cell)])
            elif name:
                place = last[name]
                ahead.setdefault(first[name], []).extend(prose)
            else:
                behind.setdefault(place, []).extend(prose)
            prose = []
        cells = behind.get(-1, [])
        for at, (_, cell) in enumerate(items):
            cells += [*ahead.get(at, []), cell, *behind.get(at, [])]
        return cells + prose

    def _made(self, each: Handed, items: list) -> list[tuple[list[str], NotebookNode]]:
        """What is run of a cell, and the cells for which it was written. The first of an id has its marks."""
        owners = [name for name in self.out if name == each.id or (name in self.solutions and self._writes(each, name))]
        own = (owners, new_code_cell(each.source))
        cell = self.out.get(each.id)
        if cell is None or any(Marks(made).id == each.id for _, made in items):
            return [own]
        marked = copy.deepcopy(cell)
        if each.id in self.solutions:
            marked.source = each.source
        elif not self._is_untouched(each):
            self.notes.append(f"{each.id}: what was given has been changed; both are run")
            return [(owners, marked), own]
        return [(owners, marked)]

    def _note_test(self, each: Handed, is_second: bool) -> None:
        if is_second:
            self.notes.append(f"{each.id}: its test is there more than once; it is run once")
        if not self._is_untouched(each):
            self.notes.append(f"{each.id}: its test has been changed; it is run as it was handed out")


def declares(source: str, function: str) -> bool:
    return re.search(rf"\b(?:function|const|let|var)\b[\s*]*\b{function}\b|\b{function}\s*=[^=>]", source) is not None
