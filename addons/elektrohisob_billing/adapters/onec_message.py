"""Messages of EnterpriseData: header with numbers and receipts, body, zip."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from .onec_body import NAMES, TAKEN, VERSIONS
from .onec_parts import NAMESPACE

HEADER = "http://www.1c.ru/SSL/Exchange/Message"
FORMAT = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData"
PLAN = "СинхронизацияДанныхЧерезУниверсальныйФормат"
MAX_BYTES = 256 * 1024 * 1024
NUMBER = re.compile("-?[0-9]{1,9}")
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class MessageError(Exception):
    """A message that cannot be taken; ``code`` says why, ``figures`` the details."""

    def __init__(self, code, **figures):
        super().__init__(code)
        self.code, self.figures = code, figures


@dataclass(frozen=True)
class Header:
    """Who sends to whom, under which number, and what was received last.

    ``version`` is "" in the first message, which has no body. ``types``: what the
    sender takes, names of objects; None if it does not say.
    """

    sender: str
    receiver: str
    message_no: int
    received_no: int
    version: str = ""
    versions: tuple[str, ...] = VERSIONS
    plan: str = PLAN
    types: frozenset[str] | None = None
    new_sender: str = ""


# === WRITING === #


def write_message(header, objects, moment, is_plain=False):
    """A message as bytes of XML.

    :param header: ``Header``; without a version no body is written
    :param objects: texts of ``onec_body``
    :param moment: local datetime of the message
    :param is_plain: for a service without exchange plans: no numbers, no nodes
    """
    root = etree.Element("Message", nsmap={"msg": HEADER})
    _write_header(root, header, moment, is_plain)
    if header.version:
        space = NAMESPACE % header.version
        body = etree.SubElement(root, f"{{{space}}}Body", nsmap={None: space})
        for text in objects:
            body.append(etree.fromstring(text))
        etree.cleanup_namespaces(root, top_nsmap={"msg": HEADER})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add(parent, name, text=None):
    child = etree.SubElement(parent, f"{{{HEADER}}}{name}")
    child.text = text
    return child


def _write_header(root, header, moment, is_plain):
    top = _add(root, "Header")
    tail = f"/{header.version}" if header.version else ""
    _add(top, "Format", FORMAT + tail)
    _add(top, "CreationDate", moment.replace(microsecond=0, tzinfo=None).isoformat())
    if not is_plain:
        receipt = _add(top, "Confirmation")
        _add(receipt, "ExchangePlan", header.plan)
        _add(receipt, "To", header.receiver)
        _add(receipt, "From", header.sender)
        _add(receipt, "MessageNo", str(header.message_no))
        _add(receipt, "ReceivedNo", str(header.received_no))
    for version in header.versions:
        _add(top, "AvailableVersion", version)
    if not is_plain:
        _write_types(top)


def _write_types(top):
    """What we send and what we take."""
    types = _add(top, "AvailableObjectTypes")
    for name in sorted({*NAMES.values(), *TAKEN}):
        one = _add(types, "ObjectType")
        _add(one, "Name", name)
        _add(one, "Sending", "*" if name in NAMES.values() else None)
        _add(one, "Receiving", "*" if name in TAKEN else None)


def pack(data, name="message.xml"):
    """The message as the zip that web services of 1C take."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


# === READING === #


def read_message(data):
    """Header of a message and its body (an element, or None).

    :param bytes data: XML with or without a byte order mark, or a zip of one file
    :raise MessageError: no such message
    """
    root = _parse(unpack(data))
    if etree.QName(root).localname != "Message":
        raise MessageError("root", name=etree.QName(root).localname)
    top = root.find(f"{{{HEADER}}}Header")
    if top is None:
        raise MessageError("header")
    found = (top.findtext(f"{{{HEADER}}}Format") or "").strip()
    if found != FORMAT and not found.startswith(f"{FORMAT}/"):
        raise MessageError("format", name=found)
    version = found.removeprefix(FORMAT).strip("/")
    body = root.find(f"{{{found}}}Body") if version else None
    return _read_header(top, version), body


def _parse(data):
    plain = data.replace(b"\0", b"") if b"\0" in data[:4] else data
    if _DECLARED.search(plain):
        raise MessageError("doctype")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MessageError("xml", text=str(error)) from error


def _read_header(top, version):
    receipt = top.find(f"{{{HEADER}}}Confirmation")
    if receipt is None:
        raise MessageError("confirmation")

    def say(name):
        return (receipt.findtext(f"{{{HEADER}}}{name}") or "").strip()

    def number(name):
        text = say(name) or "0"
        if not NUMBER.fullmatch(text):
            raise MessageError("number", name=name, text=text)
        return int(text)

    available = top.findall(f"{{{HEADER}}}AvailableVersion")
    return Header(
        sender=say("From"),
        receiver=say("To"),
        message_no=number("MessageNo"),
        received_no=number("ReceivedNo"),
        version=version,
        versions=tuple((one.text or "").strip() for one in available),
        plan=say("ExchangePlan"),
        types=_read_types(top),
        new_sender=(top.findtext(f"{{{HEADER}}}NewFrom") or "").strip(),
    )


def _read_types(top):
    """Names of the objects that the sender takes in any version; None if untold."""
    told = top.find(f"{{{HEADER}}}AvailableObjectTypes")
    if told is None or not len(told):
        return None
    return frozenset(
        (one.findtext(f"{{{HEADER}}}Name") or "").strip()
        for one in told
        if (one.findtext(f"{{{HEADER}}}Receiving") or "").strip()
    )


def choose_version(available):
    """The highest version both sides have; "" if there is none."""
    return next((one for one in VERSIONS if one in available), "")


def unpack(data):
    """The first file of a zip; what is no zip is returned as it is.

    Bytes are counted while unpacking: what the archive says of itself is not believed.
    """
    if not data.startswith(b"PK"):
        return _check_size(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            first = archive.infolist()[0]
            if first.flag_bits & 1:
                raise MessageError("zip")
            with archive.open(first) as member:
                return _check_size(member.read(MAX_BYTES + 1))
    except (
        zipfile.BadZipFile,
        zlib.error,
        IndexError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise MessageError("zip") from error


def _check_size(data):
    if len(data) > MAX_BYTES:
        raise MessageError("size", size=len(data))
    return data
