from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.facts import Change


class BenefitRate(models.Model):
    """What a benefit programme gives from a day to a day."""

    _name = "elektrohisob.benefit.rate"
    _description = "Rate of a benefit programme"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "programme_id, date_start desc"

    programme_id = fields.Many2one(
        "elektrohisob.benefit.programme", required=True, index=True, ondelete="cascade"
    )
    percent = fields.Float(string="Share (%)", required=True, digits=(5, 2))
    basis = fields.Selection(
        [
            ("price", "Of the price"),
            ("difference", "Of what the price is above that of the first block"),
        ],
        required=True,
        default="price",
    )
    kwh_limit = fields.Float(
        string="kWh a month",
        digits=(16, 3),
        help="Energy of a month that has the benefit; 0: all of it. For a part of a "
        "month it goes by the days.",
    )
    per = fields.Selection(
        [("household", "Household"), ("person", "Person with the right to it")],
        string="Limit for each",
        required=True,
        default="household",
    )
    above_norm = fields.Boolean(
        string="Above the base norm",
        help="The energy is counted from the end of the first block of the tariff.",
    )
    register = fields.Selection(
        [
            ("A+1", "Peak"),
            ("A+2", "Half-peak"),
            ("A+3", "Night"),
            ("A+4", "Zone 4"),
        ],
        help="Only energy of this register of the meter; empty: all energy.",
    )
    summary = fields.Char(string="What it gives", compute="_compute_summary")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (programme_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Rates of one benefit programme overlap. End the earlier one first.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)",
        "The share of a benefit is above 0 and at most 100 %.",
    )
    _limit_positive = models.Constraint(
        "CHECK(kwh_limit >= 0)", "The kWh of a benefit are not below zero."
    )

    @api.depends("percent", "basis", "kwh_limit", "per", "above_norm", "register")
    @api.depends_context("lang")
    def _compute_summary(self):
        _ = self.env._
        registers = dict(self._fields["register"]._description_selection(self.env))
        for rate in self:
            share = f"{rate.percent:g}"
            if rate.basis == "difference":
                parts = [_("%s %% of the difference of prices", share)]
            else:
                parts = [_("%s %% of the price", share)]
            if rate.kwh_limit:
                limit = f"{rate.kwh_limit:g}"
                if rate.per == "person":
                    parts.append(_("%s kWh a month for a person", limit))
                else:
                    parts.append(_("%s kWh a month", limit))
            if rate.above_norm:
                parts.append(_("above the norm"))
            if rate.register:
                parts.append(registers[rate.register])
            rate.summary = ", ".join(parts)

    @api.depends("programme_id", "date_start")
    def _compute_display_name(self):
        for rate in self:
            code = rate.programme_id.code or ""
            rate.display_name = f"{code} {rate.date_start or ''}".strip()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the days priced again."""
        rates = super().create(vals_list)
        rates._mark_accounts_dirty()
        return rates

    def write(self, vals):
        """Override of `write` to have the days priced again."""
        self._mark_accounts_dirty()
        result = super().write(vals)
        self._mark_accounts_dirty()
        return result

    def unlink(self):
        """Override of `unlink` to have the days priced again."""
        self._mark_accounts_dirty()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _mark_accounts_dirty(self):
        """Have accounts with these rates settled again, with the reason on record."""
        for rate in self:
            # whoever sets rates need not see the accounts that have them
            benefits = self.env["elektrohisob.benefit"].sudo()
            found = benefits.search(
                [
                    ("programme_id", "=", rate.programme_id.id),
                    ("state", "=", "valid"),
                    *([("date_start", "<=", rate.date_end)] if rate.date_end else []),
                    "|",
                    ("date_end", "=", False),
                    ("date_end", ">=", rate.date_start),
                ]
            )
            detail = {"name": f"{rate.programme_id.name} {rate.date_start}"}
            # running state, written by settlement only
            self.env["elektrohisob.fact.change"].sudo()._record(
                self._name,
                "changed",
                [
                    Change(
                        benefit.account_id.id,
                        max(benefit.date_start, rate.date_start),
                        rate.id,
                        detail,
                    )
                    for benefit in found
                ],
            )
