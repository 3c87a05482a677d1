"""Limits that the system keeps: control groups, where this user may make them."""

import contextlib
import os
import pathlib
import time
import uuid

ROOT = pathlib.Path("/sys/fs/cgroup")
MOST_TASKS = 1000  # threads of all processes

# By version of control groups: the file of a limit, and the one that counts who was killed for memory.
FILES = {
    1: {"memory": "memory.limit_in_bytes", "pids": "pids.max", "killed": "memory.oom_control"},
    2: {"memory": "memory.max", "pids": "pids.max", "killed": "memory.events"},
}


class Groups:
    """The groups of one sandbox; none where none can be made, and then others' limits count alone."""

    def __init__(self, memory: float):
        self.folders: dict[str, pathlib.Path] = {}
        self.version = 2 if (ROOT / "cgroup.controllers").exists() else 1
        self._killed = 0
        for kind, limit in (("memory", int(memory)), ("pids", MOST_TASKS)):
            with contextlib.suppress(OSError):
                self._make(kind, limit)

    def _make(self, kind: str, limit: int) -> None:
        if self.version == 2 and self.folders:
            folder = next(iter(self.folders.values()))
        else:
            folder = self._above(kind) / f"keypoints-{uuid.uuid4().hex[:12]}"
            folder.mkdir()
        self.folders[kind] = folder
        try:
            (folder / FILES[self.version][kind]).write_text(str(limit))
        except OSError:
            del self.folders[kind]
            if folder not in self.folders.values():
                folder.rmdir()
            raise
        if kind == "memory":  # nor what is swapped out, where that is counted
            with contextlib.suppress(OSError):
                name, most = ("memory.memsw.limit_in_bytes", limit) if self.version == 1 else ("memory.swap.max", 0)
                (folder / name).write_text(str(most))

    def _above(self, kind: str) -> pathlib.Path:
        """Below the group of this process, whose own limits go on to count; in version 2 at the top,
        for a group that has processes of its own has no groups with limits in it."""
        if self.version == 2:
            return ROOT
        for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
            _, kinds, path = line.split(":", 2)
            if kind in kinds.split(","):
                here = ROOT / kinds / path.lstrip("/")
                return here if here.is_dir() else ROOT / kinds
        raise OSError(f"no group of {kind}")

    @property
    def entrances(self) -> list[str]:
        """Where a process writes 0 to enter."""
        return [str(folder / "cgroup.procs") for folder in dict.fromkeys(self.folders.values())]

    def has_killed(self) -> bool:
        """Whether a process was killed for memory since this was asked."""
        before, self._killed = self._killed, self._count()
        return self._killed > before

    def _count(self) -> int:
        if "memory" not in self.folders:
            return 0
        with contextlib.suppress(OSError, ValueError):
            text = (self.folders["memory"] / FILES[self.version]["killed"]).read_text()
            return int(dict(line.split() for line in text.splitlines()).get("oom_kill", 0))
        return 0

    def close(self) -> None:
        """Removes them; what is left in them is ended first."""
        for folder in dict.fromkeys(self.folders.values()):
            with contextlib.suppress(OSError, ValueError):
                for process in (folder / "cgroup.procs").read_text().split():
                    with contextlib.suppress(OSError):
                        os.kill(int(process), 9)
            for _ in range(50):  # who was ended takes a moment to be gone
                with contextlib.suppress(OSError):
                    folder.rmdir()
                if not folder.exists():
                    break
                time.sleep(0.05)
