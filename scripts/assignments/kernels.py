"""Kernels that are asked without waiting, so that two can be watched at a time."""

import contextlib
import os
import pathlib
import queue
import time

from course import KERNEL
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

STARTS_WITHIN = 60  # seconds
CUT_AFTER = 100_000  # characters of a cell's printed text that are kept
FLOOD_AFTER = 20_000_000  # characters after which a cell is stopped
SHOWN_OUTPUTS = 50
PICTURES = 4_000_000  # characters of a cell's pictures that are kept


class Died(Exception):
    """A kernel that has ended by itself."""


class Running:
    """A cell on its way: what it has put out so far, and how it has ended."""

    def __init__(self, kernel: "Kernel", message: str):
        self.kernel = kernel
        self.message = message
        self.outputs: list[dict] = []
        self.error: dict | None = None
        self.printed = 0
        self.replied = self.idle = False

    @property
    def done(self) -> bool:
        return self.replied and self.idle

    @property
    def floods(self) -> bool:
        return self.printed > FLOOD_AFTER

    def take(self, message: dict) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            self.idle = self.idle or content["execution_state"] == "idle"
        elif kind == "stream":
            self._print(content["name"], content["text"])
        elif kind == "error":
            self.error = content
        elif kind in ("display_data", "execute_result"):
            self._show(content)
        elif kind == "clear_output":
            self.outputs.clear()

    def _print(self, name: str, text: str) -> None:
        room = CUT_AFTER - self.printed
        self.printed += len(text)
        if room <= 0:
            return
        if len(text) > room:
            text = f"{text[:room]}\n... (the rest of what was printed is left out)\n"
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def _show(self, content: dict) -> None:
        data = content.get("data", {})
        size = sum(len(str(each)) for each in data.values())
        self.printed += size
        if len(self.outputs) < SHOWN_OUTPUTS and self.printed < PICTURES:
            self.outputs.append({"output_type": "display_data", "data": data, "metadata": {}})


class Manager(KernelManager):
    """Lets a kernel of another user read where it is to listen; the folder keeps others out."""

    def write_connection_file(self, **options):
        super().write_connection_file(**options)
        if self.transport == "ipc":
            os.chmod(self.connection_file, 0o644)


class Kernel:
    """The project's kernel, by default as Jupyter starts it."""

    def __init__(self, *, command=None, cwd=None, env=None, ipc: pathlib.Path | None = None):
        options = {"kernel_name": KERNEL}
        if ipc:
            options |= {"transport": "ipc", "ip": str(ipc / "k"), "connection_file": str(ipc / "connection.json")}
        self.manager = Manager(**options)
        if command:
            self.manager._kernel_spec = KernelSpec(
                argv=command, display_name="TypeScript", language="typescript", interrupt_mode="message"
            )
        more = {} if env is None else {"env": env}
        self.manager.start_kernel(cwd=cwd, **more)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.running: dict[str, Running] = {}
        try:
            self._await_ready()
        except BaseException:
            self.close()
            raise

    def _await_ready(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        asked = 0.0
        # The channel of outputs needs a moment, and tells nobody when it is there.
        while time.monotonic() < until:
            if time.monotonic() - asked > 1:
                self.client.kernel_info()
                asked = time.monotonic()
            with contextlib.suppress(queue.Empty):
                self.client.get_iopub_msg(timeout=0.1)
                break
            if not self.manager.is_alive():
                raise Died("a kernel has ended while it started")
        else:
            raise Died(f"a kernel did not start within {STARTS_WITHIN} s")
        with contextlib.suppress(queue.Empty):
            while True:
                self.client.get_shell_msg(timeout=0.2)

    @property
    def pid(self) -> int:
        return self.manager.provisioner.process.pid

    def start(self, code: str, counted: bool = True) -> Running:
        message = self.client.execute(code, store_history=counted, stop_on_error=False, allow_stdin=False)
        running = Running(self, message)
        self.running[message] = running
        return running

    def poll(self) -> None:
        """Takes what has come in; raises Died where nothing can come any more."""
        for get, is_reply in ((self.client.get_iopub_msg, False), (self.client.get_shell_msg, True)):
            for _ in range(200):
                try:
                    message = get(timeout=0)
                except queue.Empty:
                    break
                except Exception as error:  # whatever a submission sends in its kernel's name
                    raise Died(f"a message that is none: {error}") from None
                running = self.running.get(message["parent_header"].get("msg_id"))
                if running is None:
                    continue
                if is_reply:
                    running.replied = True
                    if message["content"].get("status") == "error":
                        running.error = running.error or message["content"]
                else:
                    running.take(message)
                if running.done:
                    del self.running[running.message]
        if not self.manager.is_alive():
            raise Died("the process of the kernel has ended")

    def wait(self, running: Running, seconds: float) -> bool:
        """Whether a cell has ended in this time, or floods."""
        until = time.monotonic() + seconds
        while not running.done:
            self.poll()
            if running.floods or time.monotonic() > until:
                return False
            time.sleep(0.003)
        return True

    def run(self, code: str, seconds: float = 60, counted: bool = False) -> Running:
        """Runs a cell of our own, which ends."""
        running = self.start(code, counted)
        if not self.wait(running, seconds):
            raise Died(f"a cell did not end within {seconds} s")
        return running

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.client.stop_channels()
        with contextlib.suppress(Exception):
            self.manager.shutdown_kernel(now=True)
