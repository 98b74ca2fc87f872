"""Lines of the bill put together from its words and figures."""

from typing import Any

from odoo.addons.elektrohisob_base.tools import pdf

from ..engine.bill import Charge

Data = dict[str, Any]


def requisites(supplier: Data, labels: Data) -> str:
    """Requisites of the supplier in one line."""
    parts = [
        f"{labels['stir']} {supplier['stir']}" if supplier["stir"] else "",
        supplier["bank"],
        f"{labels['bank_account']} {supplier['bank_account']}"
        if supplier["bank_account"]
        else "",
        f"{labels['mfo']} {supplier['mfo']}" if supplier["mfo"] else "",
    ]
    return ", ".join(part for part in parts if part)


def block_bounds(block: Charge, labels: Data) -> str:
    """Bounds of a block, or the component of the tariff, in words."""
    if block.part:
        return labels["parts"].get(block.part, block.part)
    if block.upper is None:
        if not block.lower:
            return labels["all"]
        return labels["block_from"] % pdf.kwh(block.lower)
    if not block.lower:
        return labels["block_to"] % pdf.kwh(block.upper)
    return labels["block"] % {
        "low": pdf.kwh(block.lower + 1000),
        "high": pdf.kwh(block.upper),
    }
