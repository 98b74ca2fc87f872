import re
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

ROLE, UNIT = "elektrohisob.sync_role", "elektrohisob.sync_unit"
LOCAL = re.compile(r"localhost|127\.\d+\.\d+\.\d+|::1")


class SyncNode(models.Model):
    """The other side of the exchange: the centre at a division, a division there."""

    _name = "elektrohisob.sync.node"
    _description = "Party of the synchronisation"
    _order = "role, name"

    name = fields.Char(required=True)
    role = fields.Selection(
        [("centre", "Centre"), ("division", "Autonomous division")],
        required=True,
        default="division",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        index=True,
        ondelete="restrict",
        domain=[("network_code", "!=", False)],
        help="Unit of the organisation whose database it is.",
    )
    active = fields.Boolean(default=True)
    url = fields.Char(
        string="Address",
        help="For example https://centre.example.uz. Empty: packages come as files.",
    )
    database = fields.Char(
        help="Needed only if the server of the centre holds several databases."
    )
    api_key = fields.Char(string="Key", groups=fields.NO_ACCESS, copy=False)
    has_key = fields.Boolean(string="Key is set", compute="_compute_has_key")
    user_id = fields.Many2one(
        "res.users", string="User of the exchange", readonly=True, copy=False
    )
    last_number = fields.Integer(
        string="Last package taken", readonly=True, aggregator=None
    )
    centre_number = fields.Integer(string="Last package published", readonly=True)
    last_contact = fields.Datetime(string="Last contact", readonly=True)
    parked_count = fields.Integer(string="Rows set aside", readonly=True)
    waiting_count = fields.Integer(string="Packages behind", compute="_compute_lag")
    lag_minutes = fields.Integer(
        string="Minutes behind",
        compute="_compute_lag",
        help="How long the oldest package not yet taken has been published.",
    )
    state = fields.Selection(
        [
            ("new", "No contact yet"),
            ("fresh", "In step"),
            ("behind", "Behind"),
            ("trouble", "Trouble"),
        ],
        compute="_compute_lag",
    )
    error_code = fields.Char(readonly=True)
    error = fields.Text(readonly=True)
    oldest_waiting = fields.Datetime(readonly=True)

    _one_centre = models.UniqueIndex(
        "(role) WHERE role = 'centre' AND active", "There is one centre only."
    )
    _company_uniq = models.UniqueIndex(
        "(company_id) WHERE role = 'division' AND active",
        "This unit is a division of the exchange already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("api_key")
    def _compute_has_key(self):
        # that there is a key is shown, the key is not
        for node, secret in zip(self, self.sudo(), strict=True):
            node.has_key = bool(secret.api_key)

    @api.depends("last_number", "centre_number", "last_contact", "error_code")
    def _compute_lag(self):
        now = fields.Datetime.now()
        published = self.env["elektrohisob.sync.package"]
        for node in self:
            last, oldest = node.centre_number, node.oldest_waiting
            if node.role == "division":
                waiting = published.search(
                    [
                        ("number", ">", node.last_number),
                        ("state", "=", "published"),
                    ],
                    order="number",
                )
                last, oldest = waiting[-1:].number, waiting[:1].date
            node.waiting_count = max(last - node.last_number, 0)
            behind = node.waiting_count and oldest
            node.lag_minutes = (now - oldest).total_seconds() // 60 if behind else 0
            if node.error_code:
                node.state = "trouble"
            elif not node.last_contact and not node.last_number:
                node.state = "new"
            else:
                node.state = "behind" if node.waiting_count else "fresh"

    @api.constrains("url")
    def _check_url(self):
        for node in self.filtered("url"):
            parts = urlsplit(node.url)
            local = LOCAL.fullmatch(parts.hostname or "")
            if parts.scheme != "https" and not (parts.scheme == "http" and local):
                raise ValidationError(
                    self.env._(
                        "%(url)s: the address of the centre begins with https://, "
                        "so that nobody on the line can read the key.",
                        url=node.url,
                    )
                )

    # === ROLE OF THIS DATABASE === #

    @api.model
    def _get_role(self):
        """``centre``, ``division`` or ``alone``."""
        # everybody's changes depend on it, only administrators see parameters
        return self.env["ir.config_parameter"].sudo().get_param(ROLE) or "alone"

    @api.model
    def _get_unit(self):
        """Unit that this database serves."""
        # as in `_get_role`; the unit is found whichever companies are active
        code = self.env["ir.config_parameter"].sudo().get_param(UNIT)
        units = self.env["res.company"].sudo()
        return units.search([("network_code", "=", code)], limit=1) if code else units

    @api.model
    def _get_scopes(self):
        """Codes of the units and SOATO districts that concern this division."""
        unit = self._get_unit()
        units = unit.parent_ids | unit.all_child_ids | unit
        codes = {*units.mapped("network_code"), *units.district_id.mapped("code")}
        return {"", *codes} - {False}

    @api.model
    def _check_role(self, role):
        if self._get_role() != role:
            raise UserError(
                self.env._(
                    "This can be done at the centre only. What this database is, is "
                    "set under Reference data → Synchronisation → This database."
                )
                if role == "centre"
                else self.env._(
                    "This can be done at a division only. What this database is, is "
                    "set under Reference data → Synchronisation → This database."
                )
            )

    # === CENTRE === #

    @api.model
    def _get_caller(self):
        """The division whose user calls.

        :raise AccessError: the user belongs to no division
        """
        # the user of a division may read nothing directly, not even this table
        node = self.sudo().search(
            [("user_id", "=", self.env.uid), ("role", "=", "division")], limit=1
        )
        if not node or self._get_role() != "centre":
            raise AccessError(
                self.env._(
                    "This user belongs to no autonomous division. The centre makes "
                    "an invitation under Reference data → Synchronisation → State."
                )
            )
        return node

    def _note_visit(self, after, parked):
        """The division has taken packages up to ``after``."""
        self.write(
            {
                "last_number": after,
                "parked_count": parked,
                "last_contact": fields.Datetime.now(),
            }
        )

    def action_invite(self):
        """Show the invitation of this division with a new key; the old one ends.

        :raise UserError: this is not the centre
        """
        self.ensure_one()
        self._check_operator("centre")
        wizard = self.env["elektrohisob.sync.invitation"]._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invitation of %s", self.name),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _make_key(self):
        """A new key of the division's user, who may do nothing but exchange."""
        # administrators of the house may not manage users outside their groups
        node = self.sudo()
        if not node.user_id:
            node.user_id = node.user_id.create(
                {
                    "name": self.env._("Synchronisation: %s", node.name),
                    "login": f"sync-{node.company_id.network_code}",
                    "password": secrets.token_urlsafe(32),
                    "company_id": node.company_id.id,
                    "company_ids": [Command.set(node.company_id.ids)],
                    "group_ids": [
                        Command.set(self.env.ref("elektrohisob_base.group_sync").ids)
                    ],
                }
            )
        # one key at a time: whoever asks for a new one has lost the old one
        keys = self.env["res.users.apikeys"].sudo()
        keys.search([("user_id", "=", node.user_id.id)])._remove()
        owner = keys.with_user(node.user_id).sudo()
        return owner._generate(None, self.env._("Synchronisation"), None)

    # === MESSAGES === #

    @api.model
    def _notify(self, message, kind="success"):
        """Client action that shows a sentence and loads the page again."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind != "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
