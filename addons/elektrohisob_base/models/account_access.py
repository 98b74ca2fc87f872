from odoo import models


class Account(models.Model):
    """Who can see an account."""

    _inherit = "elektrohisob.account"

    # === ACTIONS === #

    def action_open_readers(self):
        """List the users who can see this account, with why."""
        self.ensure_one()
        self.env["elektrohisob.account.reader"]._find(self)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_base.account_reader_action"
        )
        name = self.env._("Who can see account %s", self.number)
        domain = [("create_uid", "=", self.env.uid), ("account_id", "=", self.id)]
        return {**action, "name": name, "display_name": name, "domain": domain}
