"""What a worker does: a job at a time, each a query or an answer of the command line."""

from __future__ import annotations

import os
import signal
import socket
from typing import Any

from ..errors import CommoncauseError, RefusedQueryError, one_line
from ..knowledge_base import KnowledgeBase
from .frames import frame, read_frame
from .results import NotAcceptableError, query_result

__all__ = ["perform", "preload", "serve"]

Head = dict[str, Any]

_GRACE = 2.0


def serve(channel: socket.socket, kb: KnowledgeBase, time_limit: float) -> None:
    """Do the jobs that come over the channel until it is closed.

    Each has an alarm that ends the process, should there be no server any more to kill it.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (message := read_frame(channel)) is not None:
        signal.setitimer(signal.ITIMER_REAL, time_limit + _GRACE)
        head, body = perform(kb, message[0], message[1])
        signal.setitimer(signal.ITIMER_REAL, 0)
        channel.sendall(frame(head, body))


def preload(kb: KnowledgeBase) -> None:
    """Import what analyses use, and read the claims, so that each worker need not do it again."""
    import networkx  # noqa: F401
    import scipy.optimize
    import scipy.sparse  # noqa: F401

    from .commands import ANSWERS, command_of

    for name in ANSWERS:
        command_of(name)
    _ = kb.things, kb.claims, kb.assessments


def perform(kb: KnowledgeBase, job: Head, body: bytes) -> tuple[Head, bytes]:
    """Do a job and return the head of its reply, with a ``status`` of HTTP, and the body.

    What is wrong with the job is told in one line under ``error``; of what is wrong here only the kind.
    """
    try:
        if job["job"] == "query":
            return query_result(kb.store, body.decode("utf-8"), job)
        from .commands import run_command

        return {"status": 200, "type": "application/json"}, run_command(kb, job["command"], job["arguments"])
    except RefusedQueryError as error:
        return {"status": 403, "error": str(error)}, b""
    except NotAcceptableError as error:
        return {"status": 406, "error": str(error)}, b""
    except CommoncauseError as error:
        return {"status": 400, "error": str(error)}, b""
    except MemoryError:
        # What is left of the memory may be broken.
        os._exit(1)
    except Exception as error:
        return {
            "status": 500,
            "error": one_line(f"internal error, {type(error).__name__}"),
            "log": repr(error),
        }, b""
