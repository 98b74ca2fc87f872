"""Reconciliation act (052) as JSON.

The names inside the contracts were read in one description of the format only; compare
them with the operator's own before going live.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class ActSide:
    """One side of the act and who signs for it; ``fiz_tin`` is a PINFL."""

    tin: str
    name: str
    fiz_tin: str = ""
    fiz_name: str = ""


@dataclass(frozen=True)
class ActRow:
    """A movement: what the owner has for it, and what the partner told."""

    date: date
    name: str
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    their_debit: Decimal = Decimal(0)
    their_credit: Decimal = Decimal(0)


@dataclass(frozen=True)
class Act:
    """A reconciliation act of one contract; balances above zero are owed to us."""

    number: str
    date: date
    text: str
    owner: ActSide
    partner: ActSide
    contract_number: str
    contract_date: date
    opening: Decimal
    closing: Decimal
    their_closing: Decimal | None = None
    rows: Sequence[ActRow] = field(default_factory=tuple)


def build(act: Act) -> dict[str, Any]:
    """The document. The partner has the mirror image where he told nothing."""
    turnover = {
        "OwnerDebit": _sum(row.debit for row in act.rows),
        "OwnerCredit": _sum(row.credit for row in act.rows),
        "PartnerDebit": _sum(row.their_debit for row in act.rows),
        "PartnerCredit": _sum(row.their_credit for row in act.rows),
    }
    turnover = {name: money(value) for name, value in turnover.items()}
    opening = _balance(act.opening, act.opening)
    told = act.closing if act.their_closing is None else act.their_closing
    closing = _balance(act.closing, told)
    return {
        "VerificationActDoc": {
            "VerificationActNo": act.number,
            "VerificationActDate": act.date.isoformat(),
            "VerificationActText": act.text,
        },
        "VerificationActContracts": [
            {
                "ContractNo": act.contract_number,
                "ContractDate": act.contract_date.isoformat(),
                "OpenBalance": opening,
                "TotalBalance": turnover,
                "CloseBalance": closing,
                "VerificationActContractItems": [_row(row) for row in act.rows],
            }
        ],
        **_side("Owner", act.owner),
        **_side("Partner", act.partner),
        "OpenBalance": opening,
        "TurnoverBalance": turnover,
        "CloseBalance": closing,
    }


def check(content: Mapping[str, Any]) -> list[str]:
    """Names of what is missing, or of sums that do not fit together."""
    found = [
        name
        for name in ("OwnerTin", "OwnerName", "OwnerFizFio", "PartnerTin",
                     "PartnerName", "PartnerFizFio")
        if not content[name]
    ]  # fmt: skip
    document = content["VerificationActDoc"]
    found += [name for name, value in document.items() if not value]
    for contract in content["VerificationActContracts"]:
        if not contract["ContractNo"]:
            found.append("ContractNo")
        opening, closing = contract["OpenBalance"], contract["CloseBalance"]
        moved = contract["TotalBalance"]
        if _net(opening, "Owner") + _net(moved, "Owner") != _net(closing, "Owner"):
            found.append("CloseBalance")
    return found


def money(value: Decimal) -> str:
    """A sum as the format writes it: text with two digits."""
    return str(value.quantize(CENT))


def _sum(values: Any) -> Decimal:
    return sum(values, Decimal(0))


def _net(balance: Mapping[str, str], side: str) -> Decimal:
    return Decimal(balance[f"{side}Debit"]) - Decimal(balance[f"{side}Credit"])


def _balance(ours: Decimal, theirs: Decimal) -> dict[str, str]:
    """A balance on both sides: what is owed to us is our debit and their credit."""
    nothing = Decimal(0)
    return {
        "OwnerDebit": money(max(ours, nothing)),
        "OwnerCredit": money(max(-ours, nothing)),
        "PartnerDebit": money(max(-theirs, nothing)),
        "PartnerCredit": money(max(theirs, nothing)),
    }


def _side(side: str, one: ActSide) -> dict[str, str]:
    return {
        f"{side}Tin": one.tin,
        f"{side}Name": one.name,
        f"{side}FizTin": one.fiz_tin,
        f"{side}FizFio": one.fiz_name,
    }


def _row(row: ActRow) -> dict[str, str]:
    day = row.date.isoformat()
    return {
        "OwnerOperationDate": day,
        "OwnerOperationName": row.name,
        "OwnerDebit": money(row.debit),
        "OwnerCredit": money(row.credit),
        "PartnerOperationDate": day,
        "PartnerOperationName": row.name,
        "PartnerDebit": money(row.their_debit),
        "PartnerCredit": money(row.their_credit),
    }
