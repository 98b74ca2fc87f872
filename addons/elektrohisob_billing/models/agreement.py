from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

PAPER = ("draft", "signed")


class Agreement(models.Model):
    """A contract prices energy from the moment it comes in force."""

    _inherit = "elektrohisob.agreement"

    treasury_account = fields.Char(
        string="Treasury account",
        help="Account of the budget fund from which a budget organisation pays.",
    )
    act_ids = fields.One2many(
        "elektrohisob.reading.act", "agreement_id", string="Acts of joint reading"
    )
    is_act_missing = fields.Boolean(
        string="Without a signed act of joint reading",
        compute="_compute_is_act_missing",
        search="_search_is_act_missing",
        help="In force in the last whole month, without an act of it that both sides "
        "signed.",
    )

    @api.depends("act_ids.state")
    def _compute_is_act_missing(self):
        missing = self.filtered_domain(self._domain_act_missing())
        for agreement in self:
            agreement.is_act_missing = agreement in missing

    def _search_is_act_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._domain_act_missing()
        return domain if True in value else ~domain

    def write(self, vals):
        """Override of `elektrohisob_base` to have the days of a contract priced again
        that comes in force later than its first day, or is a draft again."""
        if "state" not in vals:
            return super().write(vals)
        before = snapshot(self, ("state",))
        result = super().write(vals)
        changed = {
            key: found
            for key, found in differences(before, snapshot(self, ("state",))).items()
            if len({state in PAPER for state in found["state"]}) > 1
        }
        changes = [
            Change(
                agreement.account_id.id,
                agreement._get_first_priced(),
                agreement.id,
                {"name": agreement.number, "fields": changed[agreement.id]},
            )
            for agreement in self.browse(changed)
        ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, "changed", changes
        )
        return result

    def _get_first_priced(self):
        """First day whose price the contract may change."""
        self.ensure_one()
        terms, months = self.term_ids, self.volume_ids.mapped("month")
        return min([self.date_start, *terms.mapped("date_start"), *months])

    @api.model
    def _get_signed_fields(self):
        """Override of `elektrohisob_base`: the account is one of the requisites."""
        return {*super()._get_signed_fields(), "treasury_account"}

    @api.model
    def _domain_act_missing(self):
        """Contracts of organisations without a signed act of the last whole month."""
        this_month = business_today(self).replace(day=1)
        month = fields.Date.subtract(this_month, months=1)
        signed = self.env["elektrohisob.reading.act"].search(
            [("month", "=", month), ("state", "=", "signed")]
        )
        return Domain(
            [
                ("category", "in", ("legal", "budget")),
                ("state", "in", ("active", "suspended")),
                ("date_start", "<", this_month),
                ("id", "not in", signed.agreement_id.ids),
            ]
        )
