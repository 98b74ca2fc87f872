"""XML from strangers: sizes, archives and declarations are checked before anything
is believed; no entities, no document types, no network."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

from lxml import etree

from .intervals import FileError

MAX_BYTES = 50 * 1024 * 1024
MAX_MEMBERS = 500
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_CAPITALS = re.compile(rb"""\s\w*[A-Z]\w*\s*=\s*["']""")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_documents(
    data: bytes, name: str, shorten: Callable[[bytes], bytes] = bytes
) -> Iterator[tuple[str, etree._Element]]:
    """(name, root element) of the file, or of every file of an archive; tags in
    lower case and without name spaces.

    :param shorten: takes out of a document what need not be parsed

    :raise FileError: ``empty``, ``too_big``, ``broken_zip``, ``encrypted_zip``,
        ``nested_zip``, ``encoding``, ``doctype``, ``not_xml``
    """
    if not data.strip():
        raise FileError("empty")
    _check_size(len(data))
    if data[:4] != b"PK\x03\x04":
        yield name, read_xml(shorten(data))
        return
    for member, content in _unpack(data):
        if content[:4] == b"PK\x03\x04":
            raise FileError("nested_zip")
        yield member, read_xml(shorten(content))


def read_xml(data: bytes) -> etree._Element:
    """Root of one document."""
    _check_doctype(data)
    parser = etree.XMLParser(
        encoding=_get_encoding(data),
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileError("not_xml", line=getattr(error, "lineno", 0) or 1) from error
    if root.getroottree().docinfo.doctype:
        raise FileError("doctype")
    _lower(root, bool(_CAPITALS.search(data)))
    return root


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise FileError("too_big", size=size // 2**20, limit=MAX_BYTES // 2**20)


def _check_doctype(data: bytes) -> None:
    """Before the parser: a document type brings entities, and none is needed."""
    head = data[:2]
    text = data.replace(b"\0", b"") if head in _BOMS[1:] or b"\0" in data[:4] else data
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise FileError("doctype")


def _get_encoding(data: bytes) -> str | None:
    """Encoding to read with; None trusts the declaration.

    A file that declares nothing and is no UTF-8 is the windows-1251 of old writers.
    One that declares an encoding in which it is not written is refused: its names
    and numbers cannot be trusted either.
    """
    if data.startswith(_BOMS):
        return None
    declared = _DECLARED.match(data[:200])
    try:
        data.decode("utf-8")
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    if not declared:
        return None if is_utf8 else "windows-1251"
    encoding = declared.group(1).decode("ascii")
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise FileError("encoding", encoding=encoding) from error
    is_single = encoding.lower() in ("windows-1251", "cp1251", "cp866", "koi8-r")
    if is_single and is_utf8 and not data.isascii():
        raise FileError("encoding", encoding=encoding)
    return None


def _unpack(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Files of an archive; sizes are counted while unpacking, not believed."""
    room = MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if not infos:
                raise FileError("empty")
            if len(infos) > MAX_MEMBERS:
                raise FileError("too_many_members", limit=MAX_MEMBERS)
            for info in infos:
                if info.flag_bits & 1:
                    raise FileError("encrypted_zip")
                with archive.open(info) as member:
                    content = member.read(room + 1)
                if len(content) > room:
                    _check_size(max(info.file_size, MAX_BYTES + 2**20))
                room -= len(content)
                yield info.filename, content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileError("broken_zip") from error


def _lower(root: etree._Element, attributes: bool) -> None:
    """Tags (and attributes if asked) in lower case, without name spaces."""
    tags = {element.tag for element in root.iter(etree.Element)}
    known = {tag: tag.rpartition("}")[2].lower() for tag in tags}
    if any(tag != low for tag, low in known.items()):
        for element in root.iter(etree.Element):
            element.tag = known.get(element.tag, element.tag)
    if attributes:
        for element in root.iter(etree.Element):
            for key, value in element.attrib.items():
                low = key.rpartition("}")[2].lower()
                if low != key:
                    del element.attrib[key]
                    element.set(low, value)
