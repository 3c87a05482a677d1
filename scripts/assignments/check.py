"""Lets a student run the tests that there are to see."""

import pathlib
import re

from course import PROJECT, RELEASED, Marks, Refusal, read
from kernels import Died, Kernel

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SHOWN_LINES = 12


def find(name: str) -> pathlib.Path:
    """A notebook by its path, or the released one of an assignment by its name."""
    given = pathlib.Path(name)
    if given.suffix == ".ipynb" and given.exists():
        return given.resolve()
    # Where the course is handed out without its sources, what is released is all there is.
    there = sorted(RELEASED.glob(f"{name}*.ipynb"))
    if len(there) != 1:
        listed = ", ".join(path.stem for path in sorted(RELEASED.glob("*.ipynb"))) or "none"
        raise Refusal(f"check: unknown notebook: {name}; expected a path, or the beginning of one in {RELEASED}: {listed}")
    return there[0]


def check(name: str, timeout: float) -> int:
    """Runs the notebook; says what each test comes to. 1 where one fails."""
    path = find(name)
    print(f"  {path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path}")
    kernel = Kernel(cwd=str(path.parent))
    passed, total, points, most = 0, 0, 0.0, 0.0
    first = ""
    try:
        for cell in read(path).cells:
            marks = Marks(cell)
            if cell.cell_type != "code":
                continue
            error = run(kernel, cell.source, timeout)
            if not marks.is_test:
                # A function that does not compile is why its test finds none.
                if marks.is_solution:
                    first = error or ""
                continue
            if is_hidden(cell.source):
                continue
            total, most = total + 1, most + marks.points
            passed, points = passed + (not error), points + (0 if error else marks.points)
            print(f"  {'passed' if not error else 'failed'}  {marks.id}, {marks.points:g} points", flush=True)
            for line in (first or error or "").splitlines()[:SHOWN_LINES] if error else []:
                print(f"          {line}")
    except Died as died:
        raise Refusal(f"check: {died}") from None
    finally:
        kernel.close()
    print(f"\n  {passed} of {total} tests passed, {points:g} of {most:g} points to see. The others are run when it is graded.")
    return 0 if passed == total else 1


def is_hidden(source: str) -> bool:
    """Whether nothing is left of a test but what is said of it."""
    return all(line.strip().startswith("//") for line in source.splitlines() if line.strip())


def run(kernel: Kernel, source: str, timeout: float) -> str | None:
    running = kernel.start(source)
    if not kernel.wait(running, timeout):
        kernel.interrupt()
        kernel.wait(running, 10)
        return f"Stopped: the cell did not end within {timeout:g} s"
    if running.error is None:
        return None
    return COLOURS.sub("", "\n".join(running.error["traceback"]))
