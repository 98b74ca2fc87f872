"""What an entry of the subledger moves in the general ledger. Amounts are tiyin.

Debts of consumers and what they have paid ahead are two accounts (4010, 6310): a
payment beyond the debt is an advance, a charge takes the advances there are. So each
entry has two figures: its sum, and by how much it changes what is paid ahead.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Event = tuple[str, int]  # code of the posting rule, tiyin; below zero: the other way

MONEY = "payment"


@dataclass(frozen=True, slots=True)
class Flow:
    """Entries of one kind and day together.

    ``amount``: above zero the debt grows; ``vat``: in it; ``advance``: change of what
    is paid ahead; ``channel``: of a payment; ``past``: charges of earlier calendar
    years; ``inward``: balances taken over from another district; ``by_invoice``:
    charges that reach the books by an invoice of their own.
    """

    kind: str
    amount: int
    advance: int
    vat: int = 0
    channel: str = ""
    past: bool = False
    inward: bool = False
    by_invoice: bool = False


def get_events(flow: Flow) -> list[Event]:
    """Events of the general ledger, those of zero left out.

    >>> get_events(Flow("payment", -100, 40, channel="bank"))
    [('payment_bank', 60), ('advance_bank', 40)]
    >>> get_events(Flow("charge", 112, -40, vat=12))
    [('charge', 100), ('charge_vat', 12), ('offset', 40)]
    """
    if flow.kind == MONEY:
        found = [
            (f"payment_{flow.channel}", -flow.amount - flow.advance),
            (f"advance_{flow.channel}", flow.advance),
        ]
    elif flow.kind == "refund":
        found = [
            ("refund", -flow.advance),
            ("refund_debt", flow.amount + flow.advance),
        ]
    else:
        found = [*_get_own(flow), ("offset", -flow.advance)]
    return [(event, amount) for event, amount in found if amount]


def _get_own(flow: Flow) -> list[Event]:
    """Events of what is no money."""
    match flow.kind:
        case "charge" | "correction":
            return [] if flow.by_invoice else _get_sale(flow)
        case "benefit":
            return [("benefit", -flow.amount)]
        case "transfer" if flow.inward:
            return [("transfer_in", flow.amount)]
        case "transfer":
            return [("transfer_out", -flow.amount)]
        case "write_off":
            return [("write_off", -flow.amount), ("written_off_kept", -flow.amount)]
        case "reallocation":  # from one debt of the account to another
            return []
        case kind:
            return [(kind, flow.amount)]


def _get_sale(flow: Flow) -> list[Event]:
    """Income and value added tax; income of earlier years is profit or loss of now."""
    net = flow.amount - flow.vat
    if not flow.past:
        income = ("charge", net)
    elif net < 0:
        income = ("past_year_down", -net)
    else:
        income = ("past_year_up", net)
    return [income, ("charge_vat", flow.vat)]


def subtract(target: dict[Key, int], booked: dict[Key, int]) -> dict[Key, int]:
    """What is still to be booked: keys whose sums differ.

    >>> subtract({("a",): 5}, {("a",): 3, ("b",): 1})
    {('a',): 2, ('b',): -1}
    """
    return {
        key: difference
        for key in target | booked
        if (difference := target.get(key, 0) - booked.get(key, 0))
    }
