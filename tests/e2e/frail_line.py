"""A line between two servers that can be cut in the middle of an answer."""

import contextlib
import socket
import threading


class FrailLine:
    """Passes TCP connections on until ``left`` bytes have come back.

    ``left`` None: as many as there are; 0: every connection is dropped.
    """

    def __init__(self, port: int) -> None:
        self.target = port
        self.left: int | None = None
        self.passed = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take the line down for good."""
        self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with contextlib.suppress(OSError), near:
            if self.left == 0:
                return
            with socket.create_connection(("127.0.0.1", self.target)) as far:
                threading.Thread(target=self._send, args=(near, far)).start()
                while data := far.recv(4096):
                    if self.left is not None:
                        data = data[: self.left]
                        self.left -= len(data)
                    near.sendall(data)
                    self.passed += len(data)
                    if self.left == 0:
                        break
                far.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _send(near: socket.socket, far: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := near.recv(4096):
                far.sendall(data)
