from ipaddress import ip_network

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: What sessions of the role's people depend on.
LOGIN_FIELDS = {"allowed_networks", "password_days", "second_factor"}


class ResGroups(models.Model):
    """Security of a role: from where one may work in it."""

    _inherit = "res.groups"

    allowed_networks = fields.Char(
        string="Allowed networks",
        help="Network addresses from which the role works, comma separated, for "
        "example 10.12.0.0/16, 2001:db8::/32. Empty: from everywhere. Who has several "
        "roles must be inside the networks of each that names some.",
    )
    password_days = fields.Integer(
        string="Password lasts, days",
        help="0: as long as the parameter says. Who has several roles changes it by "
        "the shortest time.",
    )
    second_factor = fields.Boolean(
        string="Second factor at every login",
        help="Who has none is led to setting it up before anything else.",
    )
    member_count = fields.Integer(string="People", compute="_compute_member_count")

    @api.depends("user_ids")
    def _compute_member_count(self):
        for group in self:
            group.member_count = len(group.user_ids)

    _password_days_positive = models.Constraint(
        "CHECK(password_days >= 0)",
        "A password lasts a positive number of days, or 0 for the parameter.",
    )

    @api.constrains("allowed_networks")
    def _check_allowed_networks(self):
        for group in self:
            for network in group._get_networks():
                try:
                    ip_network(network)
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "%(role)s: “%(text)s” is no network. Write for example "
                            "10.12.0.0/16 or 192.168.1.7; bits behind the mask are 0.",
                            role=group.name,
                            text=network,
                        )
                    ) from error

    def write(self, vals):
        """Override of `base` to forget what was known of users' logins."""
        result = super().write(vals)
        if LOGIN_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def _get_networks(self):
        """The networks as texts."""
        self.ensure_one()
        parts = (self.allowed_networks or "").replace(";", ",").split(",")
        return [part.strip() for part in parts if part.strip()]
