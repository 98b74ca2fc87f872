from odoo import api, fields, models


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
        rows._mark_dirty()
        return rows

    def write(self, vals):
        """Override of `write` to have the days priced again."""
        self._mark_dirty()
        result = super().write(vals)
        self._mark_dirty()
        return result

    def unlink(self):
        """Override of `unlink` to have the days priced again."""
        self._mark_dirty()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _mark_dirty(self):
        """Have the accounts settled again from the first day of these rows on."""
        # running state, written by settlement only
        self.env["elektrohisob.account.state"].sudo()._mark_dirty(
            [(row.account_id.id, row.date_start) for row in self]
        )
