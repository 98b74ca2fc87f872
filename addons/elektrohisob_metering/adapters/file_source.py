"""Files that wait on servers of others: SFTP, and HTTP with or without a listing.

``entries`` names the files with a mark of their state where the server tells one;
``fetch`` gives the bytes and the new mark, or no bytes if the file is as it was.
"""

import io
import posixpath
import socket
from contextlib import suppress
from stat import S_ISREG
from urllib.parse import unquote, urljoin, urlsplit

import paramiko
import requests
from lxml import html

from .xml_file import MAX_BYTES

TIMEOUT = 30  # seconds
CHUNK = 64 * 1024
LISTING_BYTES = 5 * 1024 * 1024
KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class SourceTrouble(Exception):
    """The server gives no files; ``code`` says why, ``detail`` what it said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail[:400]


class SftpSource:
    """A folder of an SFTP server whose key is known.

    :param url: sftp://host[:port]/folder
    :param host_key: kind and base64 of the server's key, as in known_hosts
    :param key: private key (OpenSSH or PEM) instead of a password
    :raise SourceTrouble: ``no_line``, ``host_key``, ``login``, ``bad_key``, ``server``
    """

    def __init__(self, url, user="", password="", key="", host_key="") -> None:
        parts = urlsplit(url)
        self.folder = unquote(parts.path) or "."
        try:
            line = socket.create_connection(
                (parts.hostname or "", parts.port or 22), timeout=TIMEOUT
            )
            self.transport = paramiko.Transport(line)
        except (OSError, ValueError, paramiko.SSHException) as error:
            raise SourceTrouble("no_line", str(error)) from error
        try:
            self._log_in(user, password, key, host_key)
            self.client = paramiko.SFTPClient.from_transport(self.transport)
        except BaseException:
            self.transport.close()
            raise

    def _log_in(self, user, password, key, host_key) -> None:
        transport = self.transport
        try:
            transport.start_client(timeout=TIMEOUT)
            shown = transport.get_remote_server_key()
            name = f"{shown.get_name()} {shown.get_base64()}"
            if host_key.split()[-2:] != name.split():
                raise SourceTrouble("host_key", name)
            if key:
                transport.auth_publickey(user, _read_key(key, password))
            else:
                transport.auth_password(user, password)
        except paramiko.AuthenticationException as error:
            raise SourceTrouble("login", str(error)) from error
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SourceTrouble("no_line", str(error)) from error

    def entries(self) -> list[tuple[str, str]]:
        """(name, mark) of the files of the folder, by name."""
        try:
            found = self.client.listdir_attr(self.folder)
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SourceTrouble("server", str(error)) from error
        files = [item for item in found if S_ISREG(item.st_mode or 0)]
        return sorted(
            (item.filename, f"{item.st_size}:{item.st_mtime}") for item in files
        )

    def fetch(self, name: str, mark: str) -> tuple[bytes | None, str]:
        """(bytes of the file, its mark as of ``entries``)."""
        path = posixpath.join(self.folder, name)
        try:
            state = self.client.stat(path)
            with self.client.open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SourceTrouble("server", f"{name}: {error}") from error
        return data, f"{state.st_size}:{state.st_mtime}"

    def close(self) -> None:
        self.transport.close()


def _read_key(text: str, password: str) -> paramiko.PKey:
    for kind in KEYS:
        with suppress(paramiko.SSHException, ValueError):
            return kind.from_private_key(io.StringIO(text), password or None)
    raise SourceTrouble("bad_key")


class HttpSource:
    """A file, or the files of a listing page (an address that ends with a slash).

    The server is asked for what changed since the mark (ETag, Last-Modified). It may
    not send us elsewhere: redirects and links to other places are not followed.

    :raise SourceTrouble: ``no_line``, ``login``, ``moved``, ``server``
    """

    def __init__(self, url, user="", password="") -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        if user:
            self.session.auth = (user, password)

    def entries(self) -> list[tuple[str, str]]:
        """(name, "") of the files; an address of one file is the only entry."""
        if not self.url.endswith("/"):
            return [(unquote(posixpath.basename(urlsplit(self.url).path)), "")]
        data, _mark = self._get(self.url, "", LISTING_BYTES)
        try:
            links = html.fromstring(data or b"<p/>").iterlinks()
            targets = {urljoin(self.url, link) for _e, _a, link, _p in links}
        except (ValueError, TypeError, html.etree.LxmlError) as error:
            raise SourceTrouble("server", str(error)) from error
        names = {
            unquote(target.removeprefix(self.url)).partition("?")[0]
            for target in targets
            if target.startswith(self.url)
        }
        return sorted((name, "") for name in names if name and "/" not in name)

    def fetch(self, name: str, mark: str) -> tuple[bytes | None, str]:
        """(bytes, new mark), or (None, mark) if the file did not change."""
        url = self.url
        if url.endswith("/"):
            url = urljoin(url, requests.utils.quote(name))
        return self._get(url, mark, MAX_BYTES + 1)

    def _get(self, url, mark, limit) -> tuple[bytes | None, str]:
        etag, _bar, changed = mark.partition("|")
        known = {"If-None-Match": etag, "If-Modified-Since": changed}
        headers = {key: value for key, value in known.items() if value}
        try:
            with self.session.get(
                url,
                headers=headers,
                timeout=TIMEOUT,
                stream=True,
                allow_redirects=False,
            ) as reply:
                if reply.status_code == 304:
                    return None, mark
                self._check(reply)
                data = io.BytesIO()
                for chunk in reply.iter_content(CHUNK):
                    data.write(chunk[: limit - data.tell()])
                    if data.tell() >= limit:
                        break
                tags = (reply.headers.get(k, "") for k in ("ETag", "Last-Modified"))
                new = "|".join(tags)
                return data.getvalue(), new if new != "|" else ""
        except requests.RequestException as error:
            raise SourceTrouble("no_line", str(error)) from error

    @staticmethod
    def _check(reply: requests.Response) -> None:
        if reply.status_code in (401, 403):
            raise SourceTrouble("login", f"HTTP {reply.status_code}")
        if 300 <= reply.status_code < 400:
            raise SourceTrouble("moved", reply.headers.get("Location", ""))
        if reply.status_code != 200:
            raise SourceTrouble("server", f"HTTP {reply.status_code} {reply.url}")

    def close(self) -> None:
        self.session.close()
