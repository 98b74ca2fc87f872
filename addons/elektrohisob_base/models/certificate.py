from odoo import api, fields, models

from ..tools.dates import business_today


class Certificate(models.Model):
    """Certificate, key or licence that ends on a day; never the secret itself."""

    _name = "elektrohisob.certificate"
    _description = "Certificate or licence"
    _order = "date_expires, name"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("tls", "Certificate of a server"),
            ("signature", "Electronic signature"),
            ("api", "Key of an exchange"),
            ("licence", "Licence"),
            ("support", "Support contract"),
        ],
        required=True,
        default="tls",
    )
    date_expires = fields.Date(string="Expires on", required=True)
    days_left = fields.Integer(compute="_compute_days_left")
    responsible_id = fields.Many2one("res.users")
    note = fields.Text(string="How to renew it")
    active = fields.Boolean(default=True)

    @api.depends("date_expires")
    def _compute_days_left(self):
        today = business_today(self)
        for row in self:
            row.days_left = row.date_expires and (row.date_expires - today).days

    def _get_state(self, warn_days):
        """ok, warn or bad, as the health page shows it."""
        if self.days_left < 0:
            return "bad"
        return "warn" if self.days_left <= warn_days else "ok"
