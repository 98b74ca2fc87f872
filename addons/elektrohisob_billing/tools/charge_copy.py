"""Parts of a charge line as they are booked."""

from odoo.addons.elektrohisob_base.tools.bulk import NULL, kwh_text, money_text

from ..engine.line import ACT

NO_COMPONENT = f"{NULL}\t{NULL}\t{NULL}\t{NULL}"


def line_text(key, end, price) -> str:
    """From the month to the price."""
    month, start, version_id, block, _component = key
    return f"{month}\t{start}\t{end}\t{version_id}\t{block}\t{money_text(price)}"


def part_text(component, quantity) -> str:
    """A component, a benefit or an act (see :class:`..engine.line.Line`), and its
    quantity."""
    if not component:
        return NO_COMPONENT
    if component < 0:
        ids = f"{NULL}\t{-component}\t{NULL}"
    elif component > ACT:
        ids = f"{NULL}\t{NULL}\t{component - ACT}"
    else:
        ids = f"{component}\t{NULL}\t{NULL}"
    return f"{ids}\t{kwh_text(quantity)}"


def entry_kind(late, component) -> str:
    """Kind of the ledger entry of a charge line."""
    if component < 0:
        return "benefit"
    return "correction" if late else "charge"


def line_facts(line, booked):
    """End of the era and price (tiyin) of a target line or of a booked one."""
    if line:
        return line.end, line.block.price
    return booked[0], round(booked[1] * 100)
