"""Catalogue of the tax committee (MXIK, IKPU): what a code of 17 digits means."""

from collections.abc import Mapping
from dataclasses import dataclass

import requests

from .einvoice import TIMEOUT, OperatorTrouble, content_of, text_of
from .sms import was_not_connected

URL = "https://tasnif.soliq.uz/api/cls-api/integration-mxik/get/history"
DIGITS = 17


@dataclass(frozen=True)
class Mxik:
    """A code with its names and packages: (code, name in Uzbek, in Russian)."""

    code: str
    name_uz: str
    name_ru: str
    is_active: bool
    packages: tuple[tuple[str, str, str], ...]


def is_code(code: str) -> bool:
    """Whether the text may be a code at all."""
    return len(code) == DIGITS and code.isdigit()


def look_up(code: str, url: str = URL) -> Mxik:
    """Ask the catalogue.

    :raise OperatorTrouble: it cannot be reached, or has no such code
    """
    try:
        answer = requests.get(f"{url}/{code}", timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        trouble = "line" if was_not_connected(error) else "unknown"
        raise OperatorTrouble(trouble, type(error).__name__) from error
    return parse(content_of(answer), code)


def parse(content: object, code: str) -> Mxik:
    """Read an answer: the entry itself, or a list with its history, newest last.

    :raise OperatorTrouble: absent
    """
    while isinstance(content, Mapping) and "data" in content:
        content = content["data"]
    rows = content if isinstance(content, list) else [content]
    for row in reversed(rows):
        if isinstance(row, Mapping) and text_of(row.get("mxikCode")) == code:
            return _entry(row, code)
    raise OperatorTrouble("absent", code)


def _entry(row: Mapping[str, object], code: str) -> Mxik:
    packages = row.get("packageNames")
    packages = packages if isinstance(packages, list) else []
    return Mxik(
        code,
        _first(row, "mxikNameUz", "mxikNameLat", "nameUz", "nameLat", "name"),
        _first(row, "mxikNameRu", "nameRu", "name"),
        text_of(row.get("isActive")) != "0" and row.get("isActive") is not False,
        tuple(
            (
                text_of(one.get("code")),
                _first(one, "nameUz", "nameLat"),
                _first(one, "nameRu"),
            )
            for one in packages
            if isinstance(one, Mapping) and text_of(one.get("code"))
        ),
    )


def _first(row: Mapping[str, object], *names: str) -> str:
    return next(filter(None, (text_of(row.get(name)) for name in names)), "")
