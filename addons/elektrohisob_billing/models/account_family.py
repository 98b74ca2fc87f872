from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

FACTS = ("account_id", "date_start", "date_end", "families")


class AccountFamily(models.Model):
    """How many families live in a joint house that has one personal account.

    Counts for tariffs whose bounds are of each family; without a row it is one.
    """

    _name = "elektrohisob.account.family"
    _description = "Families of a joint house"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "account_id, date_start desc"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    families = fields.Integer(required=True)
    basis = fields.Char(
        string="Ground", required=True, help="Paper that names the families."
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (account_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Rows of one account overlap. End the earlier one first.",
    )
    _families_positive = models.Constraint(
        "CHECK(families > 0)", "At least one family lives on an account."
    )

    @api.depends("account_id", "families")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.account_id.number or ''}: {row.families}"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the days priced again."""
        rows = super().create(vals_list)
        rows._record_change("added")
        return rows

    def write(self, vals):
        """Override of `write` to have the days priced again."""
        before = snapshot(self, FACTS)
        starts = {row.id: (row.account_id.id, row.date_start) for row in self}
        result = super().write(vals)
        changed = differences(before, snapshot(self, FACTS))
        self.browse(changed)._record_change("changed", changed, starts)
        return result

    def unlink(self):
        """Override of `unlink` to have the days priced again."""
        self._record_change("removed")
        return super().unlink()

    # === BUSINESS METHODS === #

    def _record_change(self, operation, changed=None, starts=None):
        """Have the accounts settled again from the first day concerned on.

        :param changed: id → fields that changed
        :param starts: id → account and first day before the change
        """
        changes = []
        for row in self:
            account, day = row.account_id.id, row.date_start
            old, start = (starts or {}).get(row.id, (account, day))
            detail = {
                "name": f"{row.families}, {row.basis}",
                "fields": (changed or {}).get(row.id, {}),
            }
            changes += [
                Change(one, min(day, start), row.id, detail) for one in {account, old}
            ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, operation, changes
        )
