from odoo import fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today


class VerificationBatchLine(models.Model):
    """One device of a laboratory batch with its result."""

    _name = "elektrohisob.verification.batch.line"
    _description = "Device of a laboratory batch"
    _order = "batch_id, id"
    _rec_name = "device_id"
    _check_company_auto = True

    batch_id = fields.Many2one(
        "elektrohisob.verification.batch",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    device_id = fields.Many2one(
        "elektrohisob.device",
        required=True,
        index=True,
        domain="[('kind', 'in', ('meter', 'ct', 'vt'))]",
        ondelete="restrict",
        check_company=True,
    )
    type_id = fields.Many2one(related="device_id.type_id")
    date_verify_next = fields.Date(related="device_id.date_verify_next")
    result = fields.Selection(
        [("passed", "Fit for use"), ("failed", "Not fit for use")], copy=False
    )
    date = fields.Date(string="Verified on", copy=False)
    certificate_number = fields.Char(string="Certificate number", copy=False)
    date_next = fields.Date(
        string="Valid to", copy=False, help="By the interval of the type if empty."
    )
    note = fields.Char(copy=False)

    _device_uniq = models.Constraint(
        "unique(batch_id, device_id)", "The device is in the batch already."
    )

    # === BUSINESS METHODS === #

    def _prepare_verification_vals(self):
        """Row of the history of the device."""
        batch = self.batch_id
        vals = {
            "device_id": self.device_id.id,
            "date": self.date or batch.result_date or business_today(self),
            "result": self.result,
            "laboratory": batch.laboratory_id.name,
            "certificate_number": self.certificate_number,
            "note": self.note,
        }
        if self.date_next and self.result == "passed":
            vals["date_next"] = self.date_next
        return vals
