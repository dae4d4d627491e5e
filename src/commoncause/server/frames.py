"""Messages between server and worker: a JSON object and a body, each after its length."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any, Final

__all__ = ["LONGEST_HEAD", "frame", "read_frame", "read_frame_async"]

Head = dict[str, Any]

_LENGTHS: Final = struct.Struct("!IQ")
LONGEST_HEAD: Final = 4_000_000


def frame(head: Head, body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    encoded = json.dumps(head).encode()
    return _LENGTHS.pack(len(encoded), len(body)) + encoded + body


def read_frame(channel: socket.socket) -> tuple[Head, bytes] | None:
    """Read a message; None where the other side has gone."""
    if not (lengths := _read(channel, _LENGTHS.size)):
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    if not (head := _read(channel, head_length)):
        return None
    return json.loads(head), _read(channel, body_length)


def _read(channel: socket.socket, length: int) -> bytes:
    """Return so many bytes, or none where the other side has gone."""
    parts = bytearray()
    while len(parts) < length:
        if not (part := channel.recv(min(length - len(parts), 1 << 20))):
            return b""
        parts += part
    return bytes(parts)


async def read_frame_async(stream: asyncio.StreamReader) -> tuple[Head, bytes]:
    """Read a message; raise ``asyncio.IncompleteReadError`` where the other side has gone."""
    head_length, body_length = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    head = json.loads(await stream.readexactly(min(head_length, LONGEST_HEAD)))
    return head, await stream.readexactly(body_length)
