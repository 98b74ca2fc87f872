from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one

COLUMNS = (
    "provider_id", "company_id", "message_id", "line_no", "day", "key", "external_id",
    "account_text", "account_id", "amount", "state", "create_uid", "create_date",
)  # fmt: skip


class PaymentTold(models.Model):
    """What a payment service or agent says in its register: one row, one payment.

    Only compared with our payments, never booked. Rows are facts; a register that is
    sent anew brings new ones.
    """

    _name = "elektrohisob.payment.told"
    _description = "Row of a service's register"
    _order = "id desc"
    _rec_name = "external_id"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Service",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = BulkMany2one(
        "res.company", string="District network", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    message_id = BulkMany2one(
        "elektrohisob.exchange.message", string="Register", readonly=True
    )
    line_no = fields.Integer(string="Row", readonly=True, aggregator=None)
    day = fields.Date(required=True, readonly=True)
    key = fields.Char(
        required=True, readonly=True, help="What the payment is known by at us."
    )
    external_id = fields.Char(string="Number at the service", readonly=True)
    account_text = fields.Char(string="Account as sent", readonly=True)
    account_id = fields.Many2one(
        "elektrohisob.account", readonly=True, ondelete="restrict"
    )
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("performed", "Paid"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
    )

    _day_idx = models.Index("(provider_id, day, message_id)")
    _key_idx = models.Index("(provider_id, key)")
    _company_idx = models.Index("(company_id, id)")
    _account_idx = models.Index("(account_id) WHERE account_id IS NOT NULL")

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)

    # === BUSINESS METHODS === #

    @api.model
    def _note(self, message, rows):
        """Keep the rows of a register.

        :param rows: (document, key, account) of each
        """
        provider = message.provider_id
        company = provider.company_id.id
        stamps = (self.env.uid, fields.Datetime.now())
        bulk.copy_rows(
            self.env.cr,
            self._table,
            COLUMNS,
            (
                (
                    provider.id,
                    account.company_id.id or company,
                    message.id,
                    document.line_no,
                    document.value_date,
                    key,
                    document.row_id or document.number or None,
                    (document.account or document.extra.get("account", ""))[:40],
                    account.id or None,
                    document.amount,
                    "cancelled" if document.is_reversal else "performed",
                    *stamps,
                )
                for document, key, account in rows
            ),
        )
