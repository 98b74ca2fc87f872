from collections import defaultdict

from odoo import api, models

from ..adapters import onec_documents as documents

#: Events that make a debt less against another account, and those that let it grow.
CHANGES = {
    "write_off": ("W", "write_off", False),
    "transfer_out": ("P", "debt_transfer", False),
    "transfer_in": ("Q", "debt_transfer", True),
}
OFFSET = "offset"


class OneC(models.AbstractModel):
    """Debts that change without money, and manual operations for all the rest."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_takers(self):
        """Override of `billing` to add debts, and operations at last."""
        return [*super()._get_takers(), self._take_debts, self._take_rest]

    @api.model
    def _take_debts(self, rows):
        """Write-offs, balances handed over, advances set off: of a day for each
        organisation, for all households of a district."""
        found, left = defaultdict(list), []
        for row in rows:
            if row.event in CHANGES or row.event == OFFSET:
                place = (row.unit, row.day, row.account, row.event)
                found[*place, row.debit, row.credit].append(row)
            else:
                left.append(row)
        made = []
        for place, own in found.items():
            tiyin = sum(row.tiyin for row in own)
            if tiyin > 0:
                made.append(self._get_debt(place, tiyin))
            else:
                left += own
        return made, left

    @api.model
    def _get_debt(self, place, tiyin):
        unit, day, account, event, debit, credit = place
        letter, kind, is_growth = CHANGES.get(event, ("Z", OFFSET, False))
        number = f"{letter}-{account.number or f'A-{unit.id}'}-{day:%Y%m%d}"
        facts = {
            "key": f"{number}-{debit}-{credit}",
            "number": number,
            "day": day,
            "contract": self._get_contract(unit, account, day),
            "amount": tiyin,
            "comment": unit.name,
        }
        if event == OFFSET:
            return documents.Offset(**facts, debt_account=credit, advance_account=debit)
        debt, other = (debit, credit) if is_growth else (credit, debit)
        return documents.DebtChange(
            **facts,
            debt_account=debt,
            other_account=other,
            is_growth=is_growth,
            kind=kind,
        )

    @api.model
    def _take_rest(self, rows):
        """One manual operation for each unit and day."""
        found = defaultdict(list)
        for row in rows:
            found[row.unit, row.day].append(row)
        made = [self._get_operation(*place, own) for place, own in found.items()]
        return [one for one in made if one.entries], []

    @api.model
    def _get_operation(self, unit, day, rows):
        """Entries of all that EnterpriseData has no document for."""
        sums = defaultdict(int)
        for row in rows:
            place = (row.event, row.category, row.account, row.debit, row.credit)
            sums[place] += row.tiyin
        number = f"O-{unit.id}-{day:%Y%m%d}"
        entries = [
            self._get_entry(unit, day, *place, tiyin)
            for place, tiyin in sorted(
                sums.items(), key=lambda pair: str((pair[0][0], pair[0][2].id, pair[0]))
            )
            if tiyin
        ]
        return documents.Operation(
            key=number,
            number=number,
            day=day,
            organisation=self._get_organisation(unit),
            entries=tuple(entries),
            text=f"{unit.name}, {day:%d.%m.%Y}",
        )

    @api.model
    def _get_entry(self, unit, day, event, category, account, debit, credit, tiyin):
        """An entry; a benefit is owed by the budget instead of the consumer."""
        events = dict(
            self.env["elektrohisob.gl.posting"]
            ._fields["event"]
            ._description_selection(self.env)
        )
        side = self._get_side_contract(unit, event)
        own = self._get_contract(unit, account, day) if account or category else side
        pair = (side or own, own)
        return documents.Entry(debit, credit, tiyin, events.get(event, event), *pair)
