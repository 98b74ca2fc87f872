import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("disconnect", "Disconnect"),
    ("reconnect", "Reconnect"),
    ("read", "Read"),
    ("limit", "Limit the power"),
]
SWITCHING = ("disconnect", "reconnect")
FREE = {"usage_point_id", "kind", "limit_kw", "reason_id", "comment"}


class RemoteCommand(models.Model):
    """A command to the meter of a usage point through the head-end, with its outcome.

    Users write the order, the methods below everything that proves something. The
    same command is never carried out twice: the head-end knows it by ``uuid``.
    """

    _name = "elektrohisob.remote.command"
    _description = "Remote command"
    _inherit = ["elektrohisob.approval.mixin"]
    _order = "id desc"
    _check_company_auto = True

    uuid = fields.Char(
        string="Number for the head-end",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: str(uuid.uuid4()),
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="usage_point_id.company_id", store=True, index=True
    )
    device_id = fields.Many2one(
        "elektrohisob.device",
        string="Meter",
        compute="_compute_device_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Head-end",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    kind = fields.Selection(KINDS, string="Command", required=True, default="read")
    limit_kw = fields.Float(string="Limit (kW)", digits=(16, 3))
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        domain="[('document', '=', kind)]",
        ondelete="restrict",
    )
    comment = fields.Char(string="Explanation")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("queued", "To be sent"),
            ("sent", "Sent"),
            ("confirmed", "Confirmed"),
            ("failed", "Failed"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    requested_by_id = fields.Many2one(
        "res.users",
        string="Ordered by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    date_queued = fields.Datetime(string="Ordered at", readonly=True, copy=False)
    date_next = fields.Datetime(string="Next attempt", readonly=True, copy=False)
    date_expires = fields.Datetime(string="Valid until", readonly=True, copy=False)
    date_sent = fields.Datetime(
        string="Taken by the head-end", readonly=True, copy=False
    )
    date_done = fields.Datetime(string="Carried out at", readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    head_end_ref = fields.Char(
        string="Number of the head-end", readonly=True, copy=False
    )
    reply_id = fields.Char(string="Proof", readonly=True, copy=False)
    relay_state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("armed", "Waits for the button")],
        string="Relay",
        readonly=True,
        copy=False,
    )
    is_late = fields.Boolean(
        string="Late",
        readonly=True,
        copy=False,
        help="Carried out after the command had been given up.",
    )
    attempt_ids = fields.One2many(
        "elektrohisob.remote.attempt", "command_id", string="Exchange"
    )
    needs_approval = fields.Boolean(
        string="Takes two persons", compute="_compute_needs_approval"
    )

    _uuid_uniq = models.Constraint("unique(uuid)", "This command exists already.")
    _limit_positive = models.Constraint(
        "CHECK(kind <> 'limit' OR limit_kw > 0)",
        "The limit of the power must be above zero kW.",
    )
    _one_switching = models.UniqueIndex(
        "(usage_point_id) WHERE state IN ('queued', 'sent') "
        "AND kind IN ('disconnect', 'reconnect')",
        "The point already has a command on its way. Cancel it, or wait for its "
        "outcome.",
    )
    _waiting_idx = models.Index("(date_next) WHERE state IN ('queued', 'sent')")

    @api.depends("usage_point_id")
    def _compute_device_id(self):
        for command in self:
            if command.state == "draft":
                command.device_id = command.usage_point_id.installation_id.meter_id

    @api.depends("kind", "usage_point_id.protection")
    def _compute_needs_approval(self):
        get = self.env["elektrohisob.parameter"]._get_value
        for command in self:
            point = command.usage_point_id
            command.needs_approval = command.kind in ("disconnect", "limit") and bool(
                point.protection
                or get("remote_command_two_persons", point.company_id or None)
            )

    @api.depends("kind", "usage_point_id", "device_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for command in self:
            parts = (
                kinds.get(command.kind, ""),
                command.account_id.number,
                command.device_id.serial,
            )
            command.display_name = " · ".join(part for part in parts if part)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to take nothing but the order from users."""
        if not self.env.su:
            for vals in vals_list:
                self._check_free(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base` to keep commands that were ordered as they are."""
        if not self.env.su:
            self._check_free(vals)
            self._check_state(("draft",), self.env._("changed"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_state(("draft",), self.env._("deleted"))

    def _check_free(self, vals):
        locked = sorted(vals.keys() & self._fields.keys() - FREE - {"company_id"})
        if locked:
            raise AccessError(
                self.env._(
                    "Remote command: %(fields)s is written by the exchange with the "
                    "head-end alone.",
                    fields=", ".join(locked),
                )
            )

    def _check_state(self, states, what):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for command in self:
            if command.state not in states:
                raise UserError(
                    self.env._(
                        "%(command)s is in the state “%(state)s” and cannot be "
                        "%(what)s. Make a new command.",
                        command=command.display_name,
                        state=labels[command.state],
                        what=what,
                    )
                )

    # === ACTIONS === #

    def action_queue(self):
        """Order the commands: they are checked and go out at once."""
        self.check_access("write")
        for command in self:
            command._enqueue()

    def action_cancel(self):
        """Take the commands back, as far as the meters have not obeyed yet."""
        self.check_access("write")
        for command in self:
            command._cancel()

    def action_open_work_order(self):
        """Send a crew instead, when the meter cannot be reached."""
        self.ensure_one()
        kind = self.kind if self.kind in (*SWITCHING, "read") else "check"
        return self.usage_point_id._order_crew(kind, self.display_name)
