from collections import defaultdict

from odoo import api, models

from ..adapters import onec_documents as documents
from ..adapters import onec_objects as objects

VAT, CHARGE = "charge_vat", "charge"
ENERGY = "Elektr energiyasi"
#: Unit of sums that are no energy, and of energy: name and code of the classifier.
UNITS = {"kWh": ("kVt·soat", "245"), "kW": ("kVt", "214"), "kVAr·h": ("kVAr·soat", "")}
PIECE = ("xizmat", "796")
ONE = 1000


class OneC(models.AbstractModel):
    """Sales to households: one document for each district, day and tariff group."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_takers(self):
        """Override of `billing` to add sales to households."""
        return [*super()._get_takers(), self._take_household_sales]

    @api.model
    def _get_item(self, name, unit):
        unit_name, code = UNITS.get(unit, PIECE)
        return objects.Item(f"{name}:{unit_name}", name, unit_name, code)

    @api.model
    def _take_household_sales(self, rows):
        """Sales of what was charged with its VAT; what is below zero is none."""
        found, left = defaultdict(list), []
        for row in rows:
            if row.event in (CHARGE, VAT) and not row.account:
                found[row.unit, row.day, row.group or ""].append(row)
            else:
                left.append(row)
        sales = []
        for (unit, day, group), own in found.items():
            lines = self._get_household_lines(group, own)
            if not lines:
                left += own
                continue
            number = f"A-{unit.id}-{day:%Y%m%d}-{group}".rstrip("-")
            sales.append(
                documents.Sale(
                    key=f"household:{number}",
                    number=number,
                    day=day,
                    contract=self._get_contract(unit, None, day),
                    lines=lines,
                    comment=unit.name,
                    debt_account=own[0].debit,
                    advance_account=self._get_code("offset", unit, day, 0),
                )
            )
        return sales, left

    @api.model
    def _get_household_lines(self, group, rows):
        """A line for each account of income; the VAT of the day is with the first."""
        vats = [row for row in rows if row.event == VAT]
        nets = sorted(
            (row for row in rows if row.event == CHARGE), key=lambda row: -row.tiyin
        )
        vat = sum(row.tiyin for row in vats)
        is_good = (
            nets
            and min(row.tiyin for row in (*nets, *vats)) > 0
            and len({row.debit for row in rows}) == 1
            and len({row.credit for row in vats}) <= 1
        )
        if not is_good:
            return ()
        name = f"{ENERGY} ({group})" if group else ENERGY
        lines = []
        for row in nets:
            taxed = 0 if lines else vat
            lines.append(
                documents.SaleLine(
                    item=self._get_item(name, ""),
                    quantity=ONE,
                    amount=row.tiyin + taxed,
                    vat=taxed,
                    income_account=row.credit,
                    vat_account=vats[0].credit if taxed else "",
                )
            )
        return tuple(lines)
