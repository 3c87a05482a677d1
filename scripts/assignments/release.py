"""Makes the students' versions: without solutions and hidden tests."""

import copy
import shutil

import nbformat

from course import HANDED_OUT, RELEASED, SOURCES, Course, Refusal, names, nbgrader, read, read_json, sha, write_whole


def prepare(course: Course, name: str) -> None:
    """Enters an assignment into the gradebook and makes its release, where the source has changed."""
    source = SOURCES / f"{name}.ipynb"
    stamp = course.root / "release" / f"{name}.json"
    digest = sha(source)
    if (read_json(stamp) or {}).get("source") == digest and course.notebook("release", name).exists():
        return
    copy = course.notebook("source", name)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, copy)
    with nbgrader(course.config()) as api:
        made = api.generate_assignment(name, force=True)
    if not made["success"]:
        raise Refusal(f"release: nbgrader does not take {source}:\n{made.get('log') or made.get('error')}")
    write_whole(stamp, f'{{"source": "{digest}"}}\n')


def release(course: Course, chosen: list[str], force: bool) -> None:
    for name in chosen or names():
        prepare(course, name)
        made = course.notebook("release", name)
        target = RELEASED / f"{name}.ipynb"
        noted = course.root / "release" / f"{name}.handed-out.json"
        text = student_version(made)
        if target.exists() and not force:
            if target.read_text(encoding="utf-8") == text:
                print(f"  {name}  is released: {target}")
                continue
            if sha(target) != (read_json(noted) or {}).get("is"):
                raise Refusal(f"release: {target} has been worked on; rename it, or overwrite it with --force")
        write_whole(target, text)
        write_whole(noted, f'{{"is": "{sha(target)}"}}\n')
        print(f"  {name}  {target}")


def student_version(made) -> str:
    """What students get: no outputs, no counts, and a copy of all cells, by which `check` does what `grade` does."""
    notebook = read(made)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata[HANDED_OUT] = copy.deepcopy(notebook.cells)
    return nbformat.writes(notebook) + "\n"
