from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.sms import phone_digits


class SmsStop(models.Model):
    """A telephone whose owner wants no messages but answers to his own."""

    _name = "elektrohisob.sms.stop"
    _description = "Telephone without SMS"
    _inherit = ["elektrohisob.sms.phone.mixin"]
    _order = "id desc"
    _rec_name = "phone_masked"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        index=True,
    )
    date = fields.Date(
        string="Since", required=True, default=lambda self: business_today(self)
    )
    source = fields.Selection(
        [("sms", "By SMS"), ("clerk", "Told a clerk")],
        string="How",
        required=True,
        readonly=True,
        default="clerk",
    )
    note = fields.Char()
    active = fields.Boolean(default=True, string="Counts")

    _once = models.UniqueIndex(
        "(phone) WHERE active", "This telephone gets no messages already."
    )

    @api.constrains("phone")
    def _check_phone(self):
        for stop in self:
            if phone_digits(stop.phone) != stop.phone:
                raise ValidationError(
                    self.env._(
                        "“%(phone)s” is no telephone number of Uzbekistan. Write for "
                        "example 90 123-45-67.",
                        phone=stop.phone,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to keep the digits of the number."""
        for vals in vals_list:
            vals["phone"] = phone_digits(vals.get("phone") or "") or vals.get("phone")
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to keep the digits of the number."""
        if "phone" in vals:
            digits = phone_digits(vals["phone"] or "")
            vals = {**vals, "phone": digits or vals["phone"]}
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _stop(self, phone, company):
        """The owner has sent STOP."""
        if not self.search_count([("phone", "=", phone)], limit=1):
            self.create({"phone": phone, "company_id": company.id, "source": "sms"})

    @api.model
    def _start(self, phone):
        """The owner has sent START."""
        self.search([("phone", "=", phone)]).active = False
