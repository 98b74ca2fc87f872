from odoo import models

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

PAPER = ("draft", "signed")


class Agreement(models.Model):
    """A contract prices energy from the moment it comes in force."""

    _inherit = "elektrohisob.agreement"

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
