"""Has nbgrader autograde a small TypeScript assignment; prints the scores as JSON."""

import copy
import json
import logging
import os
import sys
import tempfile
from pathlib import Path

os.environ["JUPYTER_PATH"] = sys.argv.pop(1)
# nbgrader calls alembic by its name.
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
course = Path(tempfile.mkdtemp(prefix="keypoints-grading-"))
for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
    os.environ[name] = str(course / "home")

import nbformat  # noqa: E402
from nbformat.v4 import new_code_cell, new_notebook  # noqa: E402
from nbgrader.api import Gradebook  # noqa: E402
from nbgrader.apps import NbGraderAPI  # noqa: E402
from traitlets.config import Config  # noqa: E402

QUESTIONS = [
    ("double", "2 * x", "double(3) !== 6"),
    ("square", "x * x", "square(3) !== 9"),
    ("negate", "-x", "negate(3) !== -3"),
]


def nbgrader(grade_id, **more):
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, "task": False, **more}}


def answer(name, body):
    return f"function {name}(x: number): number {{\n{body}\n}}"


def cells():
    for name, body, wrong in QUESTIONS:
        solution = f"  // BEGIN SOLUTION\n  return {body};\n  // END SOLUTION"
        yield new_code_cell(
            answer(name, solution),
            metadata=nbgrader(name, grade=False, locked=False, solution=True),
        )
        yield new_code_cell(
            f"if ({wrong}) throw new Error('{name} is wrong');",
            metadata=nbgrader(f"{name}-test", grade=True, locked=True, solution=False, points=2),
        )


kernel = {"name": "facial-keypoints", "display_name": "TypeScript", "language": "typescript"}
source = new_notebook(cells=list(cells()), metadata={"kernelspec": kernel, "language_info": {"name": "typescript"}})
(course / "source" / "one").mkdir(parents=True)
nbformat.write(source, course / "source" / "one" / "sheet.ipynb")

config = Config()
config.CourseDirectory.root = str(course)
config.CourseDirectory.db_url = f"sqlite:///{course}/gradebook.db"
config.ClearSolutions.code_stub = {"typescript": '  throw new Error("not answered yet");'}
config.NbGraderAPI.logger = logging.getLogger("grading")
api = NbGraderAPI(config=config)
made = api.generate_assignment("one")
assert made["success"], made

release = nbformat.read(course / "release" / "one" / "sheet.ipynb", as_version=4)
assert "2 * x" not in json.dumps(release)


def answered(bodies):
    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        body = bodies.get(cell.metadata.nbgrader.grade_id)
        if body:
            cell.source = answer(cell.metadata.nbgrader.grade_id, f"  return {body};")
    return notebook


right = {name: body for name, body, _ in QUESTIONS}
submissions = {
    "reference": answered(right),
    "empty": release,
    "wrong": answered(dict.fromkeys(right, "17")),
    "compile_error": answered({**right, "square": "'text'"}),
}
for student, notebook in submissions.items():
    folder = course / "submitted" / student / "one"
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / "sheet.ipynb")
    graded = api.autograde("one", student)
    assert graded["success"], graded

with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
    print(json.dumps({s: gradebook.find_submission("one", s).score for s in submissions}))
