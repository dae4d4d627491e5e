"""The process that workers are forked from: it has loaded the data, runs one thread, and answers nobody else.

Run by `commoncause.server.pool` as ``python -m commoncause.server.zygote KIND CONTROL MEMORY TIME``, the
pickled store on its standard input. Over the control socket come commands of nine bytes: ``F`` with a socket
to fork a worker that serves it, ``K`` with a process id to end one; each is answered with the process id. It
ends, and its workers with it, when the control socket is closed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import struct
import sys
from typing import Final

from ..knowledge_base import KnowledgeBase
from ..store.disk import DiskStore
from .sealing import seal
from .worker import preload, serve

__all__ = ["COMMAND", "main"]

COMMAND: Final = struct.Struct("!cQ")


def main(kind: str, control_fd: int, memory: int, time_limit: float) -> None:
    """Load the store from standard input and fork workers until the control socket is closed.

    ``kind``: "answers" may import what analyses need, "queries" may open nothing at all.
    """
    store = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the server that started this process
    kb = KnowledgeBase(store)
    if kind == "answers":
        preload(kb)
    if isinstance(store, DiskStore):
        # The engine's threads do not survive a fork: each worker opens the database by itself.
        store.close()
    control = socket.socket(fileno=control_fd)
    children: set[int] = set()
    control.sendall(COMMAND.pack(b"R", os.getpid()))
    while (message := _next(control)) is not None:
        command, pid, descriptors = message
        if command == b"K":
            _end(pid, children)
        else:
            channel = socket.socket(fileno=descriptors[0])
            pid = _fork(kb, channel, control, memory, time_limit, files=kind == "answers")
            channel.close()
            children.add(pid)
        control.sendall(COMMAND.pack(command, pid))
    for child in list(children):
        _end(child, children)


def _next(control: socket.socket) -> tuple[bytes, int, list[int]] | None:
    try:
        message, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
    except ConnectionError:
        return None
    return (*COMMAND.unpack(message), descriptors) if len(message) == COMMAND.size else None


def _end(pid: int, children: set[int]) -> None:
    # A child that ended keeps its id until it is waited for here, so that no stranger is hit.
    if pid in children:
        children.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _fork(
    kb: KnowledgeBase,
    channel: socket.socket,
    control: socket.socket,
    memory: int,
    time_limit: float,
    *,
    files: bool,
) -> int:
    if pid := os.fork():
        return pid
    try:
        control.detach()
        on_disk = kb.store if isinstance(kb.store, DiskStore) else None
        serve(seal(channel, memory, files=files, on_disk=on_disk), kb, time_limit)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
