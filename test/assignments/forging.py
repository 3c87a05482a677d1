"""What the grader makes of messages that a submission sends in its kernel's name, for forging.test.ts.

As `kernel FILE` it is such a kernel: the code of a cell says what it sends. Otherwise it asks one for
each case, and prints as JSON how each has ended.
"""

import json
import pathlib
import sys
import time

import zmq
from jupyter_client.session import Session

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "assignments"))
DEEP = "[" * 100_000


class Forger:
    """A kernel with the right key and no manners."""

    def __init__(self, file: str):
        about = json.loads(pathlib.Path(file).read_text())
        context = zmq.Context()
        self.session = Session(key=about["key"].encode(), signature_scheme=about["signature_scheme"])
        self.sockets = {}
        for name, kind in (("shell", zmq.ROUTER), ("iopub", zmq.PUB), ("control", zmq.ROUTER)):
            self.sockets[name] = context.socket(kind)
            # By itself a publisher drops what its reader is too slow for.
            self.sockets[name].set_hwm(0)
            self.sockets[name].bind(f"tcp://{about['ip']}:{about[f'{name}_port']}")

    def serve(self) -> None:
        shell = self.sockets["shell"]
        while True:
            self.who, self.asked = self.session.recv(shell, mode=0)
            if self.asked["msg_type"] == "kernel_info_request":
                self.send("shell", "kernel_info_reply", {"status": "ok"})
                self.send("iopub", "status", {"execution_state": "idle"})
            else:
                getattr(self, self.asked["content"]["code"].split("(")[0])()

    def send(self, name: str, kind, content, parent=None, **header) -> None:
        message = self.session.msg(kind if isinstance(kind, str) else "status", content)
        message["parent_header"] = self.asked["header"] if parent is None else parent
        message["header"] |= header
        message["header"]["msg_type"] = message["msg_type"] = kind
        parts = (message[part] for part in ("header", "parent_header", "metadata", "content"))
        self.signed(name, *(json.dumps(part, default=str).encode() for part in parts))

    def raw(self, name: str, *frames: bytes, mark: bytes = b"<IDS|MSG>") -> None:
        before = self.who if name == "shell" else [b"x"]
        self.sockets[name].send_multipart([*before, *([mark] if mark else []), *frames])

    def end(self, **reply) -> None:
        self.send("shell", "execute_reply", {"status": "ok", **reply})
        self.send("iopub", "status", {"execution_state": "idle"})

    def signed(self, name: str, *parts: bytes) -> None:
        self.raw(name, self.session.sign(list(parts)), *parts)

    # What a cell's code can be: messages in order first.
    def honest(self):
        self.send("iopub", "stream", {"name": "stdout", "text": "hello"})
        self.end()

    def idle_before_reply(self):
        self.send("iopub", "status", {"execution_state": "idle"})
        time.sleep(0.1)
        self.send("shell", "execute_reply", {"status": "ok"})

    def reply_twice(self):
        self.send("shell", "execute_reply", {"status": "ok"})
        self.end()

    def wrong_parent(self):
        for parent in ({}, {"msg_id": "other"}, {"msg_id": None}, {"msg_id": 7}):
            self.send("iopub", "stream", {"name": "stdout", "text": "not of this cell"}, parent)
            self.send("iopub", "error", {"ename": "E", "evalue": "", "traceback": []}, parent)
            self.send("shell", "execute_reply", {"status": "error"}, parent)
        self.end()

    def reply_to_another_channel(self):
        self.send("iopub", "execute_reply", {"status": "ok"})
        self.end()

    def unknown_kinds(self):
        for kind in ("", "x" * 1000, "execute_request", "comm_open"):
            self.send("iopub", kind, {"data": 1})
        self.end()

    def kinds_that_are_none(self):
        for kind in (None, 7, ["status"], {"a": 1}):
            self.send("iopub", kind, {})
        self.end()

    def half_characters(self):
        self.send("iopub", "stream", {"name": "stdout", "text": "\ud800 \x00 \x1b[31m"})
        self.send("iopub", "display_data", {"data": {"text/plain": "\udfff"}, "metadata": {}})
        self.send("iopub", "error", {"ename": "\ud800", "evalue": "\udfff", "traceback": ["\ud800"]})
        self.end()

    def errors_of_any_shape(self):
        self.send("iopub", "error", {"ename": {"a": 1}, "evalue": 7, "traceback": "x" * 10_000})
        self.end(status="error", ename=["x"] * 10_000, traceback=[None, 1, {"a": 2}])

    def pages(self):
        shown = {"text/html": "<script>1</script>", "application/javascript": "1", "image/png": "PHNjcmlwdD4="}
        for data in (
            shown,
            {"image/svg+xml": "<svg onload='1'/>"},
            {"text/markdown": "<script>1</script>"},
            {"image/png": 7},
        ):
            self.send("iopub", "display_data", {"data": data, "metadata": {"image/png": {"alt": '"><script>'}}})
        self.end()

    def many(self):
        for _ in range(20_000):
            self.send("iopub", "status", {"execution_state": "busy"}, {"msg_id": "other"})
        self.end()

    # And what no kernel sends.
    def wrong_signature(self):
        self.raw("iopub", b"0" * 64, b"{}", b"{}", b"{}", b"{}")

    def no_signature(self):
        self.raw("iopub", b"", b"{}", b"{}", b"{}", b"{}")

    def no_mark(self):
        self.raw("iopub", b"{}", b"{}", mark=b"")

    def one_frame(self):
        self.raw("iopub", mark=b"")

    def truncated(self):
        self.signed("iopub", b"{}", b"{}")

    def no_json(self):
        self.signed("iopub", b"{", b"{}", b"{}", b"{}")

    def no_utf8(self):
        self.signed("iopub", b"\xff\xfe", b"{}", b"{}", b"{}")

    def header_that_is_a_list(self):
        self.signed("iopub", b"[]", b"{}", b"{}", b"{}")

    def empty_header(self):
        self.signed("iopub", b"{}", b"{}", b"{}", b"{}")

    def deep(self):
        header = json.dumps(self.session.msg_header("status"), default=str).encode()
        self.signed("iopub", header, b"{}", b"{}", DEEP.encode())

    def parent_that_is_a_list(self):
        self.send("iopub", "status", {}, [1])

    def id_that_is_a_list(self):
        self.send("iopub", "status", {}, {"msg_id": [1]})

    def content_that_is_a_list(self):
        self.send("iopub", "status", [1])

    def content_that_is_nothing(self):
        self.send("iopub", "status", None)

    def text_that_is_a_number(self):
        self.send("iopub", "stream", {"name": "stdout", "text": 7})

    def text_that_is_not_there(self):
        self.send("iopub", "stream", {})

    def data_that_is_a_text(self):
        self.send("iopub", "display_data", {"data": "x"})

    def reply_that_is_a_text(self):
        self.send("shell", "execute_reply", "ok")

    def truncated_reply(self):
        self.signed("shell", b"{}")

    def huge(self):
        self.send("iopub", "stream", {"name": "stdout", "text": "x" * 40_000_000})
        self.end()

    def nothing(self):
        pass


def ask(kernel, case: str) -> dict:
    from kernels import Died

    running = kernel.start(f"{case}()")
    try:
        if not kernel.wait(running, 60 if case == "many" else 2):
            return {"ended": "timeout"}
    except Died as died:
        return {"ended": "died", "why": str(died)}
    json.dumps([running.outputs, running.error]).encode()
    return {"ended": "done", "outputs": running.outputs, "error": running.error}


if sys.argv[1:2] == ["kernel"]:
    Forger(sys.argv[2]).serve()
else:
    from kernels import Kernel

    cases = [name for name in vars(Forger) if name[0] != "_" and name not in ("serve", "send", "raw", "end", "signed")]
    kernel = Kernel(command=[sys.executable, __file__, "kernel", "{connection_file}"])
    try:
        print(json.dumps({case: ask(kernel, case) for case in cases}))
    finally:
        kernel.close()
