from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.amount import ratio

WHOLE = 10000  # hundredths of a percent
FACTORS = {"A+": "factor", "R+": "factor_kvarh"}


class AgreementVolumeDerive(models.TransientModel):
    """Contract volumes of a year from what was used in the year before."""

    _name = "elektrohisob.agreement.volume.derive"
    _description = "Contract volumes from last year"

    agreement_id = fields.Many2one(
        "elektrohisob.agreement", string="Contract", required=True
    )
    year = fields.Integer(
        required=True, default=lambda self: business_today(self).year + 1
    )
    factor = fields.Float(
        string="Active energy (% of last year)",
        digits=(6, 2),
        required=True,
        default=100.0,
    )
    factor_kvarh = fields.Float(
        string="Reactive energy (% of last year)",
        digits=(6, 2),
        required=True,
        default=100.0,
    )
    line_ids = fields.One2many(
        "elektrohisob.agreement.volume.derive.line",
        "wizard_id",
        string="Months",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    remark = fields.Char(compute="_compute_remark")

    @api.depends("agreement_id", "year", "factor", "factor_kvarh")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(vals) for vals in wizard._prepare_lines()
            ]

    @api.depends("line_ids.source_month", "year")
    def _compute_remark(self):
        """What the figures rest on, where it is not simply the year before."""
        for wizard in self:
            lines = wizard.line_ids
            older = lines.filtered(
                lambda line, y=wizard.year: (
                    line.source_month and line.source_month.year < y - 1
                )
            )
            empty = lines.filtered(lambda line: not line.source_month)
            parts = []
            if older:
                parts.append(
                    self.env._(
                        "Not booked yet in %(year)s, taken from the year before it: "
                        "%(months)s.",
                        year=wizard.year - 1,
                        months=_months(older),
                    )
                )
            if empty:
                parts.append(
                    self.env._("Nothing is booked to go by: %s.", _months(empty))
                )
            wizard.remark = " ".join(parts)

    # === ACTIONS === #

    def action_fill(self):
        """Write the months as they stand in the preview."""
        self.ensure_one()
        agreement = self.agreement_id
        lines = self.line_ids.filtered("is_taken")
        if not lines:
            raise UserError(
                self.env._(
                    "Contract %(number)s: no month of %(year)s has energy to go by. "
                    "Choose another year, or “Fill a year”.",
                    number=agreement.number,
                    year=self.year,
                )
            )
        known = {row.month: row for row in agreement.volume_ids}
        commands = []
        for line in lines:
            row, vals = known.get(line.month), {"kwh": line.kwh, "kvarh": line.kvarh}
            commands.append(
                Command.update(row.id, vals)
                if row
                else Command.create({"month": line.month, **vals})
            )
        agreement.volume_ids = commands
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _prepare_lines(self):
        """Months of the year in which the contract is in force, with what was used
        in the same month of the last year booked for it."""
        self.ensure_one()
        agreement = self.agreement_id
        if not agreement or not 1900 < self.year < 9999:
            return []
        months = (
            self.env["elektrohisob.agreement.volume.fill"]
            .new({"agreement_id": agreement.id, "year": self.year})
            ._get_months()
        )
        used = self._get_used(agreement.account_id)
        known = {row.month: row.kwh for row in agreement.volume_ids}
        result = []
        for month in months:
            sources = (fields.Date.subtract(month, years=back) for back in (1, 2))
            source = next((day for day in sources if day in used), False)
            figures = used.get(source, {})
            volumes = {
                register: ratio(
                    max(0, figures.get(register, 0)),
                    round(self[name] * 100),
                    WHOLE * 1000,
                )
                for register, name in FACTORS.items()
            }
            result.append(
                {
                    "month": month,
                    "source_month": source,
                    "used_kwh": figures.get("A+", 0) / 1000,
                    "used_kvarh": figures.get("R+", 0) / 1000,
                    "known_kwh": known.get(month, 0),
                    "kwh": volumes["A+"],
                    "kvarh": volumes["R+"],
                    "is_taken": bool(source),
                }
            )
        return result

    def _get_used(self, account):
        """Booked energy: month → register → Wh or varh, of the two years before."""
        groups = self.env["elektrohisob.consumption"]._read_group(
            [
                ("account_id", "=", account.id),
                ("reading_type", "in", list(FACTORS)),
                ("month", ">=", f"{self.year - 2}-01-01"),
                ("month", "<", f"{self.year}-01-01"),
            ],
            ["month:month", "reading_type"],
            ["kwh:sum"],
        )
        used = {}
        for month, register, kwh in groups:
            used.setdefault(month, {})[register] = round(kwh * 1000)
        return used


def _months(lines):
    return ", ".join(f"{line.month:%m.%Y}" for line in lines)
