"""A factura as roaming gives it back: keys in lower case, states with their history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .einvoice import CANCELLED, OTHER, SENT, day_of, lowered, sum_of, text_of

#: Words and numbers of states seen in an echo; others are ``other``.
WORDS = {"sended": SENT, "sent": SENT, "canceled": CANCELLED}
NUMBERS = {10: SENT, 15: SENT}


@dataclass(frozen=True)
class Echo:
    """What the echo tells of a factura; sums without those it does not tell."""

    id: str
    number: str
    date: date | None
    kind: int
    state: str
    seller_tin: str
    buyer_tin: str
    net: Decimal | None
    vat: Decimal | None
    total: Decimal | None
    rows: int
    old_id: str = ""
    reason: str = ""


def parse(content: Mapping[str, Any]) -> Echo:
    """Read an echo, whatever the case of its keys.

    :raise ValueError: it is no factura
    """
    head = lowered(content)
    body = _part(head, "data") or head
    if isinstance(body.get("factura"), Mapping):
        body = body["factura"]
    number = _part(body, "facturadoc")
    products = _part(body, "productlist").get("products")
    identity = text_of(body.get("facturaid"))
    if not identity or not isinstance(products, list):
        raise ValueError("no factura")
    kind = body.get("facturatype")
    rows = [row for row in products if isinstance(row, Mapping)]
    return Echo(
        id=identity,
        number=text_of(number.get("facturano")),
        date=day_of(number.get("facturadate")),
        kind=kind if type(kind) is int else 0,
        state=_state(head, body),
        seller_tin=text_of(body.get("sellertin")),
        buyer_tin=text_of(body.get("buyertin")),
        net=_total(rows, "deliverysum"),
        vat=_total(rows, "vatsum"),
        total=_total(rows, "deliverysumwithvat"),
        rows=len(rows),
        old_id=text_of(_part(body, "oldfacturadoc").get("oldfacturaid")),
        reason=text_of(head.get("notes")),
    )


def _part(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = content.get(name)
    return found if isinstance(found, Mapping) else {}


def _state(head: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    number = body.get("currentstateid", head.get("stateid"))
    word = WORDS.get(text_of(head.get("status")).lower())
    return word or (NUMBERS.get(number, OTHER) if type(number) is int else OTHER)


def _total(rows: list[Mapping[str, Any]], name: str) -> Decimal | None:
    values = [sum_of(row.get(name)) for row in rows]
    if not values or None in values:
        return None
    return sum(filter(None, values), Decimal(0))
