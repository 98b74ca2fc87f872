from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityMend(models.TransientModel):
    """Mend the accounts of a finding in bulk, with the rights of the user."""

    _name = "elektrohisob.quality.mend"
    _description = "Mending of data in bulk"

    finding_id = fields.Many2one(
        "elektrohisob.quality.finding", required=True, ondelete="cascade"
    )
    remedy = fields.Char(related="finding_id.remedy")
    mend = fields.Selection(
        [("address", "Set the address"), ("empty", "Empty the wrong value")],
        compute="_compute_mend",
    )
    account_ids = fields.Many2many(
        "elektrohisob.account",
        string="Accounts",
        compute="_compute_account_ids",
        store=True,
        readonly=False,
        help="Take out the accounts that are right.",
    )
    account_count = fields.Integer(
        string="Accounts to change", compute="_compute_account_count"
    )
    district_id = fields.Many2one(related="finding_id.company_id.district_id")
    locality_id = fields.Many2one(
        "elektrohisob.locality", domain="[('district_id', '=?', district_id)]"
    )
    street_id = fields.Many2one(
        "elektrohisob.street", domain="[('locality_id', '=', locality_id)]"
    )

    @api.depends("finding_id")
    def _compute_mend(self):
        registry = self.env["elektrohisob.quality.check"]
        for wizard in self:
            check = registry._get_check(wizard.finding_id.code)
            wizard.mend = check.mend if check else False

    @api.depends("finding_id")
    def _compute_account_ids(self):
        for wizard in self:
            wizard.account_ids = wizard.finding_id._find_ids()[:500]

    @api.depends("account_ids")
    def _compute_account_count(self):
        for wizard in self:
            wizard.account_count = len(wizard.account_ids)

    def action_mend(self):
        """Write the accounts left in the list and look again."""
        self.ensure_one()
        check = self.env["elektrohisob.quality.check"]._get_check(self.finding_id.code)
        if check.mend == "empty":
            vals = {check.column: False}
        else:
            vals = {"locality_id": self.locality_id.id}
            if self.street_id:
                vals["street_id"] = self.street_id.id
            if not self.locality_id:
                raise UserError(self.env._("Choose the locality of these accounts."))
        self.account_ids.write(vals)
        self.finding_id._refresh(self.finding_id.company_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s accounts mended.", len(self.account_ids)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
