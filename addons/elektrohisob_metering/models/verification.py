from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Verification(models.Model):
    """State verification of a device: the day, the laboratory and what it said."""

    _name = "elektrohisob.verification"
    _description = "Verification of a device"
    _order = "date desc, id desc"
    _rec_name = "certificate_number"

    device_id = fields.Many2one(
        "elektrohisob.device",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="device_id.company_id", store=True, index=True)
    kind = fields.Selection(related="device_id.kind", store=True)
    type_id = fields.Many2one(related="device_id.type_id")
    date = fields.Date(string="Verified on", required=True, default=business_today)
    result = fields.Selection(
        [("passed", "Fit for use"), ("failed", "Not fit for use")],
        required=True,
        default="passed",
    )
    laboratory = fields.Char()
    certificate_number = fields.Char(string="Certificate number")
    date_next = fields.Date(
        string="Next verification",
        compute="_compute_date_next",
        store=True,
        readonly=False,
        help="Proposed by the interval of the type; empty if the device has failed: "
        "its verification ends on the day it failed.",
    )
    note = fields.Char()

    _one_a_day = models.Constraint(
        "unique(device_id, date)", "The device has a verification of this day."
    )

    @api.depends("device_id", "date", "result")
    def _compute_date_next(self):
        for row in self:
            years = row.device_id.type_id.verification_years
            row.date_next = (
                fields.Date.add(row.date, years=years)
                if row.date and years and row.result == "passed"
                else False
            )

    @api.constrains("date", "date_next")
    def _check_dates(self):
        for row in self:
            if row.date > business_today(self):
                raise ValidationError(
                    self.env._(
                        "Device %(device)s: the verification of %(day)s is still to "
                        "come. Enter it when the laboratory has answered.",
                        device=row.device_id.serial,
                        day=row.date,
                    )
                )
            if row.date_next and row.date_next <= row.date:
                raise ValidationError(
                    self.env._(
                        "Device %(device)s: the next verification %(next)s is not "
                        "after the one of %(day)s. Correct one of them.",
                        device=row.device_id.serial,
                        next=row.date_next,
                        day=row.date,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to have meters settled again that are verified anew."""
        devices = self.env["elektrohisob.device"].browse(
            {vals["device_id"] for vals in vals_list if vals.get("device_id")}
        )
        with devices._watch_expiry():
            return super().create(vals_list)

    def write(self, vals):
        """Override of `base`: so are those whose verification was corrected."""
        other = self.env["elektrohisob.device"].browse(vals.get("device_id"))
        with (self.device_id | other)._watch_expiry():
            return super().write(vals)

    def unlink(self):
        """Override of `base`: so are those whose verification was taken back."""
        with self.device_id._watch_expiry():
            return super().unlink()
