from odoo import fields, models


class AgreementVolumeDeriveLine(models.TransientModel):
    """One month of the preview; its volumes may be changed before they are taken."""

    _name = "elektrohisob.agreement.volume.derive.line"
    _description = "Month of contract volumes from last year"
    _order = "month"

    wizard_id = fields.Many2one(
        "elektrohisob.agreement.volume.derive", required=True, ondelete="cascade"
    )
    month = fields.Date(required=True)
    source_month = fields.Date(string="By the month")
    used_kwh = fields.Float(string="Used (kWh)", digits=(16, 3))
    used_kvarh = fields.Float(string="Used (kVAr·h)", digits=(16, 3))
    known_kwh = fields.Float(string="In the contract now (kWh)", digits=(16, 3))
    kwh = fields.Float(string="New volume (kWh)", digits=(16, 3))
    kvarh = fields.Float(string="New volume (kVAr·h)", digits=(16, 3))
    is_taken = fields.Boolean(string="Take")
