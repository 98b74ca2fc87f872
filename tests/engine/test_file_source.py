"""Files on servers of others: SFTP and HTTP servers on loopback."""

import http.server
import io
import threading
from email.utils import formatdate

import pytest

paramiko = pytest.importorskip("paramiko")

from odoo.addons.elektrohisob_metering.adapters.file_source import (  # noqa: E402
    HttpSource,
    SftpSource,
    SourceTrouble,
)
from odoo.addons.elektrohisob_metering.tools.sftp_server import (  # noqa: E402
    PASSWORD,
    USER,
    SftpServer,
)


@pytest.fixture
def folder(tmp_path):
    out = tmp_path / "out"
    (out / "below").mkdir(parents=True)
    (out / "b.xml").write_bytes(b"second")
    (out / "a.xml").write_bytes(b"first")
    return out


@pytest.fixture
def sftp(folder):
    private = paramiko.ECDSAKey.generate()
    server = SftpServer(folder.parent, private)
    server.private = private
    yield server
    server.close()


def code(call):
    with pytest.raises(SourceTrouble) as caught:
        call()
    return caught.value.code


# === SFTP === #


def test_files_of_a_folder(sftp, folder):
    source = SftpSource(sftp.url, USER, PASSWORD, host_key=sftp.host_key)
    found = source.entries()
    assert [name for name, _mark in found] == ["a.xml", "b.xml"]
    assert source.fetch("a.xml", "") == (b"first", found[0][1])
    (folder / "a.xml").write_bytes(b"first again")
    assert source.entries()[0] != found[0]
    assert source.entries()[1] == found[1]
    assert code(lambda: source.fetch("none.xml", "")) == "server"
    source.close()


def test_a_private_key_instead_of_a_password(sftp):
    text = io.StringIO()
    sftp.private.write_private_key(text)
    source = SftpSource(sftp.url, USER, key=text.getvalue(), host_key=sftp.host_key)
    assert len(source.entries()) == 2
    source.close()
    other = io.StringIO()
    paramiko.ECDSAKey.generate().write_private_key(other)
    login = {"user": USER, "host_key": sftp.host_key}
    assert code(lambda: SftpSource(sftp.url, key=other.getvalue(), **login)) == "login"
    assert code(lambda: SftpSource(sftp.url, key="no key", **login)) == "bad_key"


def test_a_server_with_another_key_gets_no_password(sftp):
    asked = []
    sftp.files.session_started = lambda self: asked.append(1)
    wrong = paramiko.ECDSAKey.generate()
    for known in ("", f"{wrong.get_name()} {wrong.get_base64()}"):
        with pytest.raises(SourceTrouble) as caught:
            SftpSource(sftp.url, USER, PASSWORD, host_key=known)
        assert caught.value.code == "host_key"
        assert sftp.host_key in caught.value.detail
    assert not asked


def test_sftp_troubles(sftp):
    known = {"host_key": sftp.host_key}
    assert code(lambda: SftpSource(sftp.url, USER, "wrong", **known)) == "login"
    nobody = "sftp://127.0.0.1:1/out"
    assert code(lambda: SftpSource(nobody, USER, PASSWORD, **known)) == "no_line"
    source = SftpSource(sftp.url + "/none", USER, PASSWORD, **known)
    assert code(source.entries) == "server"
    source.close()


# === HTTP === #


class Site(http.server.BaseHTTPRequestHandler):
    files: dict = {}
    asked: list = []

    def do_GET(self):
        self.asked.append(self.path)
        if self.path == "/gone/":
            self.send_response(302)
            self.send_header("Location", "http://elsewhere.example/")
            self.end_headers()
            return
        if self.path == "/secret/" and "Authorization" not in self.headers:
            self.send_error(401)
            return
        if self.path in ("/out/", "/secret/"):
            links = ["a.xml", "b%20c.xml", "../up.xml", "below/", "http://x.example/y",
                     "?C=N;O=D", "a.xml?x=1"]  # fmt: skip
            body = "".join(f'<a href="{link}">x</a>' for link in links).encode()
            return self._send(body, {})
        if self.path not in self.files:
            self.send_error(404)
            return
        body, headers = self.files[self.path]
        if "ETag" in headers and self.headers.get("If-None-Match") == headers["ETag"]:
            self.send_response(304)
            self.end_headers()
            return
        self._send(body, headers)

    def _send(self, body, headers):
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def site():
    Site.files = {
        "/out/a.xml": (b"first", {"ETag": '"1"', "Last-Modified": formatdate(0)}),
        "/out/b%20c.xml": (b"second", {}),
    }
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_files_of_a_page_of_links(site):
    source = HttpSource(f"{site}/out/")
    assert source.entries() == [("a.xml", ""), ("b c.xml", "")]
    data, mark = source.fetch("a.xml", "")
    assert (data, mark) == (b"first", f'"1"|{formatdate(0)}')
    assert source.fetch("a.xml", mark) == (None, mark)
    Site.files["/out/a.xml"] = (b"first again", {"ETag": '"2"'})
    assert source.fetch("a.xml", mark) == (b"first again", '"2"|')
    assert source.fetch("b c.xml", "") == (b"second", "")
    source.close()


def test_one_file(site):
    source = HttpSource(f"{site}/out/a.xml")
    assert source.entries() == [("a.xml", "")]
    assert source.fetch("a.xml", "")[0] == b"first"


def test_http_troubles(site):
    assert code(HttpSource(f"{site}/gone/").entries) == "moved"
    assert code(HttpSource(f"{site}/secret/").entries) == "login"
    assert HttpSource(f"{site}/secret/", USER, PASSWORD).entries()
    assert code(lambda: HttpSource(f"{site}/out/").fetch("none", "")) == "server"
    assert code(HttpSource("http://127.0.0.1:1/").entries) == "no_line"
