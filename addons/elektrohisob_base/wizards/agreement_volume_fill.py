from calendar import monthrange

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine.spread import spread
from ..tools.dates import business_today


class AgreementVolumeFill(models.TransientModel):
    """Volumes of the months of a year, from the volume of the year."""

    _name = "elektrohisob.agreement.volume.fill"
    _description = "Volumes of a year"

    agreement_id = fields.Many2one(
        "elektrohisob.agreement", string="Contract", required=True
    )
    year = fields.Integer(required=True, default=lambda self: business_today(self).year)
    kwh = fields.Float(string="Active energy of the year (kWh)", digits=(16, 3))
    kvarh = fields.Float(string="Reactive energy of the year (kVAr·h)", digits=(16, 3))
    minimum_kwh = fields.Float(
        string="Minimum for a protected consumer (kWh)", digits=(16, 3)
    )
    method = fields.Selection(
        [("days", "By days"), ("even", "Equal months")],
        string="Divide",
        required=True,
        default="days",
    )

    # === ACTIONS === #

    def action_fill(self):
        """Write the months of the year in which the contract is in force."""
        self.ensure_one()
        months = self._get_months()
        if not months:
            raise UserError(
                self.env._(
                    "Contract %(number)s is not in force in %(year)s. Choose another "
                    "year.",
                    number=self.agreement_id.number,
                    year=self.year,
                )
            )
        weights = self._get_weights(months)
        columns = {
            name: spread(round(self[name] * 1000), weights)
            for name in ("kwh", "kvarh", "minimum_kwh")
        }
        known = {row.month: row for row in self.agreement_id.volume_ids}
        commands = []
        for place, month in enumerate(months):
            vals = {name: column[place] / 1000 for name, column in columns.items()}
            row = known.get(month)
            commands.append(
                Command.update(row.id, vals)
                if row
                else Command.create({"month": month, **vals})
            )
        self.agreement_id.volume_ids = commands
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_months(self):
        """First days of the months of the year with a day of the contract."""
        agreement = self.agreement_id
        first = agreement.date_start.replace(day=1)
        last = agreement.date_end or fields.Date.to_date(f"{self.year}-12-31")
        year = fields.Date.to_date(f"{self.year}-01-01")
        months = [fields.Date.add(year, months=number) for number in range(12)]
        return [month for month in months if first <= month <= last]

    @api.model
    def _get_weights(self, months):
        """Hook: share of each of ``months`` in the year, whole numbers."""
        if self.method == "even":
            return [1] * len(months)
        return [monthrange(month.year, month.month)[1] for month in months]
