"""Ports, the login page, the front door."""

import asyncio
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from launcher import front, server
from launcher.say import Trouble

PAGES = {
    "/web/login": b'<script src="/web/assets/1/web.min.js"></script>',
    "/web/assets/1/web.min.js": b"js",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path)
        self.send_response(200 if body is not None else 500)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield httpd.server_port
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_taken_port_names_the_remedy():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} .* is taken") as caught:
            server.check_port("127.0.0.1", port)
    assert f"--port {port + 100}" in caught.value.remedy
    server.check_port("127.0.0.1", port)


def test_page_is_ready_only_with_its_assets(site, monkeypatch):
    assert server.page_problem(site) == ""
    monkeypatch.delitem(PAGES, "/web/assets/1/web.min.js")
    assert server.page_problem(site) == "/web/assets/1/web.min.js answers 500"
    monkeypatch.setitem(PAGES, "/web/login", b"no assets")
    assert server.page_problem(site) == "/web/login names no assets"


def test_nobody_there():
    assert server.page_problem(server.free_port()) == "/web/login answers nothing"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"GET /websocket?version=19.0-2 HTTP/1.1\r\n", True),
        (b"GET /websocket HTTP/1.1\r\n", True),
        (b"GET /websocket/peek_notifications HTTP/1.1\r\n", False),
        (b"GET /web/login HTTP/1.1\r\n", False),
        (b"\r\n", False),
    ],
)
def test_first_line_decides(line, expected):
    assert front.is_websocket(line) is expected


async def _ask(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer


def test_front_door_leads_to_the_right_port():
    async def main():
        async def backend(name):
            async def answer(reader, writer):
                await reader.readline()
                writer.write(name)
                await writer.drain()
                writer.close()

            door = await asyncio.start_server(answer, "127.0.0.1", 0)
            return door, door.sockets[0].getsockname()[1]

        (pages, one), (sockets, two) = await backend(b"pages"), await backend(b"bus")
        door = await asyncio.start_server(
            lambda r, w: front._serve(r, w, (one, two)), "127.0.0.1", 0
        )
        port = door.sockets[0].getsockname()[1]
        answers = await _ask(port, "/web"), await _ask(port, "/websocket?version=1")
        pages.close()
        await pages.wait_closed()
        down = await _ask(port, "/web")
        for each in (door, sockets):
            each.close()
        return *answers, down

    pages, bus, down = asyncio.run(main())
    assert (pages, bus) == (b"pages", b"bus")
    assert down.startswith(b"HTTP/1.1 503 ")
