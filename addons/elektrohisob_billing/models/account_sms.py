from odoo import models

from ..engine.sms import phone_digits


class Account(models.Model):
    """Text messages of a consumer."""

    _inherit = "elektrohisob.account"

    # === ACTIONS === #

    def action_send_sms(self):
        """Write one message to the consumer."""
        self.ensure_one()
        self.check_access("read")
        return self.env["elektrohisob.sms.message.send"]._open(self)

    def action_view_sms(self):
        """Open the messages sent to the consumer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.sms_message_action"
        )
        domain = [("account_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _get_sms_phone(self):
        """The first telephone of the account that can get messages, or ""."""
        return next(filter(None, map(phone_digits, self._get_phones())), "")
