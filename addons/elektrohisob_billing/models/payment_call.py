from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.append_only import protect_log
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one

from ..adapters.pay import mask

COLUMNS = {
    **{"provider_id": "int", "company_id": "int", "remote": "varchar"},
    **{"operation": "varchar", "external_id": "varchar", "account_text": "varchar"},
    **{"amount": "numeric", "code": "varchar", "milliseconds": "int"},
    **{"request": "text", "answer": "text"},
}
INSERT = bulk.Prepared(
    "call",
    COLUMNS,
    bulk.insert_text(
        "elektrohisob_payment_call",
        {"date": "now() AT TIME ZONE 'UTC'"}
        | {name: f"%({name})s" for name in COLUMNS},
    ),
)


class PaymentCall(models.Model):
    """Journal of what payment services asked and were answered, without secrets."""

    _name = "elektrohisob.payment.call"
    _description = "Call of a payment service"
    _order = "id desc"
    _rec_name = "external_id"
    _log_access = False

    provider_id = BulkMany2one(
        "elektrohisob.exchange.provider", string="Service", readonly=True
    )
    company_id = BulkMany2one("res.company", string="Unit", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(string="Called on", required=True, readonly=True)
    remote = fields.Char(string="From", readonly=True, help="Address of the caller.")
    operation = fields.Selection(
        [
            ("inform", "May it be paid?"),
            ("create", "Announces"),
            ("perform", "Pays what was announced"),
            ("pay", "Pays"),
            ("cancel", "Cancels"),
            ("status", "Asks for the state"),
            ("statement", "Asks for a statement"),
            ("password", "Changes the password"),
            ("fiscal", "Fiscal receipt"),
            ("sms", "Message of a consumer"),
        ],
        readonly=True,
    )
    external_id = fields.Char(string="Number at the service", readonly=True)
    account_text = fields.Char(string="Account as sent", readonly=True)
    amount = fields.Monetary(readonly=True)
    code = fields.Selection(
        [
            ("login", "Wrong login or secret"),
            ("access", "Address not allowed"),
            ("unavailable", "Too many calls"),
            ("account", "No such account"),
            ("payer", "Another telephone"),
            ("closed", "Account closed and paid"),
            ("amount", "No such sum"),
            ("too_small", "Sum too small"),
            ("too_big", "Sum too large"),
            ("service", "Another service"),
            ("exists", "Repeated payment"),
            ("performed", "Already paid"),
            ("cancelled", "Already cancelled"),
            ("reversed", "Already taken back"),
            ("not_found", "No such payment"),
            ("expired", "Time has run out"),
            ("state", "Not in this state"),
            ("uncancellable", "May not be cancelled"),
            ("weak_password", "Password too short"),
            ("missing", "Something is missing"),
            ("time", "Unreadable time"),
            ("operation", "Unknown operation"),
            ("request", "Not understood"),
            ("parse", "Not readable"),
            ("method", "Not sent by POST"),
        ],
        string="Refused for",
        readonly=True,
        help="Empty: it was carried out.",
    )
    milliseconds = fields.Integer(readonly=True, aggregator="avg")
    request = fields.Text(string="Message", readonly=True)
    answer = fields.Text(readonly=True)

    _company_idx = models.Index("(company_id, id)")
    _date_idx = models.Index("(date)")
    _external_idx = models.Index("(external_id)")

    def init(self):
        """Rows stay as they are until their time is over."""
        protect_log(self.env.cr, self._table, "date")

    @api.depends("operation", "external_id")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for call in self:
            parts = (labels.get(call.operation), call.external_id)
            call.display_name = " ".join(filter(None, parts))

    @api.model
    def _note(self, provider, message, call, answer, **vals):
        """Write a call down; one that is nobody's only in the log of the server."""
        if not provider:
            return
        tiyin = call.tiyin if call and call.tiyin is not None else None
        fitting = tiyin is not None and abs(tiyin) < 10**15
        row = {
            "provider_id": provider.id,
            "company_id": provider._get_desk().company_id,
            "operation": call.operation or None if call else None,
            "external_id": call.external_id or None if call else None,
            "amount": bulk.money_text(tiyin) if fitting else None,
            "request": mask(message.body, call),
            "answer": mask(answer.body, call),
            **vals,
        }
        INSERT.execute(self.env.cr, dict.fromkeys(COLUMNS) | row)
