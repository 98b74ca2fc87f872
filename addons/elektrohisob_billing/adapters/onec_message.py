"""Messages of EnterpriseData: header with numbers and receipts, body, zip."""

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from .onec_body import NAMESPACE, VERSIONS

HEADER = "http://www.1c.ru/SSL/Exchange/Message"
FORMAT = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData"
PLAN = "СинхронизацияДанныхЧерезУниверсальныйФормат"
MAX_BYTES = 256 * 1024 * 1024


class MessageError(Exception):
    """A message that cannot be taken; ``code`` says why, ``figures`` the details."""

    def __init__(self, code, **figures):
        super().__init__(code)
        self.code, self.figures = code, figures


@dataclass(frozen=True)
class Header:
    """Who sends to whom, under which number, and what was received last.

    ``version`` is "" in the first message, which has no body.
    """

    sender: str
    receiver: str
    message_no: int
    received_no: int
    version: str = ""
    versions: tuple[str, ...] = VERSIONS
    plan: str = PLAN


def write_message(header, objects, moment):
    """A message as bytes of XML.

    :param header: ``Header``; without a version no body is written
    :param objects: texts of ``onec_body``
    :param moment: local datetime of the message
    """
    root = etree.Element("Message", nsmap={"msg": HEADER})
    _write_header(root, header, moment)
    if header.version:
        space = NAMESPACE % header.version
        body = etree.SubElement(root, f"{{{space}}}Body", nsmap={None: space})
        for text in objects:
            body.append(etree.fromstring(text))
        etree.cleanup_namespaces(root, top_nsmap={"msg": HEADER})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _write_header(root, header, moment):
    def add(parent, name, text=None):
        child = etree.SubElement(parent, f"{{{HEADER}}}{name}")
        child.text = text
        return child

    top = add(root, "Header")
    tail = f"/{header.version}" if header.version else ""
    add(top, "Format", FORMAT + tail)
    add(top, "CreationDate", moment.replace(microsecond=0, tzinfo=None).isoformat())
    receipt = add(top, "Confirmation")
    add(receipt, "ExchangePlan", header.plan)
    add(receipt, "To", header.receiver)
    add(receipt, "From", header.sender)
    add(receipt, "MessageNo", str(header.message_no))
    add(receipt, "ReceivedNo", str(header.received_no))
    for version in header.versions:
        add(top, "AvailableVersion", version)


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
    found = top.findtext(f"{{{HEADER}}}Format") or ""
    if not found.startswith(FORMAT):
        raise MessageError("format", name=found)
    version = found.removeprefix(FORMAT).strip("/")
    body = root.find(f"{{{found}}}Body") if version else None
    return _read_header(top, version), body


def _parse(data):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise MessageError("xml", text=str(error)) from error


def _read_header(top, version):
    receipt = top.find(f"{{{HEADER}}}Confirmation")
    if receipt is None:
        raise MessageError("confirmation")

    def say(name):
        return (receipt.findtext(f"{{{HEADER}}}{name}") or "").strip()

    def number(name):
        text = say(name) or "0"
        if not text.removeprefix("-").isdecimal():
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
    )


def choose_version(available):
    """The highest version both sides have; "" if there is none."""
    return next((one for one in VERSIONS if one in available), "")


def pack(data, name="message.xml"):
    """The message as the zip that web services of 1C take."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def unpack(data):
    """The first file of a zip; what is no zip is returned as it is."""
    if not data.startswith(b"PK"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            first = archive.infolist()[0]
            if first.file_size > MAX_BYTES:
                raise MessageError("size", size=first.file_size)
            return archive.read(first)
    except (zipfile.BadZipFile, IndexError) as error:
        raise MessageError("zip") from error
