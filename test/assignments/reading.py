"""What the grader makes of submissions before it runs them, for reading.test.ts: JSON in, JSON out.

find FOLDER            ->  {"others": [...], "read": {"STUDENT/NAME": why it is not read, or its cells}}
restore  (notebooks)   ->  [{"cells": [[id, text], ...], "notes": [...]}, ...]
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "assignments"))
from nbformat import from_dict

from course import Marks
from find import Search
from handed import Fault, cells_of, read_plain
from restore import restore


def find(folder: str) -> dict:
    search = Search(pathlib.Path(folder))
    read = {}
    for (student, name), job in search.found.items():
        try:
            cells = cells_of(read_plain(pathlib.Path(job["file"]), pathlib.Path(job["within"])))
            read[f"{student}/{name}"] = [cell.source for cell in cells]
        except Fault as fault:
            read[f"{student}/{name}"] = str(fault)
    return {"others": search.others, "read": read}


def restored(released: dict, submitted: dict) -> dict:
    notebook, notes = restore(from_dict(released), cells_of(json.dumps(submitted).encode()))
    return {"cells": [[Marks(cell).id or "", cell.source] for cell in notebook.cells], "notes": notes}


if sys.argv[1] == "find":
    print(json.dumps(find(sys.argv[2])))
else:
    given = json.load(sys.stdin)
    print(json.dumps([restored(given["released"], each) for each in given["submitted"]]))
