"""Grades submissions one after another, as it is told on its input, a line of JSON each.

    {"name": ..., "student": ..., "file": ..., "within": ...}  ->  {"points": ..., "of": ..., "incidents": [...]}

What cannot be graded is answered too: {"error": ...}.
"""

import atexit
import contextlib
import hashlib
import json
import logging
import os
import pathlib
import signal
import sys

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import LimitOutput, NbGraderPreprocessor, SaveAutoGrades

from course import Course, Marks, nbgrader, read, write_whole
from examine import Examination, Examiner
from handed import Fault, NoNotebook, cells_of, read_plain
from restore import restore
from text import plain

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "python"))
from parent import end_with_parent

job: dict = {}
examiners: dict[str, Examiner] = {}


class Examine(NbGraderPreprocessor):
    """Takes the place of nbgrader's Execute, which runs tests where the student's code runs."""

    def preprocess(self, nb, resources):
        name = resources["nbgrader"]["assignment"]
        try:
            examination = Examination(examiner_of(name), **job["limits"])
            examination.run(nb)
        except BaseException as error:
            job["failure"] = f"{type(error).__name__}: {error}"
            close_examiners()
            raise
        job["incidents"] = examination.incidents
        job["exercises"] = [(cell, Marks(cell)) for cell in nb.cells if Marks(cell).is_test]
        return nb, resources


def grade(course: Course, name: str, student: str, content: bytes) -> dict:
    released = read(course.notebook("release", name))
    try:
        restored, notes = restore(released, cells_of(content))
    except NoNotebook as fault:
        most = sum(Marks(cell).points for cell in released.cells)
        return {"points": 0, "of": most, "exercises": [], "incidents": [f"is no notebook: {fault}"], "unreadable": True}
    target = course.notebook("submitted", name, student)
    write_whole(target, nbformat.writes(restored))
    config = course.config()
    config.Autograde.autograde_preprocessors = [Examine, LimitOutput, SaveAutoGrades]
    with nbgrader(config) as api:
        graded = api.autograde(name, student, force=True)
    if not graded["success"]:
        if "failure" in job:
            return {"error": job.pop("failure")}
        return {"error": f"nbgrader has failed: {last_line(graded.get('error') or graded.get('log'))}"}
    with Gradebook(course.db_url) as gradebook:
        submission = gradebook.find_submission(name, student)
        points, most = submission.score, submission.max_score
        scores = {grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades}
    exercises = [
        {"test": marks.id, "points": scores[marks.id], "of": marks.points, "error": first_error(cell)}
        for cell, marks in job["exercises"]
    ]
    return {"points": points, "of": most, "exercises": exercises, "incidents": [*notes, *job["incidents"]]}


def last_line(text) -> str:
    return plain((str(text).strip().splitlines() or [""])[-1])


def first_error(cell) -> str:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return f"{errors[0].ename}: {errors[0].evalue.splitlines()[0] if errors[0].evalue else ''}" if errors else ""


def main() -> None:
    end_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    atexit.register(close_examiners)
    settings = json.loads(sys.argv[1])
    course = Course(pathlib.Path(settings["course"]))
    job.update(course=course, limits=settings["limits"])
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not be taken for an answer
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {}
        try:
            content = read_plain(pathlib.Path(asked["file"]), pathlib.Path(asked["within"]))
            answer["submission"] = hashlib.sha256(content).hexdigest()
            answer |= grade(course, asked["name"], asked["student"], content)
        except Fault as fault:
            answer["error"] = str(fault)
        except Exception as error:
            logging.exception("grading failed")
            answer["error"] = plain(f"{type(error).__name__}: {error}")
        print(json.dumps(answer), file=answers, flush=True)


def examiner_of(name: str) -> Examiner:
    """The tests of an assignment, made ready once; one assignment at a time."""
    if name not in examiners:
        close_examiners()
        examiners[name] = Examiner(read(job["course"].notebook("source", name)))
    elif examiners[name].is_large():
        examiners[name].restart()
    return examiners[name]


def close_examiners() -> None:
    for name in list(examiners):
        with contextlib.suppress(Exception):
            examiners.pop(name).close()


if __name__ == "__main__":
    main()
