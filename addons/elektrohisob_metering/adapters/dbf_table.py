"""Tables of dBase and FoxPro (.dbf) as rows of cells.

Read by dbfread from a temporary file; what it would pass over in silence (a file
that breaks off, a damaged number or date) is looked at here.
"""

import struct
import tempfile
from collections.abc import Iterator
from datetime import datetime

from dbfread import DBF, FieldParser

from .codec import guess_codec
from .intervals import FileError

#: dBase III–V, FoxPro and Visual FoxPro, with memo files or without them
VERSIONS = (0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xCB, 0xF5, 0xFB)
CODECS = {0x65: "cp866", 0x26: "cp866", 0xC9: "cp1251"}
HEADER, DESCRIPTOR = 32, 32
MAX_FIELDS = 255


def is_dbf(data: bytes) -> bool:
    """Whether the file begins like a table of dBase.

    >>> is_dbf(b"account;date;sum")
    False
    """
    if len(data) < HEADER + 1 or data[0] not in VERSIONS:
        return False
    _count, head, width = struct.unpack_from("<IHH", data, 4)
    month, day = data[2], data[3]
    return head > HEADER and width > 1 and month <= 12 and day <= 31


def read_dbf(data: bytes, encoding: str = "") -> Iterator[list[object]]:
    """Names of the fields, then the records that are not deleted; numbers as text,
    memos empty.

    :raise FileError: ``cut``: fewer records than the header says; ``broken``
    """
    _check_length(data)
    with tempfile.NamedTemporaryFile(suffix=".dbf") as file:
        file.write(data)
        file.flush()
        try:
            table = DBF(
                file.name,
                encoding=encoding or _guess_encoding(data),
                ignorecase=False,
                parserclass=_Parser,
                recfactory=None,
                ignore_missing_memofile=True,
                char_decode_errors="replace",
            )
            if not table.fields or len(table.fields) > MAX_FIELDS:
                raise FileError("broken")
            yield [field.name for field in table.fields]
            for record in table:
                yield [value for _name, value in record]
        except FileError:
            raise
        except Exception as error:  # a damaged header fails in any part of dbfread
            raise FileError("broken") from error


class _Parser(FieldParser):
    """Cells are never an error of the file: what is no date stays a text."""

    def parseN(self, field, data):
        """A number as it is written: nothing is lost to a float."""
        return data.decode("ascii", "replace").strip(" \0")

    parseF = parseN

    def parseD(self, field, data):
        """A date, or the text that is none."""
        text = data.decode("ascii", "replace").strip(" \0")
        try:
            return datetime.strptime(text, "%Y%m%d").date() if text.strip("0") else ""
        except ValueError:
            return text

    def parseL(self, field, data):
        """A mark of truth as it is written."""
        return data.decode("ascii", "replace").strip(" ?\0")

    def parseM(self, field, data):
        """A memo lies in another file, which is not sent."""
        return ""

    parseG = parseP = parseM


def _check_length(data: bytes) -> None:
    count, head, width = struct.unpack_from("<IHH", data, 4)
    found = max(len(data) - head, 0) // width
    if found < count:
        raise FileError("cut", count=count, found=found)


def _guess_encoding(data: bytes) -> str:
    """By the letters; the mark of the header decides where they do not."""
    (head,) = struct.unpack_from("<H", data, 8)
    body = data[head:]
    if body.isascii() and data[HEADER:head].isascii():
        return "ascii"
    try:
        body.rstrip(b"\x1a").decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return guess_codec(body, CODECS.get(data[29], "cp866"))
