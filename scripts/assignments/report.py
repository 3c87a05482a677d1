"""Writes what comes of a class: points as CSV, and a page for each student."""

import csv
import io

from course import Course, Refusal, nbgrader, read_json, sha, write_whole
from text import cell_of_table, plain


def records(course: Course) -> list[dict]:
    found = [read_json(path) for path in sorted((course.root / "graded").glob("*/*.json"))]
    return [each for each in found if each]


def report(course: Course) -> None:
    all_records = records(course)
    if not all_records:
        raise Refusal(f"report: nothing is graded in {course.root}; expected grade DIR before it")
    all_records.sort(key=lambda record: (record["name"], record["student"]))
    failed = [record for record in all_records if "error" in record]
    columns = ["assignment", "student", "points", "of", "incidents"]
    rows = [[r["name"], r["student"], r.get("points", ""), r.get("of", ""), remarks(r)] for r in all_records]
    write_csv(course.root / "points.csv", columns, rows)
    columns = ["assignment", "student", "test", "points", "of", "error"]
    rows = [
        [r["name"], r["student"], e["test"], e["points"], e["of"], e["error"]]
        for r in all_records
        for e in r.get("exercises", [])
    ]
    write_csv(course.root / "exercises.csv", columns, rows)
    graded = [record for record in all_records if "error" not in record]
    readable = [record for record in graded if not record.get("unreadable")]
    for record in all_records:
        if record not in readable:
            course.feedback(record["name"], record["student"]).unlink(missing_ok=True)  # of an earlier submission
    made, pageless = write_pages(course, readable)
    print(f"  {course.root / 'points.csv'}     {len(all_records)} submissions")
    print(f"  {course.root / 'exercises.csv'}  {len(rows)} tests")
    print(
        f"  {course.root / 'feedback'}       {made} pages written, {len(readable) - made - len(pageless)} as they were\n"
    )
    summarise(graded)
    list_failed(failed, [*(read_json(course.others) or []), *pageless])


def remarks(record: dict) -> str:
    return f"not graded: {record['error']}" if "error" in record else "; ".join(record["incidents"])


def list_failed(failed: list[dict], others: list[str]) -> None:
    """Says what has no points, so that nothing is missing in silence."""
    if failed or others:
        print("\n  Not graded, or not to be shown:")
    for record in failed:
        print(f"  {record['student']}  {record['name']}  {plain(record['error'])}")
    for line in others:
        print(f"  {plain(line)}")


def write_pages(course: Course, readable: list[dict]) -> tuple[int, list[str]]:
    """How many pages were made, and which could not be."""
    made, failed = 0, []
    for record in readable:
        try:
            made += write_feedback(course, record)
        except Exception as error:  # one student's page, whatever it is
            failed.append(f"{record['student']}  {record['name']}: graded, but no page: {error}")
    return made, failed


def summarise(all_records: list[dict]) -> None:
    names = sorted({record["name"] for record in all_records})
    width = max((len(name) for name in names), default=0)
    for name in names:
        points = sorted(record["points"] for record in all_records if record["name"] == name)
        most = next(record["of"] for record in all_records if record["name"] == name)
        middle = points[len(points) // 2]
        full = sum(each == most for each in points)
        print(f"  {name:<{width}}  {len(points)} submissions, median {middle:g} of {most:g}, {full} with all points")


def write_feedback(course: Course, record: dict) -> bool:
    """The page of one submission, where it is not there; whether it was made."""
    from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
    from nbgrader.preprocessors import ClearHiddenTests, GetGrades

    name, student = record["name"], record["student"]
    page, stamp = course.feedback(name, student), course.root / "feedback" / student / f".{name}.json"
    digest = sha(course.record(name, student))
    if page.exists() and (read_json(stamp) or {}).get("of") == digest:
        return False
    config = course.config()
    config.GenerateFeedback.preprocessors = [ClearHiddenTests, GetGrades, CSSHTMLHeaderPreprocessor]
    with nbgrader(config) as api:
        made = api.generate_feedback(name, student, force=True)
    if not made["success"]:
        raise RuntimeError(str(made.get("error") or made.get("log")).strip().splitlines()[-1:])
    write_whole(stamp, f'{{"of": "{digest}"}}\n')
    return True


def write_csv(path, columns: list[str], rows: list[list]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[cell_of_table(cell) for cell in row] for row in rows])
    write_whole(path, text.getvalue())
