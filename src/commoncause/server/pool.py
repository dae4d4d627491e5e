"""Workers, each for one job at a time; one that takes too long is killed and another takes its place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from ..errors import CommoncauseError
from ..store import Store
from .frames import frame, read_frame_async
from .settings import Settings
from .zygote import COMMAND

__all__ = ["BusyError", "DiedError", "Pool", "TimeLimitError", "Zygote"]

Head = dict[str, Any]

_LOG = logging.getLogger("commoncause.server")


class BusyError(CommoncauseError):
    """Every worker is taken and enough requests wait already."""


class TimeLimitError(CommoncauseError):
    """A job took longer than the time limit; its worker was killed."""


class DiedError(CommoncauseError):
    """A worker ended in the middle of its job: out of memory, or the engine gave up."""


class Zygote:
    """The process that workers are forked from (`commoncause.server.zygote`)."""

    def __init__(self, kind: str, store: Store, settings: Settings) -> None:
        ours, theirs = socket.socketpair()
        # Threads of a linear algebra library would not survive the fork.
        environment = os.environ | dict.fromkeys(
            ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"
        )
        limits = (str(settings.memory), str(settings.time_limit))
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "commoncause.server.zygote", kind, str(theirs.fileno()), *limits],
            stdin=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
            env=environment,
            start_new_session=True,
        )
        theirs.close()
        self._control = ours
        self._lock = asyncio.Lock()
        with contextlib.suppress(BrokenPipeError):
            self._send(pickle.dumps(store))
        self._answer()

    def _send(self, store: bytes) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(store)
            self._process.stdin.close()

    def _answer(self) -> int:
        answer = self._control.recv(COMMAND.size)
        if len(answer) < COMMAND.size:
            raise DiedError("the process that workers are forked from has ended")
        pid: int = COMMAND.unpack(answer)[1]
        return pid

    async def fork(self) -> tuple[int, socket.socket]:
        """Fork a worker; return its process id and the server's end of its channel."""
        ours, theirs = socket.socketpair()
        async with self._lock:
            socket.send_fds(self._control, [COMMAND.pack(b"F", 0)], [theirs.fileno()])
            theirs.close()
            return await asyncio.to_thread(self._answer), ours

    async def kill(self, pid: int) -> None:
        """End a worker."""
        async with self._lock:
            self._control.sendall(COMMAND.pack(b"K", pid))
            await asyncio.to_thread(self._answer)

    def close(self) -> None:
        """End it, and all workers with it."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass
class _Worker:
    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Pool:
    """Workers of one kind: "queries", or "answers", which may read Python's files to import them."""

    def __init__(self, kind: str, settings: Settings) -> None:
        self.kind, self.settings = kind, settings
        self._zygote: Zygote | None = None
        self.alive: set[int] = set()
        """Process ids of the workers."""
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._waiting = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, store: Store) -> None:
        """Fork the workers over a store."""
        self._zygote = await asyncio.to_thread(Zygote, self.kind, store, self.settings)
        for _ in range(self.settings.workers):
            await self._add(self._zygote)

    async def _add(self, zygote: Zygote) -> None:
        pid, channel = await zygote.fork()
        reader, writer = await asyncio.open_connection(sock=channel, limit=1 << 22)
        self.alive.add(pid)
        self._idle.put_nowait(_Worker(pid, reader, writer))

    async def run(self, job: Head, body: bytes = b"") -> tuple[Head, bytes]:
        """Let a worker do a job and return the head and the body of its reply.

        Raises `BusyError`, `TimeLimitError` or `DiedError`; in the last two the worker is replaced.
        """
        async with self._worker() as worker:
            worker.writer.write(frame(job, body))
            try:
                async with asyncio.timeout(self.settings.time_limit):
                    head, answer = await read_frame_async(worker.reader)
            except TimeoutError:
                limit = f"{self.settings.time_limit:g}"
                raise TimeLimitError(f"stopped after {limit} seconds: ask for less, or in parts") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                most = f"{self.settings.memory:,} MiB"
                raise DiedError(f"this needs more than {most} of memory: ask for less, or in parts") from None
        if "log" in head:
            _LOG.error("internal error in a worker: %s", head["log"])
        return head, answer

    @contextlib.asynccontextmanager
    async def _worker(self) -> AsyncIterator[_Worker]:
        worker = await self._next()
        try:
            yield worker
        except BaseException:
            self._start(self._replace(worker))
            raise
        self._idle.put_nowait(worker)

    async def _next(self) -> _Worker:
        if self._idle.empty() and self._waiting >= self.settings.waiting:
            raise BusyError("every worker is busy: try again in a second")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.settings.time_limit):
                return await self._idle.get()
        except TimeoutError:
            raise BusyError("every worker is busy: try again in a second") from None
        finally:
            self._waiting -= 1

    def _start(self, replacing: Any) -> None:
        # Not waited for: the client's answer needs no new worker.
        task = asyncio.get_running_loop().create_task(replacing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self, worker: _Worker) -> None:
        worker.writer.close()
        self.alive.discard(worker.pid)
        if self._zygote is not None:
            await self._zygote.kill(worker.pid)
            await self._add(self._zygote)

    async def close(self) -> None:
        """End the workers."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2)
        while not self._idle.empty():
            self._idle.get_nowait().writer.close()
        if self._zygote is not None:
            await asyncio.to_thread(self._zygote.close)
