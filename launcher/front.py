"""A small front door: one address for servers that listen on several ports.

Odoo with several workers answers pages on one port and websockets on another, and
leaves it to a web server in front to tell them apart; payment services have an Odoo of
their own. In production that is nginx; for everything else it is this: the first line
of a connection decides where it goes. Odoo ends the connection after its answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass

CHUNK = 64 * 1024
HEAD_SECONDS = 60
HEAD_LINES = 100
UNAVAILABLE = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
    b"Retry-After: 2\r\nConnection: close\r\n\r\n"
)
_tasks: set[asyncio.Task | None] = set()
# Who is at the other end is ours to say, not the caller's.
OURS = (b"x-forwarded-", b"forwarded:", b"connection:")


@dataclass(frozen=True)
class Inbox:
    """Where calls of payment services go, and which ones are."""

    port: int
    prefixes: tuple[str, ...]

    def takes(self, first_line: bytes) -> bool:
        """Whether the request line names an address of a payment service."""
        words = first_line.split(b" ")
        path = words[1].split(b"?")[0].decode("latin-1") if len(words) > 1 else ""
        return any(
            path == prefix or path.startswith(f"{prefix}/") for prefix in self.prefixes
        )


def is_websocket(first_line: bytes) -> bool:
    """Whether the request line asks for a websocket."""
    words = first_line.split(b" ")
    return len(words) > 1 and words[1].split(b"?")[0] == b"/websocket"


async def _pipe(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, instead: bytes = b""
) -> None:
    """Copy until one side ends, then tell the other side so; ``instead`` of nothing."""
    is_empty = True
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            is_empty = False
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        if is_empty:
            writer.write(instead)
        if writer.can_write_eof():
            writer.write_eof()


async def _read_head(reader: asyncio.StreamReader, address: str) -> bytes:
    """The headers of a call, with the caller's address as we see it."""
    lines, host = [], b""
    for _number in range(HEAD_LINES):
        line = await asyncio.wait_for(reader.readline(), HEAD_SECONDS)
        if line in (b"\r\n", b"\n", b""):
            break
        if line.lower().startswith(b"host:"):
            host = line[5:].strip()
        if not line.lower().startswith(OURS):
            lines.append(line)
    else:
        raise ValueError("too many headers")
    lines += [
        b"X-Forwarded-For: %s\r\n" % address.encode(),
        b"X-Forwarded-Host: %s\r\n" % (host or b"localhost"),
        b"X-Forwarded-Proto: http\r\nConnection: close\r\n\r\n",
    ]
    return b"".join(lines)


async def _serve(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    ports: tuple[int, int],
    inbox: Inbox | None = None,
) -> None:
    """Take one connection to the port its first line asks for."""
    backend, task = None, asyncio.current_task()
    _tasks.add(task)  # nobody else holds it once the caller has gone
    try:
        line = await asyncio.wait_for(reader.readline(), HEAD_SECONDS)
        if line:
            port, instead = ports[is_websocket(line)], b""
            if inbox and inbox.takes(line):
                port, instead = inbox.port, UNAVAILABLE  # if it ends in the middle
                line += await _read_head(reader, writer.get_extra_info("peername")[0])
            source, backend = await asyncio.open_connection("127.0.0.1", port)
            backend.write(line)
            await asyncio.gather(_pipe(reader, backend), _pipe(source, writer, instead))
    except ConnectionRefusedError:
        writer.write(UNAVAILABLE)
    except (TimeoutError, OSError, ValueError):
        pass
    finally:
        _tasks.discard(task)
        for end in (writer, backend):
            if end:
                end.close()


async def _main(
    interface: str, port: int, ports: tuple[int, int], inbox: Inbox
) -> None:
    server = await asyncio.start_server(
        lambda r, w: _serve(r, w, ports, inbox), interface, port, backlog=512
    )
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
    server.close()


def main(words: Sequence[str] | None = None) -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interface", required=True)
    parser.add_argument("config", help="tells whose front door this is")
    for name in ("port", "pages", "websockets", "inbox"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--payments", action="append", default=[], metavar="PREFIX")
    args = parser.parse_args(words)
    inbox = Inbox(args.inbox, tuple(args.payments))
    ports = (args.pages, args.websockets)
    asyncio.run(_main(args.interface, args.port, ports, inbox))


if __name__ == "__main__":
    main()
