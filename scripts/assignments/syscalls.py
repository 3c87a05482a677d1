"""Which calls of the system a submission is refused: a seccomp filter, as BPF, of the few instructions it takes.

Refused is what reaches beyond the sandbox or holds memory that no limit counts: new namespaces,
sockets that no network namespace holds back, other processes' memory and files, memory without a
process. https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import struct

# The number of each call, by machine: of x86_64 and of aarch64.
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
REFUSED = {
    # namespaces and mounts
    **{"unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "chroot": (161, 51)},
    **{"pivot_root": (155, 41), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430)},
    **{"fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442)},
    # other processes
    **{"ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271)},
    **{"pidfd_getfd": (438, 438), "kcmp": (312, 272)},
    # memory that belongs to no process
    **{"memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186)},
    **{"semget": (64, 190), "mq_open": (240, 180)},
    # parts of the kernel that programs of a course have no use for
    **{"bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219)},
    **{"add_key": (248, 217), "request_key": (249, 218), "name_to_handle_at": (303, 264)},
    **{"open_by_handle_at": (304, 265), "syslog": (103, 116)},
}
# These look as if the kernel were older, and who calls them takes another way.
ABSENT = {
    "clone3": (435, 435),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}
SOCKET, CLONE, MMAP, IOCTL = (41, 198), (56, 220), (9, 222), (16, 29)
FAMILIES = (1, 2, 10)  # AF_UNIX; AF_INET and AF_INET6, whose network is empty
NEW_NAMESPACES = 0x7E020000  # CLONE_NEW*
SHARED, ANONYMOUS = 0x01, 0x20
TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW = 0x7FFF0000
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16  # where they are in what a filter sees


def known(machine: str) -> tuple[int, int]:
    if machine not in MACHINES:
        raise OSError(f"no filter of system calls for {machine}; expected {' or '.join(MACHINES)}")
    return MACHINES[machine]


def number_of(call: str) -> int:
    return REFUSED[call][known(platform.machine())[0]]


def program(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter's instructions: code, how far to jump if so and if not, and a number."""
    at, audit = known(machine)
    made = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, audit), refuse(errno.ENOSYS), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":  # calls of the x32 ABI have numbers of their own
        made += [(AT_LEAST, 0, 1, 0x40000000), refuse(errno.ENOSYS)]
    for numbers in ABSENT.values():
        made += [(EQUAL, 0, 1, numbers[at]), refuse(errno.ENOSYS)]
    for numbers in REFUSED.values():
        made += [(EQUAL, 0, 1, numbers[at]), refuse(errno.EPERM)]
    allowed = [(EQUAL, len(FAMILIES) - i, 0, family) for i, family in enumerate(FAMILIES)]
    made += if_called(SOCKET[at], [argument(0), *allowed, refuse(errno.EAFNOSUPPORT), (RETURN, 0, 0, ALLOW)])
    made += if_called(CLONE[at], [argument(0), (ANY_BIT, 0, 1, NEW_NAMESPACES), refuse(errno.EPERM)])
    shared = [argument(3), (ANY_BIT, 0, 2, ANONYMOUS), (ANY_BIT, 0, 1, SHARED), refuse(errno.EPERM)]
    made += if_called(MMAP[at], shared)
    typed = [
        (EQUAL, len(TERMINAL_INPUT) - 1 - i, int(i == len(TERMINAL_INPUT) - 1), k) for i, k in enumerate(TERMINAL_INPUT)
    ]
    made += if_called(IOCTL[at], [argument(1), *typed, refuse(errno.EPERM)])
    return [*made, (RETURN, 0, 0, ALLOW)]


def if_called(number: int, then: list) -> list:
    """What follows for one call; the number is lost behind, so it ends with what is allowed."""
    return [(EQUAL, 0, len(then) + 1, number), *then, (RETURN, 0, 0, ALLOW)]


def refuse(why: int) -> tuple[int, int, int, int]:
    return (RETURN, 0, 0, 0x00050000 | why)


def argument(number: int) -> tuple[int, int, int, int]:
    """Loads the lower half of an argument: what the kernel takes of these."""
    return (LOAD, 0, 0, ARGUMENTS + 8 * number)


def restrict() -> None:
    """Puts this process and all that it starts under the filter, for good; OSError where that cannot be."""
    libc = ctypes.CDLL(None, use_errno=True)
    made = program(platform.machine())
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in made))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    given = Program(len(made), ctypes.addressof(code))
    no_new_privileges, set_seccomp, by_filter = 38, 22, 2
    for call in ((no_new_privileges, 1, 0, 0, 0), (set_seccomp, by_filter, ctypes.byref(given), 0, 0)):
        if libc.prctl(*call) != 0:
            raise OSError(ctypes.get_errno(), "seccomp: the filter of system calls cannot be set")
