"""One round of one kernel, as notebook programs use it; prints its figures as JSON.

Arguments: the folder of the kernel descriptions, the kernel's name, and the
folder in which it runs.
"""

import atexit
import json
import os
import signal
import statistics
import sys
import threading
import time

share, name, folder = sys.argv[1:]
os.environ["JUPYTER_PATH"] = share

from queue import Empty  # noqa: E402

from jupyter_client.manager import KernelManager  # noqa: E402

CELLS = 30
ASKED = 10
LINES = 20_000
# Without a word for this long, what is missing does not come any more.
SILENCE_S = 10
# A kernel that has not ended an interrupted cell by then will not.
INTERRUPT_S = 10

PARENT = os.getppid()
STOPS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_with_parent():
    while os.getppid() == PARENT:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


# However this script is ended, its kernels are, by atexit: they have process
# groups of their own, which Ctrl-C in a terminal does not reach.
for stop in STOPS:
    signal.signal(stop, lambda number, _: sys.exit(128 + number))
threading.Thread(target=end_with_parent, daemon=True).start()


def timed(work):
    start = time.perf_counter()
    value = work()
    return 1000 * (time.perf_counter() - start), value


def start():
    """A kernel that is ready, and a client of it."""
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(cwd=folder)
    # One that outlived this script would hold its output open.
    atexit.register(manager.shutdown_kernel, now=True)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def reply_to(sent, timeout=60):
    while True:
        message = client.get_shell_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") == sent:
            return message["content"]


def run(code, after=None, timeout=60):
    """Runs a cell to its idle message; gives its reply and what it printed."""
    sent = client.execute(code)
    if after:
        after()
    text = []
    last = time.perf_counter()
    try:
        while True:
            message = client.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != sent:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                text.append(content["text"])
                last = time.perf_counter()
            if content.get("execution_state") == "idle":
                break
        return reply_to(sent, timeout), "".join(text), last
    except Empty:
        return None, "".join(text), last


def cells(make):
    return statistics.median(timed(lambda i=i: run(make(i)))[0] for i in range(CELLS))


def asked(ask):
    ask()  # to warm up
    return statistics.median(timed(ask)[0] for _ in range(ASKED))


figures = {}
ready, (manager, client) = timed(start)
figures["start-up, ms"] = ready
figures["start-up and first cell, ms"] = ready + timed(lambda: run("1 + 1"))[0]
for _ in range(3):
    run("2 + 2")
figures["cell 1 + 1, ms"] = cells(lambda i: "1 + 1")
figures["cell const x = 1, ms"] = cells(lambda i: f"const x{i} = {i};")
run("const numbers = [1, 2, 3];")
figures["completion, ms"] = asked(lambda: reply_to(client.complete("numbers.ma", 10)))
figures["inspection, ms"] = asked(lambda: reply_to(client.inspect("numbers", 4)))

began = time.perf_counter()
_, text, last = run(f"for (let i = 0; i < {LINES}; i++) console.log(i);", timeout=SILENCE_S)
figures[f"lines of {LINES:,}"] = text.count("\n")
figures["their last after, ms"] = 1000 * (last - began)

if figures[f"lines of {LINES:,}"] < LINES:
    # What a kernel that lost its tongue would do next is no news.
    manager, client = start()
run("let turns = 0;")
loop = "for (;;) { turns++; await new Promise((done) => setTimeout(done, 10)); }"
began = time.perf_counter()
reply, _, _ = run(
    loop,
    lambda: threading.Timer(0.5, manager.interrupt_kernel).start(),
    timeout=INTERRUPT_S,
)
# The half second was the loop's own.
figures["interrupt of a loop, ms"] = None if reply is None else 1000 * (time.perf_counter() - began) - 500
figures["its turns in 500 ms after"] = None
if reply is not None:
    time.sleep(0.5)  # plain tslab runs nothing for 200 ms after an error
    late = "const at = turns; await new Promise((done) => setTimeout(done, 500)); console.log(turns - at);"
    figures["its turns in 500 ms after"] = int(run(late)[1])

print(json.dumps(figures))
