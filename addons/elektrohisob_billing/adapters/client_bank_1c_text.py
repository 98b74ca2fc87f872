"""Lines of a 1CClientBankExchange file: its encoding, sections and plain values.

The format has no quoting: a line is ``Key=value``, the value is all that follows
the first ``=``. What banks write differs from what they declare, so the encoding
is found by trying.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

SIGNATURE = "1CClientBankExchange"
END_OF_FILE = "КонецФайла"
MAX_AMOUNT = Decimal(10) ** 13

_CODECS = {"windows": "cp1251", "dos": "cp866", "utf-8": "utf-8", "utf8": "utf-8"}
_HEADER_KEYS = (
    "ВерсияФормата Кодировка Отправитель Получатель ДатаСоздания ВремяСоздания "
    "ДатаНачала ДатаКонца РасчСчет Документ"
).split()
_SECTION_KEYS = (
    "ДатаНачала ДатаКонца РасчСчет НачальныйОстаток ВсегоПоступило ВсегоСписано "
    "КонечныйОстаток"
).split()
_PARTY_KEYS = (
    " Счет ИНН КПП 1 2 3 4 РасчСчет Банк1 Банк2 БИК МФО Корсчет"
).split(" ")  # fmt: skip
DOCUMENT_KEYS = frozenset(
    (
        "Номер Дата Сумма КвитанцияДата КвитанцияВремя КвитанцияСодержание "
        "ДатаСписано ДатаПоступило ВидПлатежа ВидОплаты КодНазПлатежа Код "
        "НазначениеПлатежа НазначениеПлатежа1 НазначениеПлатежа2 "
        "НазначениеПлатежа3 НазначениеПлатежа4 НазначениеПлатежа5 "
        "НазначениеПлатежа6 СтатусСоставителя ПоказательКБК ОКАТО "
        "ПоказательОснования ПоказательПериода ПоказательНомера ПоказательДаты "
        "ПоказательТипа Очередность СрокПлатежа СрокАкцепта ВидАккредитива "
        "УсловиеОплаты1 УсловиеОплаты2 УсловиеОплаты3 ПлатежПоПредст "
        "ДополнУсловия НомерСчетаПоставщика ДатаОтсылкиДок"
    ).split()
) | {f"{party}{key}" for party in ("Плательщик", "Получатель") for key in _PARTY_KEYS}

_AMOUNT = re.compile(r"[0-9]{1,15}(?:[.,-][0-9]{1,2})?")
_AMOUNT_NOISE = re.compile("[\\s\u00a0\u202f']+")
_DATE = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}")

RawDocument = tuple[int, str, dict[str, str], bool]


def decode(data: bytes) -> tuple[str, list[str]]:
    """Encoding used and decoded lines.

    Byte order mark, then strict UTF-8, then the declared or the more plausible
    of cp1251 and cp866; a line that is UTF-8 inside such a file stays UTF-8.
    """
    raw = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    if raw.startswith(b"\xef\xbb\xbf"):
        raw, encoding = raw[3:], "utf-8-sig"
    else:
        encoding = "utf-8"
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and (encoding == "utf-8-sig" or "ВерсияФормата" in text):
        return encoding, text.split("\n")
    codec = _choose_codec(raw)
    lines, mixed = [], False
    for line in raw.split(b"\n"):
        decoded = None if line.isascii() else _strict_utf8(line)
        mixed = mixed or decoded is not None
        lines.append(line.decode(codec, "replace") if decoded is None else decoded)
    return (f"{codec}+utf-8" if mixed else codec), lines


def _strict_utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _choose_codec(raw: bytes) -> str:
    """cp1251 or cp866: the one in which the known keys appear."""
    keys = (*_HEADER_KEYS, *_SECTION_KEYS, "СекцияДокумент", "Сумма", END_OF_FILE)
    found = {
        codec: sum(f"\n{key}".encode(codec) in raw for key in keys)
        for codec in ("cp1251", "cp866")
    }
    declared = ""
    for codec in found:
        match = re.search(b"\n" + "Кодировка=".encode(codec) + b"([^\n]*)", raw)
        if match:
            name = match.group(1).decode("ascii", "ignore").strip().lower()
            declared = _CODECS.get(name, "")
    if found.get(declared):
        return declared
    return max(found, key=lambda codec: found[codec])


def parse_amount(text: str) -> Decimal | None:
    """``1234.56``, ``1 234,56`` and ``1234-56`` as a Decimal, or ``None``."""
    plain = _AMOUNT_NOISE.sub("", text)
    if not _AMOUNT.fullmatch(plain):
        return None
    amount = Decimal(plain.replace(",", ".").replace("-", "."))
    return amount if amount <= MAX_AMOUNT else None


def parse_date(text: str) -> date | None:
    """``dd.mm.yyyy``, or ``None``."""
    plain = text.strip()
    if not _DATE.fullmatch(plain):
        return None
    try:
        return datetime.strptime(plain, "%d.%m.%Y").date()
    except ValueError:
        return None


def split(
    lines: Iterable[str],
) -> tuple[dict[str, list[str]], list[dict[str, str]], list[RawDocument], bool]:
    """Header, account sections and documents of the lines; is the end line there?"""
    header: dict[str, list[str]] = {}
    sections: list[dict[str, str]] = []
    documents: list[RawDocument] = []
    current: dict[str, str] | None = None
    last_key = ""
    complete = False
    for number, line in enumerate(lines, 1):
        key, separator, value = line.partition("=")
        key, value = key.strip(), value.strip()
        if key == END_OF_FILE and not separator:
            complete = True
            break
        if key == "СекцияРасчСчет":
            current = {}
            sections.append(current)
        elif key == "СекцияДокумент":
            current = {}
            documents.append((number, value, current, False))
        elif key == "КонецДокумента" and documents:
            documents[-1] = (*documents[-1][:3], True)
            current = None
        elif key == "КонецРасчСчет":
            current = None
        elif current is None:
            if separator:
                header.setdefault(key, []).append(value)
        elif separator and key not in current:
            current[key], last_key = value, key
        elif (key == last_key or not separator) and line.strip():
            # a value broken over lines, or a key repeated for its next part
            current[last_key] = f"{current.get(last_key, '')} {value or key}".strip()
    return header, sections, documents, complete
