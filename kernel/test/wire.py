"""Drives the project's kernel over the real wire, as notebook programs do.

Prints one JSON line a check: {"name", "ok", "detail"}. Arguments: the folder of
the kernel descriptions, and a folder inside the project for cells to run in.
"""

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

share, project = sys.argv[1:]
os.environ["JUPYTER_PATH"] = share

from jupyter_client.manager import KernelManager  # noqa: E402

# A folder beside src/, as notebooks/ is, for modules that are edited.
folder = Path(project) / f".kernel-test-{os.getpid()}"
folder.mkdir()
manager = KernelManager(kernel_name="facial-keypoints")
manager.start_kernel(cwd=str(folder))
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
while client.shell_channel.msg_ready():  # answers to the greetings
    client.get_shell_msg(timeout=1)


def run(code, after=None, timeout=60, **options):
    """Runs a cell; gives its reply and what it showed."""
    sent = client.execute(code, **options)
    if after:
        after()
    shown = []
    while True:
        message = client.get_iopub_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") != sent:
            continue
        content = message["content"]
        if content.get("execution_state") == "idle":
            break
        shown.append((message["msg_type"], content))
    return reply_to(sent, timeout), shown


def reply_to(sent, timeout=60):
    while True:
        message = client.get_shell_msg(timeout=timeout)
        if message["parent_header"].get("msg_id") == sent:
            return message["content"]


def printed(shown):
    return "".join(c["text"] for kind, c in shown if kind == "stream")


def only(shown, kind):
    return [content for each, content in shown if each == kind]


def interrupt_in(seconds):
    return lambda: threading.Timer(seconds, manager.interrupt_kernel).start()


def equal(got, wanted):
    assert got == wanted, f"got {got!r}, expected {wanted!r}"


def contains(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in {text!r}"


CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


@check
def a_failing_cell_is_an_error_message_with_its_line():
    reply, shown = run("const fine = 1;\n\nthrow new RangeError('too far');")
    equal((reply["status"], reply["ename"], reply["evalue"]), ("error", "RangeError", "too far"))
    (error,) = only(shown, "error")
    contains("\n".join(error["traceback"]), "line 3", "too far", "\x1b[")
    equal(only(shown, "stream"), [])


@check
def an_error_in_a_function_of_an_earlier_cell_names_that_cell():
    run(
        "function walk(n: number): number {\n  if (n === 0)\n    throw new Error('at the end');\n  return walk(n - 1);\n}"
    )
    _, shown = run("// called from here\nwalk(2);")
    contains("\n".join(only(shown, "error")[0]["traceback"]), "line 3", "line 2", "walk")


@check
def a_type_error_has_line_column_and_a_caret_and_nothing_runs():
    reply, shown = run("console.log('ran');\nconst n: number = 'text';")
    equal(reply["status"], "error")
    text = "\n".join(only(shown, "error")[0]["traceback"])
    contains(text, "Type 'string' is not assignable to type 'number'", "line 2, column 7", "^")
    equal(printed(shown), "")


@check
def cells_are_checked_strictly():
    _, shown = run("function loose(x) { return x; }")
    contains(only(shown, "error")[0]["evalue"], "implicitly has an 'any' type")


@check
def queued_cells_of_a_failed_run_are_aborted_and_a_new_one_is_run():
    sent = [client.execute(code) for code in ("throw new Error('first')", "1", "2")]
    equal([reply_to(each)["status"] for each in sent], ["error", "aborted", "aborted"])
    time.sleep(0.1)
    equal(run("3")[0]["status"], "ok")


@check
def cells_that_go_on_after_errors_are_not_aborted():
    sent = [client.execute(code, stop_on_error=False) for code in ("throw new Error('x')", "1")]
    equal([reply_to(each)["status"] for each in sent], ["error", "ok"])


@check
def every_printed_line_arrives_in_order():
    _, shown = run("for (let i = 0; i < 100_000; i++) console.log(i);")
    equal(printed(shown).split("\n"), [*map(str, range(100_000)), ""])
    assert len(only(shown, "stream")) < 5000, "output is not batched"


@check
def an_interrupt_ends_synchronous_code():
    reply, _ = run("for (;;);", interrupt_in(0.5))
    equal(reply["ename"], "KeyboardInterrupt")


@check
def an_interrupt_ends_an_awaited_loop_which_does_not_run_on():
    run("var turns = 0;")
    loop = "for (;;) { turns++; await new Promise((r) => setTimeout(r, 10)); }"
    reply, _ = run(loop, interrupt_in(0.5))
    equal(reply["ename"], "KeyboardInterrupt")
    _, shown = run("const before = turns; await new Promise((r) => setTimeout(r, 200)); turns - before")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "0")


@check
def an_error_in_a_timer_fails_its_cell():
    late = "setTimeout(() => { throw new Error('late'); }, 10);"
    reply, _ = run(late + " await new Promise((r) => setTimeout(r, 300));")
    equal((reply["status"], reply.get("evalue")), ("error", "late"))


@check
def a_rejection_that_nobody_handles_fails_its_cell():
    reply, _ = run("void Promise.reject(new Error('nobody looked')); await new Promise((r) => setTimeout(r, 100));")
    equal((reply["status"], reply.get("evalue")), ("error", "nobody looked"))


@check
def a_tensor_shows_shape_type_and_a_summary():
    _, shown = run(
        "import * as tf from '@tensorflow/tfjs';\nimport { startBackend } from 'facial-keypoints';\nawait startBackend();\ntf.tensor2d([[1, 2], [3, 6]])"
    )
    contains(only(shown, "execute_result")[0]["data"]["text/plain"], "float32", "[2, 2]", "mean 3")


@check
def a_table_is_html_and_its_cells_are_escaped():
    _, shown = run("import { frameOfRows } from 'facial-keypoints';\nframeOfRows([['<b>bold</b>', 1]], ['name', 'n'])")
    html = only(shown, "execute_result")[0]["data"]["text/html"]
    contains(html, "<table", "&lt;b&gt;bold")


@check
def objects_show_themselves_by_either_method():
    for code, kind in (
        ("({ toMimeBundle: () => ({ 'text/html': '<i>a</i>', 'text/plain': 'a' }) })", "text/html"),
        ("({ [Symbol.for('Jupyter.display')]: () => ({ 'image/svg+xml': '<svg/>' }) })", "image/svg+xml"),
    ):
        _, shown = run(code)
        assert kind in only(shown, "execute_result")[0]["data"], kind


@check
def a_figure_shows_its_picture_and_its_plot_in_one_output():
    run("import { lineChart, showFigure } from 'facial-keypoints';")
    _, shown = run(
        "showFigure(lineChart({ title: 't', xLabel: 'x', yLabel: 'y', lines: [{ name: 'l', x: [1, 2], y: [3, 4], colour: '#0072b2' }] }));"
    )
    data = [c["data"] for kind, c in shown if kind in ("display_data", "execute_result")]
    assert {"image/png", "application/vnd.plotly.v1+json"} <= set(data[0]), data[0].keys()


@check
def shorthand_properties_of_earlier_cells_work():
    run("const columns = ['a'];")
    _, shown = run("({ columns })")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "{ columns: [ 'a' ] }")


@check
def a_cell_may_say_export():
    equal(
        run("export const shared = 3;\nexport function triple() { return 3 * shared; }\nexport { shared };")[0][
            "status"
        ],
        "ok",
    )
    _, shown = run("export default triple();")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "9")
    _, shown = run("export const n: number = 'text';")
    contains(only(shown, "error")[0]["evalue"], "TS2322", "line 1, column 14")


@check
def a_cell_that_names_itself_a_module_is_imported():
    for value in ("1", "2"):
        equal(run(f"/** @module written */\nexport const value: number = {value};")[0]["status"], "ok")
        _, shown = run("import { value } from './written'; value")
        equal(only(shown, "execute_result")[0]["data"]["text/plain"], value)
    _, shown = run("/** @module written */\nexport const value: number = 'text';")
    contains(only(shown, "error")[0]["evalue"], "TS2322", "line 2, column 14")


@check
def a_line_is_shown_while_the_code_after_it_keeps_running():
    late = "const until = Date.now() + 3000; console.log('begun'); while (Date.now() < until);"
    sent = client.execute(late)
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") == sent and message["msg_type"] == "stream":
            break
    assert not client.shell_channel.msg_ready(), "it came with the end of the cell"
    equal(reply_to(sent)["status"], "ok")


@check
def modules_of_src_are_imported_and_edited_ones_reload():
    module = folder / "edited.ts"
    module.write_text("export const value: number = 1;\n")
    (folder / "over.ts").write_text("import { value } from './edited';\nexport const twice = () => 2 * value;\n")
    _, shown = run("import { twice } from './over'; twice()")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "2")
    time.sleep(0.05)
    module.write_text("export const value: number = 21;\n")
    time.sleep(0.3)
    _, shown = run("import { twice } from './over'; twice()")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "42")
    # One edited while another comes, and one goes: as when a branch is changed.
    run("import { late } from './late';")
    (folder / "late.ts").write_text("export const late = 'here';\n")
    module.write_text("export const value: number = 100;\n")
    (folder / "over.ts").write_text("import { value } from './edited';\nexport const twice = () => 3 * value;\n")
    _, shown = run("import { late } from './late';\nimport { twice } from './over'; [late, twice()]")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "[ 'here', 300 ]")
    (folder / "late.ts").unlink()
    module.write_text("export const value: number = 2;\n")
    _, shown = run("import { twice } from './over'; twice()")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "6")
    _, shown = run("import { createRandom } from '../src/base/random'; createRandom(1).integer(1)")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "0")


@check
def completion_and_inspection_answer_once_warm():
    run("/** Counts sheep. */\nfunction countSheep(n: number): number { return n; }")
    contains(str(reply_to(client.complete("countSh", 7))["matches"]), "countSheep")
    data = reply_to(client.inspect("countSheep(1)", 4))["data"]
    contains(str(data), "Counts sheep", "number")


@check
def completeness_is_judged_by_the_language():
    for code, wanted in (("const a = 1;", "complete"), ("function f() {", "incomplete"), ("const = ;", "invalid")):
        equal(reply_to(client.is_complete(code))["status"], wanted)


@check
def silent_cells_leave_no_trace_and_expressions_are_evaluated():
    count = run("1")[0]["execution_count"]
    _, shown = run("7", silent=True)
    equal(only(shown, "execute_result"), [])
    reply, _ = run("const six = 6;", user_expressions={"seven": "six + 1", "bad": "nope"})
    equal(reply["execution_count"], count + 1)
    equal(reply["user_expressions"]["seven"]["data"]["text/plain"], "7")
    equal(reply["user_expressions"]["bad"]["status"], "error")


@check
def history_and_comms_are_answered():
    run("const remembered = 1;")
    history = reply_to(client.history(hist_access_type="tail", n=1))["history"]
    contains(str(history), "remembered")
    equal(reply_to(client.comm_info())["comms"], {})


@check
def displays_update_in_place_and_output_is_cleared():
    services = "const kernel = (globalThis as any)[Symbol.for('facial-keypoints.kernel')];\n"
    _, shown = run(
        services
        + "const id = kernel.newDisplayId();\nkernel.display({ 'text/plain': 'a', 'text/html': '<b>a</b>' }, { id });\nkernel.display({ 'text/plain': 'b' }, { id, update: true });\nkernel.clearOutput(true);"
    )
    (first,) = only(shown, "display_data")
    (second,) = only(shown, "update_display_data")
    equal(set(first["data"]), {"text/plain", "text/html"})
    equal(first["transient"]["display_id"], second["transient"]["display_id"])
    equal(only(shown, "clear_output"), [{"wait": True}])


@check
def the_training_curve_grows_in_its_place():
    run(
        "import { buildDenseCnn, fit, liveCurve, loadFaces, locateData, selectFaces } from 'facial-keypoints';\nconst some = selectFaces(await loadFaces(locateData().training), [0, 1, 2, 3]);"
    )

    def curves(options, after=None):
        """The first display and its last update, where nothing else may be a plot."""
        _, shown = run(f"await fit(buildDenseCnn({{ seed: 1 }}), some, {{ reporter: liveCurve(), {options} }});", after)
        (first,) = only(shown, "display_data")
        updates = only(shown, "update_display_data")
        for update in updates:
            equal(update["transient"], first["transient"])
        # JupyterLab would not draw another plot over one that it has drawn.
        equal([set(each["data"]) for each in [first, *updates[:-1]]], [{"image/png"}] * len(updates))
        equal(set(updates[-1]["data"]), {"image/png", "application/vnd.plotly.v1+json"})
        return len(updates)

    equal(curves("epochs: 2"), 2)
    equal(curves("epochs: 99, validation: some, learningRate: 1e-12, patience: 2") < 99, True)
    curves("epochs: 9999", interrupt_in(3))


@check
def an_error_deep_in_a_library_shows_the_line_of_the_cell():
    run(
        "import * as tf from '@tensorflow/tfjs';\nimport { startBackend } from 'facial-keypoints';\nawait startBackend();"
    )
    reply, _ = run("const a = tf.ones([2, 2]);\na.matMul(tf.ones([1, 3])).print();")
    contains("\n".join(reply["traceback"]), "line 2, column 3", "matMul")


@check
def training_is_told_in_one_text_that_grows():
    run(
        "import { buildDenseCnn, fit, loadFaces, locateData, selectFaces } from 'facial-keypoints';\nconst two = selectFaces(await loadFaces(locateData().training), [0, 1]);"
    )
    _, shown = run("await fit(buildDenseCnn({ seed: 1 }), two, { epochs: 3 }); console.log('end');")
    equal(printed(shown), "end\n")
    (first,) = only(shown, "display_data")
    updates = only(shown, "update_display_data")
    equal({each["transient"]["display_id"] for each in updates}, {first["transient"]["display_id"]})
    lines = updates[-1]["data"]["text/plain"].splitlines()
    equal([line[:11] for line in lines], ["training on", "epoch 1/3  ", "epoch 2/3  ", "epoch 3/3  "])


@check
def fit_stops_at_an_interrupt_after_its_batch():
    run(
        "import { buildDenseCnn, fit, loadFaces, locateData } from 'facial-keypoints';\nconst faces = await loadFaces(locateData().training);\nconst network = buildDenseCnn({ seed: 1 });\nvar batches = 0;"
    )
    training = "await fit(network, faces, { epochs: 9, batchSize: 16, reporter: { batch() { batches++; } } });"
    reply, _ = run(training, interrupt_in(4))
    equal(reply["ename"], "KeyboardInterrupt")
    _, shown = run("const at = batches; await new Promise((r) => setTimeout(r, 1500)); [at > 0, batches - at]")
    equal(only(shown, "execute_result")[0]["data"]["text/plain"], "[ true, 0 ]")


@check
def a_cell_that_ends_the_process_says_so_and_the_next_one_runs():
    for end, why in (("process.exit(3);", "process.exit(3)"), ("process.abort();", "crashed (SIGABRT)")):
        run("const lost = 1;")
        reply, shown = run("console.log('before');" + end)
        equal((reply["status"], reply["ename"]), ("error", "KernelEnded"))
        contains(reply["evalue"], why, "variables are lost")
        equal(printed(shown), "before\n")
        _, shown = run("lost")
        contains(only(shown, "error")[0]["evalue"], "Cannot find name 'lost'")
    equal(run("1 + 1")[0]["status"], "ok")
    contains(reply_to(client.complete("Math.flo", 8))["matches"], "floor")


try:
    for function in CHECKS:
        detail = ""
        try:
            function()
        except Exception as error:  # each check is told apart
            detail = f"{type(error).__name__}: {error}"[:2000]
        name = function.__name__.replace("_", " ")
        print(json.dumps({"name": name, "ok": not detail, "detail": detail}), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    shutil.rmtree(folder, ignore_errors=True)
