"""The kernel of a submission, in namespaces of its own and under watch."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import psutil

from course import HERE, PROJECT, Refusal
from groups import Groups
from kernels import Died, Kernel
from text import plain

MOST_PROCESSES = 40
LOOKS_EVERY = 0.2  # seconds
KEPT_OF_LOG = 20_000  # bytes of what a submission's processes say beside their cells
OPENS_WITHIN = 30  # seconds
FIRST_UID = 61_000
KERNEL_HOME = PROJECT / "kernel"
KERNEL_MAIN = KERNEL_HOME / "dist" / "src" / "main.js"
NODE = os.path.realpath(os.environ["KEYPOINTS_NODE"])
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/ssl/openssl.cnf", "/etc/fonts", "/etc/ld.so.cache")


def namespaces() -> list[str]:
    """The command that makes namespaces for what follows it."""
    root = os.geteuid() == 0
    return [
        *("setpriv", "--pdeathsig", "KILL", "--", "unshare"),
        *([] if root else ["--user", "--map-root-user"]),
        *("--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child"),
    ]


def confined(base: pathlib.Path, uid: int, groups: list[str], command: list[str], door: str = "") -> list[str]:
    """The command that runs another in a sandbox."""
    settings = {
        **{"root": str(base / "r"), "shown": shown(), "home": str(PROJECT / "notebooks"), "uid": uid, "groups": groups},
        **{"door": door, "connection": str(base / "connection.json")},
    }
    return [*namespaces(), sys.executable, str(HERE / "confine.py"), json.dumps(settings), *command]


def shown() -> list[str]:
    """What of the machine a submission sees: the system, Node and its libraries, and this library."""
    library = [
        *(PROJECT / "node_modules", PROJECT / "dist" / "src", PROJECT / "package.json", PROJECT / "tsconfig.json"),
        *(KERNEL_HOME / "dist" / "src", KERNEL_HOME / "package.json"),
        *(PROJECT / ".cache" / "tensorflow", PROJECT / ".cache" / "sample"),
        PROJECT / "scripts" / "tfjs-for-danfojs",  # node_modules links to it
        *(HERE / "candidate.cjs", HERE / "wire.cjs"),
    ]
    # Of Node the program and its libraries, file by file: the folder around it may be anybody's home.
    linked = subprocess.run(["ldd", NODE], capture_output=True, text=True).stdout
    return [*SYSTEM, *map(str, library), NODE, *re.findall(r"=> (/\S+)", linked)]


def check_isolation() -> None:
    """Raises Refusal where this machine cannot run a submission apart."""
    if not shutil.which("unshare") or not shutil.which("setpriv"):
        why = "unshare and setpriv of util-linux are not installed"
    else:
        with tempfile.TemporaryDirectory(prefix="kg-") as base:
            os.mkdir(f"{base}/r")
            uid = FIRST_UID if os.geteuid() == 0 else 0
            command = confined(pathlib.Path(base), uid, [], [NODE, "--version"])
            tried = subprocess.run(command, capture_output=True, text=True)
        if tried.returncode == 0:
            return
        why = plain((tried.stderr.strip().splitlines() or ["no reason was given"])[-1])
    raise Refusal(
        f"grade: missing isolation: this machine does not let submissions run apart ({why}).\n"
        "Grade on Linux 5.12 or later where namespaces are allowed: a virtual machine, or a container that is\n"
        "started with --cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined.\n"
        "For code that you trust, --no-isolation grades without: such code can then read and change\n"
        "all that you can. More in environment.md."
    )


class Sandbox:
    """A kernel that sees the library and nothing else, and is stopped where it takes too much."""

    def __init__(self, memory: float, isolated: bool, slot: int):
        # A short path: the name of a socket has at most 107 characters.
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="kg-", dir="/tmp"))
        (self.base / "r").mkdir()
        (self.base / "w").mkdir()
        self.memory, self.isolated = memory * 1e9, isolated
        self.uid = FIRST_UID + slot if isolated and os.geteuid() == 0 else 0
        self.groups = Groups(self.memory) if isolated else None
        # The folder between the two sides: here by a number that stays, there by its name.
        self._folder = os.open(self.base / "w", os.O_RDONLY | os.O_DIRECTORY)
        self.here = pathlib.Path(f"/proc/{os.getpid()}/fd/{self._folder}") if isolated else self.base / "w"
        self.there = pathlib.Path("/w") if isolated else self.base / "w"
        self.killed_for: str | None = None
        self.kernel: Kernel | None = None
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def start(self) -> Kernel:
        connection = str(self.there / "connection.json") if self.isolated else "{connection_file}"
        command = [NODE, str(KERNEL_MAIN), connection]
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(self.base / "door"))
            door.listen(1)
            if self.isolated:
                command = confined(self.base, self.uid, self.groups.entrances, command, str(self.base / "door"))
            self.kernel = Kernel(
                command=command,
                cwd=str(PROJECT / "notebooks"),
                env=environment(),
                ipc=(self.here / "k", self.base / "connection.json"),
                begun=lambda process: self._begun(process, door),
            )
        self._watch.start()
        return self.kernel

    def _begun(self, process: subprocess.Popen, door: socket.socket) -> None:
        threading.Thread(target=note, args=[process.stdout], daemon=True).start()
        if not self.isolated:
            return
        door.settimeout(OPENS_WITHIN)
        try:
            with door.accept()[0] as way:
                way.settimeout(OPENS_WITHIN)
                _, folders, _, _ = socket.recv_fds(way, 1, 1)
        except TimeoutError:
            folders = []
        if not folders:
            raise Died("the sandbox did not open")
        os.dup2(folders[0], self._folder)
        os.close(folders[0])

    def pipe(self, name: str) -> pathlib.Path:
        """Makes a pipe between the two sides; its path here."""
        path = self.here / name
        os.mkfifo(path)
        if self.uid:
            os.chown(path, self.uid, self.uid)
        return path

    def why_killed(self) -> str | None:
        """What it was stopped for since this was asked."""
        if self.groups and self.groups.has_killed():
            self.killed_for = f"has used more than {self.memory / 1e9:g} GB of memory"
        why, self.killed_for = self.killed_for, None
        return why

    def end(self) -> None:
        """Ends all its processes."""
        for process in self._processes():
            kill(process)

    def close(self) -> None:
        self._over.set()
        if self.kernel:
            self.end()
            self.kernel.close()
        if self.groups:
            self.groups.close()
        os.close(self._folder)
        # Whatever lies there: rm takes a folder of any depth.
        subprocess.run(["rm", "-rf", "--", str(self.base)], stderr=subprocess.DEVNULL)

    def _processes(self) -> list[psutil.Process]:
        try:
            top = psutil.Process(self.kernel.pid)
            return [top, *top.children(recursive=True)]
        except (psutil.Error, AttributeError):
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


def environment() -> dict[str, str]:
    """What a submission sees of the environment: no token, no home, no proxy."""
    kept = {name: os.environ[name] for name in ("LANG", "KEYPOINTS_BACKEND") if name in os.environ}
    return {**kept, "HOME": "/tmp", "PATH": "/usr/local/bin:/usr/bin:/bin"}


def note(said) -> None:
    """Carries what the processes say into the log: a beginning of it, marked, without what steers a terminal."""
    room = KEPT_OF_LOG
    with contextlib.suppress(OSError, ValueError):
        while chunk := said.read1(1 << 16):
            kept, room = chunk[:room], max(0, room - len(chunk))
            for line in kept.decode("utf-8", "replace").splitlines():
                print("  submission:", plain(line), file=sys.stderr, flush=True)


def resident(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def kill(process: psutil.Process) -> None:
    with contextlib.suppress(psutil.Error):
        process.kill()
