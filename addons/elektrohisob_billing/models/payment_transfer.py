from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.elektrohisob_base.tools.append_only import protect


class PaymentTransfer(models.Model):
    """Money that a payment service handed over in one sum, as the bank statement has
    it: no payment of a consumer, but the settlement of a day of the service."""

    _name = "elektrohisob.payment.transfer"
    _description = "Transfer of a payment service"
    _order = "date desc, id desc"
    _rec_name = "number"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Service",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    bank_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    message_id = fields.Many2one(
        "elektrohisob.exchange.message",
        string="Statement",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    external_key = fields.Char(required=True, readonly=True)
    own_account = fields.Char(string="Our bank account", readonly=True)
    number = fields.Char(string="Document", readonly=True)
    date = fields.Date(string="Came on", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    payer = fields.Char(string="Sender", readonly=True)
    payer_stir = fields.Char(string="STIR of the sender", readonly=True)
    payer_account = fields.Char(string="Bank account of the sender", readonly=True)
    purpose = fields.Char(readonly=True)
    day_start = fields.Date(string="For the days from", required=True)
    day_end = fields.Date(string="To", required=True)

    _once = models.UniqueIndex(
        "(bank_id, external_key)", "This transfer of the bank is already taken."
    )
    _day_idx = models.Index("(provider_id, day_end, day_start)")
    _days_in_order = models.Constraint(
        "CHECK(day_end >= day_start AND day_start >= date - 92 AND day_end <= date)",
        "A transfer is for days up to its own, at most three months back, the first "
        "before the last.",
    )

    def init(self):
        """What the bank wrote is a fact; people correct only the days it is for."""
        protect(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE OR REPLACE TRIGGER append_only_row
            BEFORE UPDATE ON elektrohisob_payment_transfer FOR EACH ROW
            WHEN ((NEW.amount, NEW.date, NEW.provider_id, NEW.bank_id, NEW.company_id,
                   NEW.external_key) IS DISTINCT FROM
                  (OLD.amount, OLD.date, OLD.provider_id, OLD.bank_id, OLD.company_id,
                   OLD.external_key))
            EXECUTE FUNCTION elektrohisob_append_only();
            CREATE OR REPLACE TRIGGER append_only_delete
            BEFORE DELETE ON elektrohisob_payment_transfer FOR EACH ROW
            EXECUTE FUNCTION elektrohisob_append_only()
            """
        )

    def write(self, vals):
        """Override of `base`: people correct the days it is for, nothing else."""
        if not self.env.su and vals.keys() - {"day_start", "day_end"}:
            raise AccessError(
                self.env._("What the bank wrote is not changed; correct the days only.")
            )
        before = [(t.provider_id, t.day_start, t.day_end) for t in self]
        result = super().write(vals)
        for provider, start, end in before:
            provider._match_range(start, end)
        for transfer in self:
            transfer.provider_id._match_range(transfer.day_start, transfer.day_end)
        return result

    # === BUSINESS METHODS === #

    def _get_days_text(self):
        """The days it is for, as people write them."""
        first, last = (f"{day:%d.%m.%Y}" for day in (self.day_start, self.day_end))
        return first if first == last else f"{first} – {last}"
