"""Grades what a class has handed in, several submissions at a time, and goes on where it was stopped."""

import hashlib
import json
import os
import pathlib
import queue
import signal
import subprocess
import sys
import threading
import time

from course import HERE, SOURCES, Course, Refusal, names, read_json, sha, write_whole
from find import Search
from handed import Fault, read_plain
from release import prepare
from sandbox import check_isolation
from text import plain

GIVEN_UP_AFTER = 2400  # seconds; a submission is stopped long before


def fingerprint(name: str) -> str:
    """Of the assignment and of the tools: what is graded by others is graded again."""
    return sha(SOURCES / f"{name}.ipynb", *sorted(HERE.glob("*.[pc]*")))


class Worker:
    """A process that grades, with its thread."""

    def __init__(self, course: Course, limits: dict, slot: int, jobs: queue.Queue, done: queue.Queue):
        self.settings = json.dumps({"course": str(course.root), "limits": {**limits, "slot": slot}})
        self.log = open(course.root / f"worker-{slot + 1}.log", "a", encoding="utf-8")  # noqa: SIM115 open as long as the worker
        self.jobs, self.done = jobs, done
        self.process: subprocess.Popen | None = None
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self) -> None:
        while True:
            try:
                job = self.jobs.get_nowait()
            except queue.Empty:
                break
            began = time.monotonic()
            try:
                answer = self.ask(job)
            except Exception as error:  # one submission's, whatever it is
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.done.put({**answer, **job, "seconds": round(time.monotonic() - began, 1)})
        if self.process:
            self.process.stdin.close()
            self.process.wait()

    def ask(self, job: dict) -> dict:
        """What comes of one submission. Where the process has ended, the next one gets another."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, str(HERE / "worker.py"), self.settings],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.log,
                text=True,
                start_new_session=True,
            )
        process = self.process
        in_time = threading.Timer(GIVEN_UP_AFTER, self.stop, [signal.SIGKILL])
        in_time.start()
        try:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        except (OSError, ValueError):
            self.stop(signal.SIGKILL)
            self.process = None
            return {"error": f"the grader has ended ({process.wait()}); {self.log.name} says why"}
        finally:
            in_time.cancel()

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)


def grade(course: Course, folder: pathlib.Path, limits: dict, jobs: int, force: bool) -> int:
    search = Search(folder)
    submissions = list(search.found.values())
    for line in search.others:
        print(f"  not graded: {line}")
    write_whole(course.others, json.dumps(search.others, indent=1) + "\n")
    if not submissions:
        raise Refusal(f"grade: no submissions in {folder}; expected DIR/STUDENT/NAME.ipynb, as in {names()[0]}.ipynb")
    if limits["isolated"]:
        check_isolation()
    prints = {}
    for name in sorted({each["name"] for each in submissions}):
        prepare(course, name)
        prints[name] = fingerprint(name)

    def is_graded(job: dict) -> bool:
        record = read_json(course.record(job["name"], job["student"])) or {}
        return record.get("by") == prints[job["name"]] and record.get("submission") == digest(job)

    todo = [job for job in submissions if force or not is_graded(job)]
    if len(todo) < len(submissions):
        print(f"  {len(submissions) - len(todo)} of {len(submissions)} are graded already")
    # By assignment, so that each worker makes its tests ready once.
    todo.sort(key=lambda job: (job["name"], job["student"]))
    return run(course, todo, prints, limits, jobs)


def digest(job: dict) -> str | None:
    try:
        return hashlib.sha256(read_plain(pathlib.Path(job["file"]), pathlib.Path(job["within"]))).hexdigest()
    except Fault:
        return None


def run(course: Course, todo: list[dict], prints: dict, limits: dict, jobs: int) -> int:
    waiting, done = queue.Queue(), queue.Queue()
    for job in todo:
        waiting.put(job)
    began, failed = time.monotonic(), 0
    workers = [Worker(course, limits, slot, waiting, done) for slot in range(min(jobs, len(todo)))]
    try:
        for number in range(1, len(todo) + 1):
            result = done.get()
            failed += "error" in result
            # What could not be graded is kept for the report, and tried again the next time.
            record = {**result, "by": None if "error" in result else prints[result["name"]]}
            write_whole(course.record(result["name"], result["student"]), json.dumps(record, indent=1) + "\n")
            left = (time.monotonic() - began) / number * (len(todo) - number)
            print(f"  {number:>{len(str(len(todo)))}}/{len(todo)}  {describe(result)}{remaining(left)}", flush=True)
            for incident in result.get("incidents", []):
                print(f"      {plain(incident)}", flush=True)
        for worker in workers:
            worker.thread.join(timeout=30)
    finally:
        for worker in workers:
            worker.stop()
    print(f"\n{len(todo) - failed} graded, {failed} not graded, in {time.monotonic() - began:.0f} s.")
    return 1 if failed else 0


def describe(result: dict) -> str:
    who = f"{result['student']}  {result['name']}"
    if "error" in result:
        return f"{who}  not graded: {plain(result['error'])}"
    return f"{who}  {result['points']:g} of {result['of']:g}  {result['seconds']:.0f} s"


def remaining(seconds: float) -> str:
    if seconds < 1:
        return ""
    return f"   {seconds / 60:.0f} min left" if seconds > 90 else f"   {seconds:.0f} s left"
