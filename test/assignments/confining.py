"""Runs a program of Node's where submissions run, for sandbox.test.ts: confining.py CODE."""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "assignments"))
from course import Refusal  # noqa: E402
from sandbox import FIRST_UID, NODE, check_isolation, confined, environment  # noqa: E402

if sys.argv[1] == "check":
    try:
        sys.exit(check_isolation())
    except Refusal as refusal:
        sys.exit(str(refusal))
with tempfile.TemporaryDirectory(prefix="kg-") as base:
    os.mkdir(f"{base}/r")
    uid = FIRST_UID if os.geteuid() == 0 else 0
    command = confined(pathlib.Path(base), uid, [], [NODE, "-e", sys.argv[1]])
    sys.exit(subprocess.run(command, env=environment(), stderr=subprocess.PIPE).returncode)
