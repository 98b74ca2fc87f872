"""Field 86 of MT940: who paid and what for, in the ways banks write it."""

import re
from dataclasses import replace

from .bank_statement import ACCOUNT, NOBODY, Document

_SUBFIELD = re.compile(r"\?([0-9]{2})")
_SLASHED = re.compile(
    r"/(REMI|NAME|ACC|ACCT|IBAN|EREF|BENM|ORDP|TRTP|BIC|MFO|INN|STIR|USTD|TRCD)/"
)
_PERSON = re.compile(
    r"(?:ИНН|СТИР|STIR|INN|ПИНФЛ|PINFL|JSHSHIR)[\s:№.]*([0-9]{14}|[0-9]{9})(?![0-9])",
    re.IGNORECASE,
)


def read_details(document: Document, value: str) -> Document:
    """The document with what its field 86 (or one more of it) says."""
    if _SUBFIELD.search(value):
        purpose, name, account = _read_subfields(value)
    elif _SLASHED.search(value):
        purpose, name, account = _read_slashed(value)
    else:
        purpose, name, account = _join(value), "", ""
    if not account:
        found = [n for n in ACCOUNT.findall(value) if n != document.own_account]
        account = found[0] if found else ""
    person = _PERSON.search(value)
    side = "payer" if document.direction == "in" else "payee"
    old = getattr(document, side)
    party = replace(
        NOBODY,
        name=old.name or name,
        code=old.code or (person[1] if person else ""),
        accounts=old.accounts or ((account,) if account else ()),
    )
    whole = " ".join(filter(None, (document.purpose, purpose)))
    return replace(document, purpose=whole, **{side: party})


def _read_subfields(value: str) -> tuple[str, str, str]:
    """``?20``–``?29`` and ``?60``–``?63`` purpose, ``?31`` account, ``?32``, ``?33``
    name; each line is cut at 27 characters, so parts are joined as they are."""
    parts = _SUBFIELD.split(value.replace("\n", ""))
    fields = list(zip(parts[1::2], parts[2::2], strict=True))
    purpose = "".join(v for k, v in fields if "20" <= k <= "29" or "60" <= k <= "63")
    name = "".join(text for key, text in fields if key in ("32", "33"))
    account = next((text for key, text in fields if key in ("31", "38")), "")
    return purpose.strip(), name.strip(), account.strip()


def _read_slashed(value: str) -> tuple[str, str, str]:
    """``/NAME/…``, ``/REMI/…`` and the like; a code alone opens a group."""
    parts = _SLASHED.split(value.replace("\n", ""))
    fields = {}
    for key, text in zip(parts[1::2], parts[2::2], strict=True):
        fields.setdefault(key, text.strip(" /"))
    purpose = fields.get("REMI") or fields.get("USTD") or parts[0].strip()
    account = fields.get("ACC") or fields.get("ACCT") or fields.get("IBAN", "")
    name = fields.get("NAME") or fields.get("ORDP") or fields.get("BENM", "")
    return purpose, name, account


def _join(value: str) -> str:
    """Lines of free text as one; a number cut at the end of a full line stays whole."""
    text = re.sub(r"(?<=.{64}[0-9])\n(?=[0-9])", "", value)
    return " ".join(text.split())
