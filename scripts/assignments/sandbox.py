"""The kernel of a submission, in namespaces of its own and under watch."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import threading

import psutil
from course import HERE, PROJECT, Refusal
from kernels import Kernel

MOST_PROCESSES = 40
LOOKS_EVERY = 0.2  # seconds
LARGEST_FOLDER = 64_000_000  # bytes of files in the folder between the two sides
FIRST_UID = 61_000
KERNEL_MAIN = PROJECT / "dist" / "src" / "kernel" / "main.js"
NODE = os.environ["KEYPOINTS_NODE"]


def namespaces() -> list[str]:
    """The command that makes namespaces for what follows it."""
    root = os.geteuid() == 0
    return [
        *("setpriv", "--pdeathsig", "KILL", "--", "unshare"),
        *([] if root else ["--user", "--map-root-user"]),
        *("--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child"),
    ]


def check_isolation() -> None:
    """Raises Refusal where this machine has no namespaces."""
    if not shutil.which("unshare") or not shutil.which("setpriv"):
        why = "unshare and setpriv of util-linux are not installed"
    else:
        probe = "mount --make-rprivate / && mount -t tmpfs none /mnt"
        tried = subprocess.run([*namespaces(), "sh", "-c", probe], capture_output=True, text=True)
        if tried.returncode == 0:
            return
        why = (tried.stderr.strip().splitlines() or ["no reason was given"])[-1]
    raise Refusal(
        f"grade: missing isolation: this machine does not let submissions run apart ({why}).\n"
        "Grade on Linux where namespaces are allowed: a virtual machine, or a container that is\n"
        "started with --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined.\n"
        "For code that you trust, --no-isolation grades without: such code can then read and change\n"
        "all that you can. More in environment.md."
    )


class Sandbox:
    """A kernel that sees the library and nothing else, and is stopped where it takes too much."""

    def __init__(self, memory: float, isolated: bool, slot: int):
        # A short path: the name of a socket has at most 107 characters.
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="kg-", dir="/tmp"))
        self.work = self.base / "w"
        (self.base / "r").mkdir()
        self.work.mkdir()
        self.memory, self.isolated = memory * 1e9, isolated
        self.uid = FIRST_UID + slot if isolated and os.geteuid() == 0 else 0
        if self.uid:
            os.chown(self.work, self.uid, self.uid)
        self.killed_for: str | None = None
        self.kernel: Kernel | None = None
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def start(self) -> Kernel:
        node = [NODE, str(KERNEL_MAIN), "{connection_file}"]
        command = node
        if self.isolated:
            script = ["sh", str(HERE / "sandbox.sh"), str(self.base / "r"), str(self.work), str(self.uid)]
            command = [*namespaces(), *script, *node]
        cwd = PROJECT / "notebooks"
        self.kernel = Kernel(command=command, cwd=str(cwd), env=environment(), ipc=self.work)
        self._watch.start()
        return self.kernel

    def pipe(self, name: str) -> pathlib.Path:
        path = self.work / name
        os.mkfifo(path)
        if self.uid:
            os.chown(path, self.uid, self.uid)
        return path

    def close(self) -> None:
        self._over.set()
        if self.kernel:
            for process in self._processes():
                kill(process)
            self.kernel.close()
        shutil.rmtree(self.base, ignore_errors=True)

    def _processes(self) -> list[psutil.Process]:
        try:
            top = psutil.Process(self.kernel.pid)
            return [top, *top.children(recursive=True)]
        except (psutil.NoSuchProcess, AttributeError):
            return []

    def _look(self) -> None:
        """Stops what takes too much: the largest process where it is memory, all where it is more."""
        while not self._over.wait(LOOKS_EVERY):
            processes = self._processes()
            sizes = [(resident(process), process.pid, process) for process in processes]
            if sum(size for size, _, _ in sizes) > self.memory:
                self.killed_for = f"has used more than {self.memory / 1e9:g} GB of memory"
                kill(max(sizes)[2])
            elif len(processes) > MOST_PROCESSES:
                self.killed_for = f"has started more than {MOST_PROCESSES} processes"
                for process in processes:
                    kill(process)
            elif folder_size(self.work) > LARGEST_FOLDER:
                self.killed_for = f"has written more than {LARGEST_FOLDER // 1_000_000} MB into the graders' folder"
                for process in processes:
                    kill(process)


def environment() -> dict[str, str]:
    """What a submission sees of the environment: no token, no home, no proxy."""
    shown = [
        *(PROJECT / "node_modules", PROJECT / "dist", PROJECT / "package.json", PROJECT / "tsconfig.json"),
        *(PROJECT / ".cache" / "tensorflow", PROJECT / ".cache" / "sample"),
        PROJECT / "scripts" / "tfjs-for-danfojs",  # node_modules links to it
        *(HERE / "candidate.cjs", HERE / "wire.cjs"),
        pathlib.Path(os.environ["KEYPOINTS_NODE_FOLDER"]),
    ]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "KEYPOINTS_BACKEND") if name in os.environ}
    return {**kept, "HOME": "/tmp", "SHOWN": "\n".join(str(path) for path in shown)}


def resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.Error:
        pass


def folder_size(folder: pathlib.Path) -> int:
    try:
        return sum(entry.stat(follow_symlinks=False).st_size for entry in os.scandir(folder))
    except OSError:
        return 0
