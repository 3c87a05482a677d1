"""Starts an installed kernel by its description, and runs a few cells in it; prints what they show as JSON.

Arguments: the data folder of Jupyter that has the description, the kernel's name, the folder of the notebook.
"""

import json
import os
import sys

share, name, folder = sys.argv[1:]
os.environ["JUPYTER_PATH"] = share

from jupyter_client.manager import KernelManager  # noqa: E402

CELLS = [
    "const x: number = 1; x + 1",
    'import * as tslab from "tslab";\ntslab.display.html("<b>shown</b>");\nObject.keys(tslab.versions)',
    'const wrong: number = "text";',
]

manager = KernelManager(kernel_name=name)
manager.start_kernel(cwd=folder)
client = manager.client()
try:
    client.start_channels()
    client.wait_for_ready(timeout=60)
    for cell in CELLS:
        shown = []
        client.execute_interactive(
            cell, timeout=60, output_hook=lambda message, to=shown: to.append(message["content"])
        )
        bundles = [content["data"] for content in shown if "data" in content]
        errors = [content["evalue"] for content in shown if "evalue" in content]
        print(json.dumps(bundles + errors), flush=True)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
