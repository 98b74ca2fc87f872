"""Ports, the login page, the front door."""

import asyncio
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from launcher import conf, front, inbox, paths, server
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


INBOX = ("/elektrohisob/payme", "/elektrohisob/paynet/soap")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"POST /elektrohisob/payme HTTP/1.1\r\n", True),
        (b"POST /elektrohisob/payme/x HTTP/1.1\r\n", True),
        (b"GET /elektrohisob/paynet/soap?wsdl HTTP/1.1\r\n", True),
        (b"GET /elektrohisob/paymex HTTP/1.1\r\n", False),
        (b"GET /elektrohisob/paynet HTTP/1.1\r\n", False),
        (b"GET /web/login HTTP/1.1\r\n", False),
        (b"GET /\xff HTTP/1.1\r\n", False),
        (b"\r\n", False),
    ],
)
def test_which_calls_are_payments(line, expected):
    assert front.Inbox(1, INBOX).takes(line) is expected


async def _door(inbox_port):
    door = await asyncio.start_server(
        lambda r, w: front._serve(r, w, (1, 1), front.Inbox(inbox_port, INBOX)),
        "127.0.0.1",
        0,
    )
    return door, door.sockets[0].getsockname()[1]


async def _call(port, *headers):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = ["POST /elektrohisob/payme HTTP/1.1", *headers, "Content-Length: 4", ""]
    writer.write("\r\n".join([*lines, "body"]).encode())
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer


def test_address_of_a_payment_service_is_not_its_own_word():
    seen = []

    async def main():
        async def answer(reader, writer):
            seen.append(await reader.readuntil(b"body"))
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
            writer.close()

        backend = await asyncio.start_server(answer, "127.0.0.1", 0)
        door, port = await _door(backend.sockets[0].getsockname()[1])
        forged = (
            "Host: pay.uz",
            "x-forwarded-FOR: 10.9.9.9",
            "Forwarded: for=10.9.9.9",
        )
        got = await _call(port, *forged, "Connection: keep-alive", "X-Mine: 1")
        for each in (door, backend):
            each.close()
        return got

    assert asyncio.run(main()).startswith(b"HTTP/1.0 200 ")
    head, body = seen[0].split(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /elektrohisob/payme HTTP/1.1"
    assert body == b"body"
    assert b"X-Mine: 1" in lines
    assert b"X-Forwarded-For: 127.0.0.1" in lines
    assert b"X-Forwarded-Host: pay.uz" in lines
    assert b"Connection: close" in lines
    assert b"10.9.9.9" not in head and b"keep-alive" not in head


def test_no_inbox_no_success():
    """Away, or killed in the middle of a call: 503, never silence or a page."""

    async def main():
        async def drop(reader, writer):
            await reader.readline()
            writer.transport.abort()

        backend = await asyncio.start_server(drop, "127.0.0.1", 0)
        door, port = await _door(backend.sockets[0].getsockname()[1])
        killed = await _call(port)
        backend.close()
        await backend.wait_closed()
        away = await _call(port)
        endless = await _call(port, *["X-Many: 1"] * front.HEAD_LINES)
        door.close()
        return killed, away, endless

    killed, away, endless = asyncio.run(main())
    assert killed.startswith(b"HTTP/1.1 503 ")
    assert away.startswith(b"HTTP/1.1 503 ")
    assert endless == b""


def test_inbox_is_small_and_apart():
    parser = conf.read()
    options = inbox.options(parser)
    assert options["workers"] == parser.getint("elektrohisob", "inbox_workers") == 2
    assert options["max_cron_threads"] == 0
    assert "queue_job" not in str(options["server_wide_modules"])
    inbox.mark(parser)
    assert parser.getboolean("elektrohisob", "inbox")
    main, other = server.Service(), server.Service("e2e")
    files = {main.config, main.inbox_config, other.config, other.inbox_config}
    assert (
        len(files) == len({main.log, main.inbox_log, other.log, other.inbox_log}) == 4
    )


def test_addresses_are_those_of_the_adapters():
    assert inbox.prefixes() == [
        "/elektrohisob/click",
        "/elektrohisob/payme",
        "/elektrohisob/paynet/rpc",
        "/elektrohisob/paynet/soap",
        "/elektrohisob/sms-operator",
        "/elektrohisob/uzum",
    ]
    text = (paths.ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    alternatives = "|".join(
        prefix.removeprefix(inbox.BASE) for prefix in inbox.prefixes()
    )
    assert f"location ~ ^{inbox.BASE}({alternatives})(/|$)" in text
    assert any(inbox.PROBE.startswith(prefix) for prefix in inbox.prefixes())
