"""Runs copies of notebooks on the project's kernel, one after another.

    python run_notebooks.py FOLDER [--write] [--timeout SECONDS] [--kernel KERNEL] [--fail NAME ...] [NAME ...]

A NAME stands for the notebooks that begin with it; without one all are run. With
--write, a notebook that has run to its end is written back with its outputs. The
exit code is 1 where a notebook has failed and 2 where a NAME fits none. Those that
--fail names are expected to fail, and it is wrong if they do not.
"""

import argparse
import os
import pathlib
import queue
import re
import sys
import threading
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from parent import end_with_parent

KERNEL = "facial-keypoints"
KERNELSPEC = {
    "display_name": "TypeScript (facial-keypoints)",
    "language": "typescript",
    "name": KERNEL,
}
LANGUAGE = {
    "file_extension": ".ts",
    "mimetype": "text/typescript",
    "name": "typescript",
}
OUTSIDE = "something that this cell or one before it left running failed:"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
SHOWN_LINES = 6


class Failure(Exception):
    """A cell that failed: its index, and why in words for people."""

    def __init__(self, index: int, why: str):
        super().__init__(why)
        self.index = index


class Listener:
    """Hears the errors that the kernel tells of, also while no cell runs."""

    def __init__(self, manager):
        self.heard = ""
        self._client = manager.client()
        self._client.start_channels(shell=False, stdin=False, hb=False, control=False)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        import asyncio

        async def listen() -> None:
            while not self._stop.is_set():
                try:
                    message = await self._client.get_iopub_msg(timeout=0.1)
                except queue.Empty:
                    continue
                if message["msg_type"] == "error":
                    self.heard = self.heard or "\n".join(message["content"]["traceback"])

        asyncio.run(listen())

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=2)
        self._client.stop_channels()


def run(notebook, folder: pathlib.Path, timeout: int, kernel: str) -> None:
    """Runs the notebook's cells in place; raises Failure for one that fails."""
    at = 0

    def starting(cell, cell_index):
        nonlocal at
        at = cell_index

    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=timeout,
        startup_timeout=60,
        coalesce_streams=True,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=starting,
    )
    listener = None
    try:
        with client.setup_kernel():
            listener = Listener(client.km)
            for index, cell in enumerate(notebook.cells):
                at = index
                client.execute_cell(cell, index)
                if listener.heard:
                    raise Failure(at, f"{OUTSIDE}\n{listener.heard}")
            # What a last cell left unawaited fails within a moment.
            time.sleep(0.5)
            if listener.heard:
                raise Failure(at, f"{OUTSIDE}\n{listener.heard}")
    except CellTimeoutError:
        raise Failure(at, f"did not end within {timeout} s") from None
    except DeadKernelError:
        raise Failure(at, "the kernel ended: out of memory, or a crash in a native library") from None
    except CellExecutionError as error:
        raise Failure(at, traceback_of(notebook.cells[at]) or str(error)) from None
    finally:
        if listener:
            listener.close()


def traceback_of(cell) -> str:
    """The error that the cell has ended with, as the notebook shows it."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return "\n".join(errors[-1].traceback) if errors else ""


def describe(notebook, failure: Failure) -> str:
    """The cell that failed and why, indented under the notebook's line."""
    number = sum(cell.cell_type == "code" for cell in notebook.cells[: failure.index + 1])
    source = notebook.cells[failure.index].source.splitlines()
    why = COLOURS.sub("", str(failure)).splitlines()
    # Of a long report the head has the message, and of its stack a few lines do.
    if len(why) > 20:
        why = [*why[:20], "..."]
    shown = source[:SHOWN_LINES] + (["..."] if len(source) > SHOWN_LINES else [])
    lines = [f"cell {failure.index + 1} of {len(notebook.cells)} (code cell {number}):"]
    lines += [f"  | {line}" for line in shown] + why
    return "\n".join(f"    {line}" for line in lines)


def normalise(notebook, project: pathlib.Path) -> None:
    """Takes out what differs from run to run and from machine to machine."""
    notebook.metadata.kernelspec = KERNELSPEC
    notebook.metadata.language_info = LANGUAGE
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = output.text.replace(str(project), ".")
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] = output.data["text/plain"].replace(str(project), ".")


def write(notebook, path: pathlib.Path) -> None:
    """Replaces the notebook in one act."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def choose(folder: pathlib.Path, names: list[str]) -> list[pathlib.Path]:
    """The notebooks to run, in the order of their names."""
    there = sorted(folder.glob("*.ipynb"))
    listed = ", ".join(path.name for path in there) or "none"
    for name in names:
        if not any(path.name.startswith(name) for path in there):
            print(f"notebooks: no notebook begins with {name}; there are: {listed}", file=sys.stderr)
            sys.exit(2)
    if not there:
        print(f"notebooks: there is no notebook in {folder}", file=sys.stderr)
        sys.exit(2)
    return [path for path in there if not names or any(path.name.startswith(n) for n in names)]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--timeout", type=int, default=300)
    parser.add_argument("--kernel", default=KERNEL)
    parser.add_argument("--fail", action="append", default=[])
    options = parser.parse_intermixed_args()
    folder = options.folder.resolve()
    chosen = choose(folder, options.names)
    width = max(len(path.name) for path in chosen)
    began, passed, failed = time.monotonic(), [], []
    for path in chosen:
        print(f"  {path.name:<{width}}  ", end="", flush=True)
        started = time.monotonic()
        notebook = None
        try:
            notebook = nbformat.read(path, as_version=4)
            run(notebook, folder, options.timeout, options.kernel)
            if options.write:
                normalise(notebook, folder.parent)
                write(notebook, path)
            words = "written, " if options.write else ""
            passed.append(path.name)
            print(f"{words}ok in {time.monotonic() - started:.0f} s", flush=True)
        except Failure as failure:
            failed.append(path.name)
            print(f"failed in {time.monotonic() - started:.0f} s")
            print(describe(notebook, failure), flush=True)
        except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
            failed.append(path.name)
            print(f"is not a notebook: {str(error).splitlines()[0]}", flush=True)
    print(f"\nAll notebooks took {time.monotonic() - began:.0f} s.")
    print(f"notebooks: {len(passed)} passed, {len(failed)} failed")
    expected = [path.name for path in chosen if any(path.name.startswith(n) for n in options.fail)]
    wrong = sorted({*failed} ^ {*expected})
    if options.fail:
        for name in wrong:
            print(f"notebooks: {name} was expected to {'fail' if name in expected else 'run to its end'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    end_with_parent()
    sys.exit(main())
