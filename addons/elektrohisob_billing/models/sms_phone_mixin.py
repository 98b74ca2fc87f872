from odoo import api, fields, models

from odoo.addons.elektrohisob_base.models.account_look import PHONE_TAIL, mask


class SmsPhoneMixin(models.AbstractModel):
    """A row with a telephone: masked in lists, and every look at the whole is noted
    where the row knows its account."""

    _name = "elektrohisob.sms.phone.mixin"
    _description = "Row with a telephone"

    phone = fields.Char(string="Telephone", required=True)
    phone_masked = fields.Char(
        string="Telephone (hidden)", compute="_compute_phone_masked"
    )

    @api.depends("phone")
    def _compute_phone_masked(self):
        for row in self:
            row.phone_masked = mask(row.phone, 0, PHONE_TAIL)

    def _read_format(self, fnames, load="_classic_read"):
        """Override of `base` to note who sees telephones."""
        result = super()._read_format(fnames, load)
        if "phone" in fnames and "account_id" in self._fields and not self.env.su:
            self.env["elektrohisob.audit.look"]._note(self.account_id.ids, {"phone"})
        return result
