from odoo import api, fields, models

from .exchange_provider import PAYMENT_KINDS


class ExchangeMessage(models.Model):
    _inherit = "elektrohisob.exchange.message"

    payment_ids = fields.One2many("elektrohisob.payment", "message_id")
    payment_count = fields.Integer(
        string="Payments taken", compute="_compute_payment_count"
    )
    is_payments = fields.Boolean(compute="_compute_is_payments")
    bank_warning = fields.Char(compute="_compute_bank_warning")

    @api.depends("payment_ids")
    def _compute_payment_count(self):
        counts = dict(
            self.env["elektrohisob.payment"]._read_group(
                [("message_id", "in", self.ids)], ["message_id"], ["__count"]
            )
        )
        for message in self:
            message.payment_count = counts.get(message, 0)

    @api.depends("kind", "direction")
    def _compute_is_payments(self):
        for message in self:
            message.is_payments = (
                message.kind in PAYMENT_KINDS and message.direction == "in"
            )

    @api.depends("totals")
    def _compute_bank_warning(self):
        for message in self:
            message.bank_warning = " ".join((message.totals or {}).get("warnings", ()))

    def action_view_payments(self):
        """Open the payments taken from the file."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_billing.payment_action"
        )
        return {**action, "domain": [("message_id", "=", self.id)], "context": {}}

    def _get_totals_labels(self):
        """Override of `elektrohisob_base` to name the totals of bank statements."""
        _ = self.env._
        return super()._get_totals_labels() | {
            "encoding": _("Encoding"),
            "accounts": _("Own account"),
            "date_start": _("From"),
            "date_end": _("To"),
            "documents": _("Documents"),
            "stated_count": _("Documents, stated by the sender"),
            "opening": _("Opening balance"),
            "total_in": _("Received, found in the file"),
            "stated_in": _("Received, stated by the bank"),
            "total_out": _("Spent, found in the file"),
            "stated_out": _("Spent, stated by the bank"),
            "total_internal": _("Between own accounts"),
            "closing": _("Closing balance"),
            "posted": _("Booked to accounts"),
            "unidentified": _("Waiting as unidentified"),
            "duplicate": _("Taken earlier"),
            "transfer": _("Transfers of payment services"),
            "debts": _("Sum of the debts"),
            "warnings": _("Warnings"),
        }

    def _format_total(self, value):
        """Override of `elektrohisob_base` to write lists in one line."""
        if isinstance(value, list):
            return " ".join(map(str, value))
        return super()._format_total(value)
