"""Web services of a 1C for EnterpriseData: messages put and got, in parts.

``Link`` speaks to a base; it never repeats a call by itself. What went wrong is told by
``LinkTrouble.code``: ``line`` (nothing reached the base), ``login``, ``missing`` (no
such service), ``server``, ``told`` (the words of 1C), ``lost`` (whether the base did it
is not known), ``garbage``.
"""

import base64
import io
import uuid
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import requests
from lxml import etree
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError
from zeep import Client, Settings
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault, TransportError
from zeep.transports import Transport

from . import onec_wsdl
from .onec_message import MAX_BYTES, PLAN, pack

PART_BYTES = 1024 * 1024
PART_KILOBYTES = PART_BYTES // 1024
MAX_PARTS = 1000
READ_SECONDS = 60
ACTIVE, COMPLETED = "Active", "Completed"
WORDS = 1000


class LinkTrouble(Exception):
    """The base gave no good answer; ``code`` says how, ``detail`` in whose words."""

    def __init__(self, code, detail=""):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Access:
    """Where a base is, who we are there, and the codes of both nodes."""

    url: str
    login: str = ""
    secret: str = ""
    peer_code: str = ""
    plan: str = PLAN
    read_seconds: float = READ_SECONDS


class BasicAuth(AuthBase):
    """HTTP Basic in UTF-8: users of 1C have Cyrillic names."""

    def __init__(self, login, secret):
        self.login, self.secret = login, secret

    def __call__(self, request):
        """Override of `AuthBase` to add the header."""
        pair = base64.b64encode(f"{self.login}:{self.secret}".encode())
        request.headers["Authorization"] = f"Basic {pair.decode()}"
        return request


class LimitedTransport(Transport):
    """Answers are read up to a size; redirections are not followed."""

    def post(self, address, message, headers):
        """Override of `Transport` to limit what is read."""
        with self.session.post(
            address,
            data=message,
            headers=headers,
            timeout=self.operation_timeout,
            allow_redirects=False,
            stream=True,
        ) as answer:
            read_limited(answer)
        status, body = answer.status_code, answer.content
        is_fault = status == 500 and b"Envelope" in body
        if status != 200 and not is_fault:
            raise TransportError(f"HTTP {status}", status, body)
        if b"Envelope" not in body:
            raise ZeepError(short(body[:200].decode(errors="replace")))
        return answer


def read_limited(answer):
    """The answer with its body, if that is whole and not too big."""
    try:
        body = answer.raw.read(MAX_BYTES + 1, decode_content=True)
    except (HTTPError, OSError) as error:
        raise requests.exceptions.ChunkedEncodingError(str(error)) from error
    told = answer.headers.get("Content-Length", "")
    is_cut = told.isdigit() and answer.raw.tell() < int(told)
    if is_cut or len(body) > MAX_BYTES:
        raise requests.exceptions.ChunkedEncodingError(f"{len(body)} of {told} bytes")
    answer._content, answer._content_consumed = body, True
    return answer


@lru_cache(maxsize=4)
def _get_client(service):
    """The service by our own description; addresses come later."""
    text = onec_wsdl.write_wsdl(service, "http://127.0.0.1/")
    settings = Settings(strict=False, xml_huge_tree=True, forbid_dtd=True)
    return Client(io.BytesIO(text.encode()), settings=settings)


class Link:
    """A service of a base: ``onec_wsdl.UPLOAD`` or ``EXCHANGE``."""

    def __init__(self, access, service=onec_wsdl.EXCHANGE):
        self.access, self.service = access, service
        session = requests.Session()
        session.trust_env = False
        session.auth = BasicAuth(access.login, access.secret)
        address = f"{access.url.rstrip('/')}/ws/{service}.1cws"
        client = _get_client(service)
        transport = LimitedTransport(
            session=session, operation_timeout=access.read_seconds
        )
        self.calls = Client(
            client.wsdl, transport=transport, settings=client.settings
        ).create_service(onec_wsdl.get_binding(service), address)

    @property
    def is_exchange(self):
        """Whether the service gives messages too."""
        return self.service == onec_wsdl.EXCHANGE

    def _node(self):
        if not self.is_exchange:
            return {}
        return {"ExchangePlanName": self.access.plan, "PeerCode": self.access.peer_code}

    def _call(self, operation, **arguments):
        """Answer of an operation.

        :raise LinkTrouble: there is none, or 1C tells of an error
        """
        try:
            answer = getattr(self.calls, operation)(**arguments)
        except requests.ConnectTimeout as error:
            raise LinkTrouble("line", short(error)) from error
        except requests.ConnectionError as error:
            code = "line" if never_left(error) else "lost"
            raise LinkTrouble(code, short(error)) from error
        except (requests.RequestException, OSError) as error:
            raise LinkTrouble("lost", short(error)) from error
        except Fault as error:
            raise LinkTrouble("server", short(error.message)) from error
        except TransportError as error:
            raise _get_trouble(error) from error
        except (ZeepError, etree.LxmlError, ValueError, TypeError) as error:
            raise LinkTrouble("garbage", short(error)) from error
        words = getattr(answer, "ErrorMessage", None)
        if words and words.strip():
            raise LinkTrouble("told", words.strip()[:WORDS])
        return answer

    def check(self):
        """Ask whether address, login and codes are right.

        :raise LinkTrouble: they are not
        """
        answer = self._call("TestConnection", **self._node())
        if getattr(answer, "return", None) is False:
            raise LinkTrouble("told", "TestConnection")

    # === OUT === #

    def put(self, data):
        """Hand a message over; the id of the action that loads it.

        Parts alone have no effect: until ``PutData`` is called nothing is loaded, so a
        trouble before is never ``lost``.
        """
        file_id, packed = str(uuid.uuid4()), pack(data)
        starts = range(0, len(packed), PART_BYTES)
        for number, start in enumerate(starts, start=1):
            part = packed[start : start + PART_BYTES]
            try:
                self._call(
                    "PutFilePart", FileID=file_id, PartNumber=number, PartData=part
                )
            except LinkTrouble as trouble:
                code = "line" if trouble.code == "lost" else trouble.code
                raise LinkTrouble(code, trouble.detail) from trouble
        try:
            answer = self._call("PutData", **self._node(), FileID=file_id)
        except LinkTrouble as trouble:
            # an error of the server may come after the work
            code = "lost" if trouble.code in ("server", "garbage") else trouble.code
            raise LinkTrouble(code, trouble.detail) from trouble
        operation = (answer.OperationID or "").strip()
        if not operation:
            raise LinkTrouble("lost", "PutData: OperationID")
        return operation

    def ask(self, operation):
        """State of the loading: True when it is done, False while it goes on.

        :raise LinkTrouble: ``told`` if it failed
        """
        answer = self._call("PutDataActionResult", OperationID=operation)
        state = getattr(answer, "return", answer)
        if state == COMPLETED:
            return True
        if state == ACTIVE:
            return False
        raise LinkTrouble("told", str(state)[:WORDS])

    # === IN === #

    def prepare(self):
        """Let the base write its message; the id of the action."""
        size = {"PartSize": PART_KILOBYTES}
        answer = self._call("PrepareDataForGetting", **self._node(), **size)
        operation = (answer.OperationID or "").strip()
        if not operation:
            raise LinkTrouble("garbage", "PrepareDataForGetting: OperationID")
        return operation

    def is_prepared(self, operation):
        """(id, number of parts) of the message, or None while it is being written."""
        answer = self._call("PrepareDataActionResult", OperationID=operation)
        result = getattr(answer, "return", None)
        if result is None:
            raise LinkTrouble("garbage", "PrepareDataActionResult")
        if result.ErrorMessage and result.ErrorMessage.strip():
            raise LinkTrouble("told", result.ErrorMessage.strip()[:WORDS])
        if result.Status == ACTIVE:
            return None
        if result.Status != COMPLETED or not result.FileID:
            raise LinkTrouble("told", str(result.Status)[:WORDS])
        return result.FileID, result.PartCount or 1

    def get(self, file_id, part_count):
        """The message: its parts one after the other."""
        if not 0 < part_count <= MAX_PARTS:
            raise LinkTrouble("garbage", f"PartCount={part_count}")
        parts, room = [], MAX_BYTES
        for number in range(1, part_count + 1):
            answer = self._call("GetDataPart", FileID=file_id, PartNumber=number)
            part = getattr(answer, "return", None) or b""
            room -= len(part)
            if room < 0:
                raise LinkTrouble("garbage", f"> {MAX_BYTES}")
            parts.append(part)
        return b"".join(parts)

    def confirm(self, file_id):
        """Tell the base that the file may go."""
        self._call("ConfirmGettingFile", FileID=file_id, ClearDataPool=True)


def is_address(url):
    """Whether ``url`` is an address of a base: http or https, a host, no login."""
    parts = urlsplit(url)
    return bool(
        parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    )


def never_left(error):
    """Whether the call did not reach the base at all."""
    text = f"{error!r}"
    return "NewConnectionError" in text or "NameResolutionError" in text


def _get_trouble(error):
    status = error.status_code
    if status in (401, 403):
        return LinkTrouble("login", f"HTTP {status}")
    if status in (301, 302, 307, 308, 404, 405):
        return LinkTrouble("missing", f"HTTP {status}")
    if status and status >= 500:
        return LinkTrouble("server", f"HTTP {status}")
    return LinkTrouble("garbage", f"HTTP {status}")


def short(error):
    return " ".join(str(error).split())[:200]
