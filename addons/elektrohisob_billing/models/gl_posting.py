from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one

from .gl_rule import EVENTS


class GlPosting(models.Model):
    """What the subledger has moved in the general ledger: one event of one day, for a
    category and tariff group together, or for one organisation.

    Derived like charges: what the entries say now, less what is booked, makes a new
    posting; nothing booked is changed. Invoices carry the charges of organisations.
    """

    _name = "elektrohisob.gl.posting"
    _description = "Posting"
    _order = "date desc, id desc"
    _rec_name = "event"

    company_id = BulkMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = BulkMany2one("elektrohisob.period", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    kind = fields.Char(
        string="Kind of entries",
        readonly=True,
        help="Kind of the ledger entries; empty where the event is no entry of a "
        "consumer.",
    )
    event = fields.Selection(EVENTS, required=True, readonly=True)
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="Consumers",
        readonly=True,
    )
    tariff_group = fields.Char(string="Tariff group", readonly=True)
    account_id = fields.Many2one(
        "elektrohisob.account",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Of an organisation; households are posted together.",
    )
    debit_code = fields.Char(string="Debit", required=True, readonly=True)
    credit_code = fields.Char(string="Credit", required=True, readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Below zero: the same accounts the other way round."
    )
    move_id = fields.Many2one(
        "account.move",
        string="Journal entry",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )

    _key_idx = models.Index("(company_id, date, event)")

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)

    @api.depends("event", "date", "debit_code", "credit_code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for posting in self:
            day = f"{posting.date:%d.%m.%Y}" if posting.date else ""
            codes = f"{posting.debit_code} / {posting.credit_code}"
            parts = (day, events.get(posting.event), codes)
            posting.display_name = " · ".join(part for part in parts if part)

    # === ACTIONS === #

    def action_view_move(self):
        """Open the journal entry."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
