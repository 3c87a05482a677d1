"""Kernels that are asked without waiting, so that two can be watched at a time."""

import contextlib
import queue
import subprocess
import time

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from course import KERNEL
from outputs import Running
from text import plain

STARTS_WITHIN = 60  # seconds
LARGEST_MESSAGE = 32_000_000  # bytes; a kernel that sends more is no longer listened to
WAITING_MESSAGES = 32


def listening() -> zmq.Context:
    """For sockets that take no more than there is room for, whoever sends."""
    context = zmq.Context()
    context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
    context.setsockopt(zmq.RCVHWM, WAITING_MESSAGES)
    return context


class Died(Exception):
    """A kernel that has ended by itself."""


class Kernel:
    """The project's kernel, by default as Jupyter starts it; or a command that is one, and not to be trusted.

    `ipc`: the beginning of its sockets' paths, and the file that tells it about them; `begun` is
    called with its process, before anything is asked of it.
    """

    def __init__(self, *, command=None, cwd=None, env=None, ipc=None, begun=None):
        options = {"kernel_name": KERNEL, "context": listening()}
        if ipc:
            options |= {"transport": "ipc", "ip": str(ipc[0]), "connection_file": str(ipc[1])}
        self.manager = KernelManager(**options)
        if command:
            self.manager._kernel_spec = KernelSpec(
                argv=command, display_name="TypeScript", language="typescript", interrupt_mode="message"
            )
        more = {} if env is None else {"env": env}
        if begun:
            more |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.running: dict[str, Running] = {}
        self.fault: str | None = None
        try:
            self.manager.start_kernel(cwd=cwd, **more)
            if begun:
                begun(self.manager.provisioner.process)
            self.client = self.manager.client(context=self.manager.context)
            self.client.start_channels(stdin=False, hb=False, control=False)
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
        running = Running(message)
        self.running[message] = running
        return running

    def poll(self) -> None:
        """Takes what has come in; raises Died where nothing can come any more."""
        for get, is_reply in ((self.client.get_iopub_msg, False), (self.client.get_shell_msg, True)):
            for _ in range(200):
                try:
                    message = get(timeout=0)
                    self._take(message, is_reply)
                except queue.Empty:
                    break
                except Exception as error:  # whatever a submission sends in its kernel's name
                    self.fault = f"it has sent what is no message: {plain(error, 100)}"
                    raise Died(self.fault) from None
        if not self.manager.is_alive():
            raise Died("the process of the kernel has ended")

    def _take(self, message: dict, is_reply: bool) -> None:
        running = self.running.get(message["parent_header"].get("msg_id"))
        if running is None:
            return
        if is_reply:
            running.reply(message["content"])
        else:
            running.take(message["msg_type"], message["content"])
        if running.done:
            del self.running[running.message]

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
        self.manager.context.destroy(linger=0)
