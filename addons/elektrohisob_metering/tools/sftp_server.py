"""A small SFTP server on loopback that shows one folder, for tests."""

import os
import socket
import threading
from pathlib import Path

import paramiko

USER, PASSWORD = "askue", "s3cret"


class _Login(paramiko.ServerInterface):
    def __init__(self, public: paramiko.PKey | None) -> None:
        self.public = public

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username):
        return "password,publickey"

    def check_auth_password(self, username, password):
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        good = username == USER and key == self.public
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED


class _Files(paramiko.SFTPServerInterface):
    root = Path()

    def _path(self, path):
        return self.root / path.lstrip("/")

    def list_folder(self, path):
        found = []
        try:
            for item in self._path(path).iterdir():
                state = paramiko.SFTPAttributes.from_stat(item.stat())
                state.filename = item.name
                found.append(state)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return found

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def open(self, path, flags, attr):
        try:
            file = os.fdopen(os.open(self._path(path), os.O_RDONLY), "rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = file
        return handle


class SftpServer:
    """Serves ``root`` until closed; ``host_key`` is what known_hosts would say."""

    def __init__(self, root: Path, public: paramiko.PKey | None = None) -> None:
        self.key = paramiko.ECDSAKey.generate()
        self.files = type("Files", (_Files,), {"root": Path(root)})
        self.public = public
        self.transports: list[paramiko.Transport] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def host_key(self) -> str:
        return f"{self.key.get_name()} {self.key.get_base64()}"

    @property
    def url(self) -> str:
        return f"sftp://127.0.0.1:{self.port}/out"

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(line)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, self.files)
            self.transports.append(transport)
            try:
                transport.start_server(server=_Login(self.public))
            except (EOFError, OSError, paramiko.SSHException):
                continue  # a client may go away whenever it likes

    def close(self) -> None:
        self.listener.close()
        for transport in self.transports:
            transport.close()
