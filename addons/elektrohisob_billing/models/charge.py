from odoo import fields, models

from odoo.addons.elektrohisob_base.tools.append_only import protect


class Charge(models.Model):
    """Energy of one month in one block of a tariff, priced; as booked.

    Append-only bulk table written by ``elektrohisob.settlement``. The explanation
    names readings, days and energy; bill, portal and court file print it.
    """

    _name = "elektrohisob.charge"
    _description = "Charge"
    _order = "period_id desc, month, id"
    _log_access = False

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Booked in",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    run_id = fields.Many2one(
        "elektrohisob.charge.run", readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("regular", "Charge"), ("correction", "Correction")],
        required=True,
        readonly=True,
    )
    month = fields.Date(required=True, readonly=True, help="Month of use.")
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(string="Until", required=True, readonly=True)
    version_id = fields.Many2one(
        "elektrohisob.tariff.version", required=True, readonly=True, ondelete="restrict"
    )
    block = fields.Integer(readonly=True)
    price = fields.Float(string="UZS/kWh", digits=(16, 2), readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    amount = fields.Monetary(readonly=True, help="VAT included.")
    vat = fields.Monetary(string="VAT", readonly=True)
    explanation = fields.Json(readonly=True)

    _account_idx = models.Index("(account_id, month)")
    _period_idx = models.Index("(company_id, period_id)")
    _version_idx = models.Index("(version_id)")

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)
