from odoo import fields, models

from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one


class InvoiceCharge(models.Model):
    """That a charge is in an invoice: each in one."""

    _name = "elektrohisob.invoice.charge"
    _description = "Charge in an invoice"
    _log_access = False

    invoice_id = fields.Many2one(
        "elektrohisob.invoice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="invoice_id.company_id", store=True, index=True
    )
    charge_id = BulkMany2one("elektrohisob.charge", required=True, readonly=True)

    _once = models.Constraint(
        "unique(charge_id)",
        "The charge is in an invoice already; another run has made it meanwhile.",
    )
