"""The command line of the assignments; ../assignments.mjs has its help."""

import argparse
import pathlib
import signal
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "python"))
from parent import end_with_parent  # noqa: E402

from course import PROJECT, Course, Refusal, choose  # noqa: E402


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="npm run assignments --", add_help=False)
    parser.add_argument("command")
    parser.add_argument("what", nargs="*")
    parser.add_argument("--course", type=pathlib.Path, default=PROJECT / "grading")
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("--memory", type=float, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-isolation", action="store_true")
    parser.add_argument("--force", action="store_true")
    options = parser.parse_intermixed_args()
    for name in ("timeout", "memory", "jobs"):
        if getattr(options, name) <= 0:
            parser.error(f"invalid --{name}: {getattr(options, name)}; expected more than 0")
    return options


def main() -> int:
    options = parse()
    course = Course(options.course)
    if options.command == "release":
        from release import release

        release(course, [choose(name) for name in options.what], options.force)
        return 0
    if options.command == "prepare":
        from release import prepare

        for name in options.what:
            prepare(course, choose(name))
        return 0
    if options.command == "report":
        from report import report

        report(course)
        return 0
    if len(options.what) != 1:
        what = "a folder" if options.command == "grade" else "the name of an assignment"
        raise Refusal(f"{options.command}: expected {what}, one; got {len(options.what)}")
    if options.command == "check":
        from check import check

        return check(options.what[0], options.timeout)
    from grade import grade

    limits = {"timeout": options.timeout, "memory": options.memory, "isolated": not options.no_isolation}
    course.root.mkdir(parents=True, exist_ok=True)
    return grade(course, pathlib.Path(options.what[0]), limits, options.jobs, options.force)


if __name__ == "__main__":
    end_with_parent()
    sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not have every letter of a name
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        sys.exit(130)
