"""A small front door: one address for a server that listens on two ports.

Odoo with several workers answers pages on one port and websockets on another, and
leaves it to a web server in front to tell them apart. In production that is nginx; for
everything else it is this: the first line of a connection decides where it goes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

CHUNK = 64 * 1024
HEAD_SECONDS = 60


def is_websocket(first_line: bytes) -> bool:
    """Whether the request line asks for a websocket."""
    words = first_line.split(b" ")
    return len(words) > 1 and words[1].split(b"?")[0] == b"/websocket"


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until one side ends, then tell the other side so."""
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


async def _serve(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    ports: tuple[int, int],
) -> None:
    """Take one connection to the port its first line asks for."""
    backend = None
    try:
        line = await asyncio.wait_for(reader.readline(), HEAD_SECONDS)
        if line:
            port = ports[is_websocket(line)]
            source, backend = await asyncio.open_connection("127.0.0.1", port)
            backend.write(line)
            await asyncio.gather(_pipe(reader, backend), _pipe(source, writer))
    except ConnectionRefusedError:
        writer.write(
            b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
            b"Retry-After: 2\r\nConnection: close\r\n\r\n"
        )
    except (TimeoutError, OSError, ValueError):
        pass
    finally:
        for end in (writer, backend):
            if end:
                end.close()


async def _main(interface: str, port: int, ports: tuple[int, int]) -> None:
    server = await asyncio.start_server(
        lambda r, w: _serve(r, w, ports), interface, port, backlog=512
    )
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
    server.close()


def main() -> None:
    """Run until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interface", required=True)
    parser.add_argument("config", help="tells whose front door this is")
    for name in ("port", "pages", "websockets"):
        parser.add_argument(f"--{name}", type=int, required=True)
    args = parser.parse_args()
    asyncio.run(_main(args.interface, args.port, (args.pages, args.websockets)))


if __name__ == "__main__":
    main()
