"""What a worker gives up before it sees a stranger's query: network, files, processes, memory.

Three walls, each enough against a query that the check of its tokens let through: a network namespace without
a network where the kernel allows one, resource limits that leave no room for another file descriptor, and a
hook that refuses what Python is asked to open. The first two hold for the engine too, which asks nobody. Over
a store on disk the engine has to open files, so that instead of the limit on descriptors it gets a root
folder in which there is nothing but the database (chroot(2)), where the kernel allows that.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any, Final

from ..store.disk import DiskStore

__all__ = ["CHANNEL", "has_no_network", "seal"]

CHANNEL: Final = 3
"""File descriptor by which a worker talks to the server."""
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.remove",
    "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.kill", "pty.", "shutil.", "ftplib.", "smtplib.", "urllib.", "http.",
)  # fmt: skip


def seal(
    channel: socket.socket, memory: int, *, files: bool, on_disk: DiskStore | None = None
) -> socket.socket:
    """Take everything from this process but its channel, which is returned, and ``memory`` MiB.

    With ``files`` Python may still read the files it is installed in, to import modules; a store
    ``on_disk`` is opened for this process on the way.
    """
    kept = _only(channel)
    sys.dont_write_bytecode = True
    if on_disk is not None:
        on_disk.open_here()
    _leave_network()
    if on_disk is not None and not files:
        _leave_files()
    _limit(memory, descriptors=files or on_disk is not None)
    sys.addaudithook(_Hook(files))
    return kept


def _only(channel: socket.socket) -> socket.socket:
    """Close every file descriptor but that of the channel."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(channel.fileno(), CHANNEL)
    for standard in range(CHANNEL):
        os.dup2(nowhere, standard)
    if channel.fileno() == CHANNEL:
        channel.detach()
    highest = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(CHANNEL + 1, min(highest, 1 << 16))
    return socket.socket(fileno=CHANNEL)


def _leave_network() -> None:
    """Enter a network namespace of its own: there is not even a loopback in it (namespaces(7))."""
    if not sys.platform.startswith("linux"):
        return
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if system.unshare(_NEW_NETWORK) != 0:
        system.unshare(_NEW_USER | _NEW_NETWORK)


def _leave_files() -> None:
    """Make the folder that this process stands in its root; without the right to it, it keeps the old one."""
    with contextlib.suppress(PermissionError):
        os.chroot(".")


def _limit(memory: int, *, descriptors: bool) -> None:
    most = _in_use() + memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not descriptors:
        # No descriptor is free below the limit: neither a file nor a socket can be opened, by anyone.
        resource.setrlimit(resource.RLIMIT_NOFILE, (CHANNEL + 1, CHANNEL + 1))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _in_use() -> int:
    """Return the bytes of address space in use; where the system does not tell, a generous guess."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 1 << 30


def has_no_network() -> bool:
    """Say whether this process sees no interface but a loopback that is down."""
    return [name for _, name in socket.if_nameindex()] in ([], ["lo"])


class _Hook:
    """Refuses what an audited event (PEP 578) would open or change."""

    def __init__(self, files: bool) -> None:
        self.readable = _installed() if files else ()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            self._check_open(*arguments)
        elif event.startswith(_REFUSED):
            raise PermissionError(f"{event} is refused in a worker")

    def _check_open(self, path: object, _mode: object, flags: int) -> None:
        name = os.fsdecode(path) if isinstance(path, str | bytes) else ""
        if flags & _WRITING or not name.startswith(self.readable) or ".." in name:
            raise PermissionError("opening a file is refused in a worker")


def _installed() -> tuple[str, ...]:
    """Return the folders that Python and its packages are installed in."""
    own = str(Path(__file__).resolve().parent.parent)
    return tuple({own, sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(os.path.isabs, sys.path)})
