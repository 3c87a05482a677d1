"""Runs a submission in one kernel and the tests in another."""

import contextlib
import json
import os
import re
import time

import psutil
from nbformat import NotebookNode

from course import HERE, PROJECT, Marks, functions
from kernels import Died, Kernel
from outputs import Running
from sandbox import Sandbox

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
HIDDEN = "BEGIN HIDDEN TESTS"
ENDS_WITHIN = 3  # seconds, of what was told to end
REPLAYS = 4
SUBMISSION_SECONDS = 1200
LARGEST_EXAMINER = 2.5e9  # bytes
CANDIDATE = '(globalThis as any)[Symbol.for("facial-keypoints.candidate")]'


class Examiner:
    """The tests of one assignment, in a kernel that no submission ever runs in."""

    def __init__(self, source):
        self.source = source
        self.kernel = Kernel(cwd=str(PROJECT / "notebooks"))
        self.names: list[str] = []
        try:
            self._prepare(source)
        except BaseException:
            self.close()
            raise

    def _prepare(self, source) -> None:
        """Runs what is given, and puts stand-ins with their types over the solutions."""
        for cell in source.cells:
            marks = Marks(cell)
            if cell.cell_type != "code" or not (marks.is_given or marks.is_solution) or marks.is_test:
                continue
            self._must(cell.source, marks.id)
            if marks.is_solution:
                self.names += [name for name in functions(cell.source) if name not in self.names]
        # Their types are spelt out, or a stand-in's would lead back to itself.
        self._must("const typed__ = <A extends unknown[], R>(f: (...args: A) => R): ((...args: A) => R) => f;", "types")
        self._must(f"const given__ = {{ {', '.join(f'{name}: typed__({name})' for name in self.names)} }};", "names")
        path = json.dumps(str(HERE / "examiner.cjs"))
        stands = [f'const {name}: typeof given__.{name} = examiner__.remote("{name}");' for name in self.names]
        self._must("\n".join([f"const examiner__: any = require({path});", *stands]), "stand-ins")

    def _must(self, code: str, what: str | None) -> None:
        running = self.kernel.run(code, 120)
        if running.error:
            raise RuntimeError(f"the source's cell {what} fails: {running.error['evalue']}")

    def connect(self, calls, answers) -> None:
        self._must(f"examiner__.connect({json.dumps(str(calls))}, {json.dumps(str(answers))})", "connect")

    def begin(self, test: int) -> None:
        self._must(f"examiner__.begin({test})", "begin")

    def restart(self) -> None:
        """Starts anew, without what tests have declared."""
        self.close()
        self.__init__(self.source)

    def is_large(self) -> bool:
        """Whether answers to earlier tests fill its memory."""
        try:
            top = psutil.Process(self.kernel.pid)
            return sum(each.memory_info().rss for each in (top, *top.children(recursive=True))) > LARGEST_EXAMINER
        except psutil.Error:
            return True

    def close(self) -> None:
        self.kernel.close()


class Examination:
    """One submission: its cells where nothing else is, its tests by the examiner."""

    def __init__(self, examiner: Examiner, *, timeout: float, memory: float, isolated: bool, slot: int):
        self.examiner = examiner
        self.timeout, self.memory, self.isolated, self.slot = timeout, memory, isolated, slot
        self.until = time.monotonic() + SUBMISSION_SECONDS
        self.ran: list[str] = []
        self.names: list[str] = []
        self.incidents: list[str] = []
        self.replays = self.tests = 0
        self.sandbox: Sandbox | None = None
        self.ends: list[int] = []

    def run(self, notebook, told=lambda cell: None) -> None:
        """Fills in the outputs of the notebook's code cells; tells of each that it has run."""
        try:
            self._open()
            for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
                marks = Marks(cell)
                self.where = marks.id or f"cell {number + 1}"
                cell.outputs, cell.execution_count = [], None
                if time.monotonic() > self.until or self.sandbox is None:
                    cell.outputs = [failure("NotRun", "not run: " + self._why_over())]
                elif marks.is_test:
                    cell.outputs = self._test(cell.source)
                else:
                    cell.outputs = self._answer(cell.source)
                told(cell)
        finally:
            self._close()

    def _why_over(self) -> str:
        if self.sandbox is None:
            return "cells before it have ended the process of the submission again and again"
        return f"the submission has taken more than {SUBMISSION_SECONDS // 60} minutes"

    def _open(self) -> None:
        self.sandbox = Sandbox(self.memory, self.isolated, self.slot)
        self.kernel = self.sandbox.start()
        pipes = [self.sandbox.pipe(name) for name in ("calls", "answers")]
        # Open at both ends, neither side ever waits for the other to open.
        self.ends = [os.open(path, os.O_RDWR | os.O_NONBLOCK) for path in pipes]
        self.examiner.connect(*pipes)
        self._offer()

    def _offer(self) -> None:
        there = self.sandbox.there
        path, calls, answers = (
            json.dumps(str(p)) for p in (HERE / "candidate.cjs", there / "calls", there / "answers")
        )
        self.kernel.run(f"{CANDIDATE} = require({path}).open({calls}, {answers})")

    def _close(self) -> None:
        for end in self.ends:
            os.close(end)
        self.ends = []
        if self.sandbox:
            self.sandbox.close()
        self.sandbox = None

    def _answer(self, source: str) -> list:
        """Runs a cell of the submission."""
        running, error = None, None
        try:
            running = self.kernel.start(source)
            if not self.kernel.wait(running, self.timeout):
                error = self._stop(running)
        except Died:
            pass
        lost = error is None and self._is_lost(running)
        if lost:
            error = failure("KernelEnded", f"the cell {self._note(running)}")
        if running is not None and running.error is not None and error is None:
            error = as_error(running.error)
        if lost:
            self._replay()
        else:
            self.ran.append(source)
        self.names += [n for n in self.examiner.names if n not in self.names and re.search(rf"\b{n}\b", source)]
        return [*nodes(running), *([error] if error else [])]

    def _stop(self, running: Running):
        """Ends a cell that does not end, or that floods."""
        reason = "printed_too_much" if running.floods else "timeout"
        words = self._note(running, reason)
        if not self._end(running):
            self._replay()
        return failure("Stopped", f"the cell {words}")

    def _end(self, running: Running) -> bool:
        """Interrupts; whether the process of the submission is still there afterwards."""
        try:
            self.kernel.interrupt()
            return self.kernel.wait(running, ENDS_WITHIN) or running.done
        except Died:
            return False

    def _is_lost(self, running: Running | None) -> bool:
        return running is None or not running.done or (running.error or {}).get("ename") == "KernelEnded"

    def _note(self, running: Running | None, reason: str | None = None) -> str:
        """Says what has happened, and remembers it for the report."""
        killed = self.sandbox.why_killed()
        if killed:
            words = f"was stopped: it {killed}"
        elif self.kernel.fault:
            words = f"was stopped: {self.kernel.fault}"
        elif reason == "printed_too_much":
            words = "was stopped: it printed more than 20 MB"
        elif reason == "timeout":
            words = f"did not end within {self.timeout:g} s"
        elif running is not None and running.done and running.error is None:
            words = "no longer answers the tests"
        else:
            said = ((running and running.error) or {}).get("evalue", "")
            words = "has ended the process that it runs in" + (f" ({said.split('. All')[0]})" if said else "")
        self.incidents.append(f"{self.where}: {words}")
        return words

    def _replay(self) -> None:
        """Starts anew and runs all cells again, but for those that have ended it."""
        self.replays += 1
        self._close()
        if self.replays > REPLAYS:
            return
        self._open()
        for source in self.ran:
            running = self.kernel.start(source, counted=False)
            try:
                if self.kernel.wait(running, self.timeout):
                    continue
                self.kernel.interrupt()
                if self.kernel.wait(running, ENDS_WITHIN):
                    continue
            except Died:
                pass
            self._close()  # it does not end in the same way twice
            return

    def _test(self, source: str) -> list:
        """Runs a test against the submission's functions."""
        names = [name for name in self.examiner.names if name in self.names]
        try:
            served = self._serve(names)
        except Died:
            served = None
        self.tests += 1
        self.examiner.begin(self.tests)
        test = self.examiner.kernel.start(source)
        until = time.monotonic() + self.timeout
        stopped = None
        while not self._poll_examiner(test):
            if stopped is not None:
                if time.monotonic() > until + 10:
                    return self._give_up(stopped)
                if time.monotonic() > until + ENDS_WITHIN:
                    self.sandbox.end()  # or it goes on to fill the pipe
                self._tell_stopped(stopped)
            elif served is None or not self._is_serving(served):
                stopped = self._note(served)
                until = time.monotonic()
            elif served.floods or time.monotonic() > until:
                stopped = self._note(served, "printed_too_much" if served.floods else "timeout")
                until = time.monotonic()
                if not self._end(served):
                    served.error = {"ename": "KernelEnded"}
            time.sleep(0.002)
        said = [output for output in nodes(test, "stdout") if output.output_type == "stream"]
        outputs = [*nodes(served, "stdout"), *said]
        if test.error is not None:
            outputs.append(shown(test.error, hidden=HIDDEN in source))
        if served is None or (served.error or {}).get("ename") == "KernelEnded" or not self._is_alive():
            self._replay()
        elif not served.done:
            thrown = self._end_serving(served, test.error)
            if thrown:
                outputs.append(thrown)
        return outputs

    def _serve(self, names: list[str]) -> Running:
        """Has the submission answer calls of its functions."""
        there = names
        while True:
            running = self.kernel.start(f"await {CANDIDATE}({{ {', '.join(there)} }})", counted=False)
            # Ended without an error: a submission has said so in its kernel's name.
            if self._is_ready(running) or not there or running.error is None or running.error["ename"] == "KernelEnded":
                return running
            # A name that is not there fails at once.
            found = [name for name in there if not self.kernel.run(f"void {name}", self.timeout).error]
            if found == there:
                return running
            there = found

    def _is_ready(self, running: Running) -> bool:
        """Waits until the submission takes calls; whether it does."""
        said = b""
        until = time.monotonic() + self.timeout
        while not running.done and time.monotonic() < until:
            self.kernel.poll()
            with contextlib.suppress(BlockingIOError):
                said = said[-100:] + os.read(self.ends[1], 1 << 16)
                if b'"ready"' in said:
                    return True
            time.sleep(0.002)
        return not running.done

    def _poll_examiner(self, test: Running) -> bool:
        self.examiner.kernel.poll()
        return test.done

    def _is_serving(self, served: Running) -> bool:
        try:
            self.kernel.poll()
        except Died:
            return False
        return not served.done

    def _is_alive(self) -> bool:
        try:
            self.kernel.poll()
            return True
        except Died:
            return False

    def _tell_stopped(self, words: str) -> None:
        """Frees the test from its waiting: what it writes is taken, what it reads for is written."""
        calls, answers = self.ends
        with contextlib.suppress(BlockingIOError):
            for _ in range(100):
                os.read(calls, 1 << 16)
        with contextlib.suppress(BlockingIOError):
            os.write(answers, f"\n{json.dumps({'stopped': words, 'test': self.tests})}\n".encode())
        time.sleep(0.05)

    def _give_up(self, words: str) -> list:
        """Ends a test that cannot be freed, with all that it has declared."""
        self.incidents.append(f"{self.where}: the test could not be ended; the tests behind it were begun anew")
        self.examiner.restart()
        self._replay()
        return [failure("Stopped", f"the test {words}")]

    def _end_serving(self, served: Running, error: dict | None):
        how = "throw" if error is not None else "quiet"
        try:
            os.write(self.ends[0], f"{json.dumps({'end': how})}\n".encode())
            ended = self.kernel.wait(served, ENDS_WITHIN) or self._end(served)
        except (Died, BlockingIOError):  # a submission may have filled the pipe itself
            ended = False
        if not ended:
            self._replay()
        return as_error(served.error) if served.error and how == "throw" else None


def failure(name: str, message: str) -> NotebookNode:
    return as_error({"ename": name, "evalue": message, "traceback": [f"\x1b[1;31m{name}\x1b[0m: {message}"]})


def as_error(content: dict) -> NotebookNode:
    return NotebookNode(
        output_type="error",
        ename=str(content.get("ename", "Error")),
        evalue=str(content.get("evalue", "")),
        traceback=content.get("traceback", []),
    )


def shown(content: dict, hidden: bool) -> NotebookNode:
    """The error of a test; of a hidden one its message alone, for its lines are nobody's business."""
    error = as_error(content)
    if hidden:
        error.traceback = [f"\x1b[1;31m{error.ename}\x1b[0m: {error.evalue}"]
    else:
        own = [line for line in error.traceback if str(HERE.relative_to(PROJECT)) not in line]
        error.traceback = [re.sub(r"(cell|uncounted) \d+, line", "the test, line", line) for line in own]
    return error


def nodes(running: Running | None, name: str | None = None) -> list[NotebookNode]:
    """What was put out. In a test all text is plain output: nbgrader takes errors' text for a failure."""
    outputs = [NotebookNode(each) for each in (running.outputs if running else [])]
    for output in outputs:
        if name and output.output_type == "stream":
            output.name = name
    return outputs
