"""Runs a command where it sees nothing but the project's library and one folder of its own.

    unshare --mount --pid --net --ipc --fork --kill-child python confine.py SETTINGS COMMAND ...

SETTINGS are JSON: `root`, an empty folder; `shown`, the files and folders that are there, read-only;
`home`, where it starts, empty; `connection`, the kernel's file; `door`, a socket on which the folder /w,
the only one that both sides write, is handed out; `uid`, who the command becomes (0: stays, which is the
caller's own user under another name); `groups`, where it enters control groups. Nothing else of the machine
is there: no gradebook, no other submission, no home, no network, no process but its own.
"""

import ctypes
import json
import os
import resource
import socket
import sys

from syscalls import number_of, restrict

RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
DETACH = 2
SCRATCH = "size=256m,nr_inodes=20000,mode=755"  # /tmp, /dev/shm and the folder it starts in, together
WORK = "size=8m,nr_inodes=100,mode=755"
DEVICES = ("null", "random", "urandom")
MOST_TASKS = 1000  # threads of all processes
MOST_FILES = 1024  # open in a process

libc = ctypes.CDLL(None, use_errno=True)


def must(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    given = [None if text is None else text.encode() for text in (source, target, kind)]
    must(libc.mount(*given, ctypes.c_ulong(flags), options and options.encode()), f"mount {target}")


def show(root: str, path: str) -> None:
    """A file, a folder or a link at its own path, which cannot be written."""
    target = root + path
    if os.path.lexists(target):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.mkdir(target)
    else:
        open(target, "x").close()
    mount(path, target, None, BIND | REC)
    lock(target)


def lock(target: str) -> None:
    """Makes a mount, and those in it, read-only, without devices and set-user-id programs."""
    attributes = (ctypes.c_uint64 * 4)(RDONLY | NOSUID | NODEV, 0, 0, 0)
    recursive, mount_setattr = 0x8000, 442
    must(
        libc.syscall(
            mount_setattr, -100, target.encode(), recursive, ctypes.byref(attributes), ctypes.sizeof(attributes)
        ),
        f"read-only {target}",
    )


def build(root: str, shown: list[str], home: str, uid: int) -> None:
    """The root folder that the command will have."""
    mount("none", "/", None, REC | PRIVATE)
    mount("tmpfs", root, "tmpfs", NOSUID, "size=16m,mode=755")
    for folder in ("dev", "proc", "w"):
        os.mkdir(f"{root}/{folder}")
    for device in DEVICES:
        open(f"{root}/dev/{device}", "x").close()
        mount(f"/dev/{device}", f"{root}/dev/{device}", None, BIND)
    try:
        mount("proc", f"{root}/proc", "proc", NOSUID | NODEV | NOEXEC)
    except OSError:  # a container may forbid it; Node does without
        os.rmdir(f"{root}/proc")
    # One file system for all that may be written, so that its limits hold for all together. It
    # comes first: what is shown may lie below /tmp.
    os.mkdir(f"{root}/scratch")
    mount("tmpfs", f"{root}/scratch", "tmpfs", NOSUID | NODEV, SCRATCH)
    for name, target in (("tmp", "tmp"), ("shm", "dev/shm"), ("home", home[1:])):
        os.mkdir(f"{root}/scratch/{name}")
        os.chown(f"{root}/scratch/{name}", uid, uid)
        os.makedirs(f"{root}/{target}", exist_ok=True)
        mount(f"{root}/scratch/{name}", f"{root}/{target}", None, BIND)
    must(libc.umount2(f"{root}/scratch".encode(), DETACH), "umount")
    os.rmdir(f"{root}/scratch")
    for path in shown:
        if os.path.lexists(path):
            show(root, path)
    mount("tmpfs", f"{root}/w", "tmpfs", NOSUID | NODEV | NOEXEC, WORK)
    os.chown(f"{root}/w", uid, uid)


def hand_out(root: str, connection: str, door: str, uid: int) -> None:
    """Puts the kernel's file into /w, and gives the folder to the other side."""
    with open(connection, encoding="utf-8") as given:
        about = {**json.load(given), "ip": "/w/k"}
    with open(f"{root}/w/connection.json", "x", encoding="utf-8") as made:
        json.dump(about, made)
    os.chown(f"{root}/w/connection.json", uid, uid)
    folder = os.open(f"{root}/w", os.O_RDONLY | os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as way:
        way.connect(door)
        socket.send_fds(way, [b"w"], [folder])
    os.close(folder)


def enter(root: str, home: str) -> None:
    """Makes the folder the root of all; the old one is gone."""
    os.chdir(root)
    must(libc.syscall(number_of("pivot_root"), b".", b"."), "pivot_root")
    must(libc.umount2(b".", DETACH), "umount")
    os.chdir("/")
    lock_root = RDONLY | NOSUID | REMOUNT | BIND
    mount("none", "/", None, lock_root)
    os.chdir(home)


def give_up_rights(uid: int) -> None:
    """No capability, no other user, no more of anything than there should be."""
    for capability in range(64):
        if libc.prctl(24, capability, 0, 0, 0) != 0:  # PR_CAPBSET_DROP, up to the last there is
            break
    if uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_TASKS, MOST_TASKS))
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    must(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    must(libc.prctl(1, 9, 0, 0, 0), "PR_SET_PDEATHSIG")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))


def main() -> None:
    settings, command = json.loads(sys.argv[1]), sys.argv[2:]
    root, uid = settings["root"], settings["uid"]
    number_of("pivot_root")  # on a machine without a filter nothing begins
    for group in settings["groups"]:
        with open(group, "w") as members:
            members.write("0")
    build(root, settings["shown"], settings["home"], uid)
    if settings["door"]:
        hand_out(root, settings["connection"], settings["door"], uid)
    enter(root, settings["home"])
    give_up_rights(uid)
    restrict()
    os.execv(command[0], command)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        print(f"sandbox: {error.strerror or error}", file=sys.stderr)
        sys.exit(1)
