from odoo import api, models

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

from .agreement import PAPER

FACTS = ("account_id", "month", "kwh", "kvarh")


class AgreementVolume(models.Model):
    """Contract volumes price deviations and reactive energy of their month."""

    _inherit = "elektrohisob.agreement.volume"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the months priced again."""
        rows = super().create(vals_list)
        rows._record_change("added", rows._get_months())
        return rows

    def write(self, vals):
        """Override of `write` to have the months priced again that changed."""
        before, months = snapshot(self, FACTS), self._get_months()
        result = super().write(vals)
        changed = differences(before, snapshot(self, FACTS))
        self.browse(changed)._record_change("changed", months, changed)
        return result

    def unlink(self):
        """Override of `unlink` to have the months priced again."""
        self._record_change("removed", self._get_months())
        return super().unlink()

    def _get_months(self):
        """Account and month of each of these rows."""
        return {row: (row.account_id.id, row.month) for row in self}

    def _record_change(self, operation, months, changed=None):
        """Have accounts settled again from the month that changed; drafts count not.

        :param months: row → (its account before, its month before)
        :param changed: id → fields that changed
        """
        changes = []
        for row in self:
            if row.agreement_id.state in PAPER:
                continue
            account, month = months[row]
            detail = {
                "name": row.display_name,
                "fields": (changed or {}).get(row.id, {}),
            }
            changes += [
                Change(one, min(month, row.month), row.id, detail)
                for one in {account, row.account_id.id} - {False}
            ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, operation, changes
        )
