from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import format_datetime

from ..tools.append_only import protect
from ..tools.dates import business_today

ACTIVITY = "elektrohisob_base.mail_activity_type_decision"
UNDECIDED = "requested"


class Approval(models.Model):
    """Request of one person that another one must decide before it is carried out.

    Rows are written by the methods below alone. Once decided a row is history:
    nothing can change or delete it, not even in the database.
    """

    _name = "elektrohisob.approval"
    _description = "Request for a decision"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    operation = fields.Selection(
        [
            ("period_reopen", "Reopen a closed month"),
            ("reorganisation", "Reorganise units or accounts"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document id", model_field="res_model", required=True, readonly=True
    )
    summary = fields.Char(string="Document", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", string="Unit", required=True, readonly=True, index=True
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    reason = fields.Char(required=True, readonly=True)
    terms = fields.Json(string="What was asked", readonly=True)
    requested_by_id = fields.Many2one(
        "res.users", string="Asked by", required=True, readonly=True
    )
    date_requested = fields.Datetime(string="Asked on", required=True, readonly=True)
    date_expires = fields.Date(string="Decide until", readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)
    decision_note = fields.Char(string="Note of the decision", readonly=True)
    state = fields.Selection(
        [
            (UNDECIDED, "Waiting"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Not decided in time"),
        ],
        required=True,
        readonly=True,
        default=UNDECIDED,
    )
    roles = fields.Char(string="May be decided by", compute="_compute_roles")
    can_decide = fields.Boolean(
        string="Waiting for my decision",
        compute="_compute_can_decide",
        search="_search_can_decide",
    )
    can_withdraw = fields.Boolean(
        string="My own request", compute="_compute_can_withdraw"
    )

    _two_persons = models.Constraint(
        "CHECK(decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
        "Nobody decides his own request. Ask somebody else who may.",
    )
    _decided = models.Constraint(
        "CHECK((state IN ('approved', 'refused')) = (decided_by_id IS NOT NULL) "
        "AND (state = 'requested') = (date_decided IS NULL) "
        "AND (state <> 'refused' OR decision_note > ''))",
        "A decision has somebody who took it and a time; a refusal also a reason.",
    )
    _one_open = models.UniqueIndex(
        "(res_model, res_id, operation) WHERE state = 'requested'",
        "This has been asked already and waits for a decision.",
    )
    _document_idx = models.Index("(res_model, res_id, id DESC)")

    def init(self):
        """Override of `base` to make decided rows history in the database too."""
        protect(self.env.cr, self._table, when=f"OLD.state <> '{UNDECIDED}'")

    def _compute_currency_id(self):
        self.currency_id = self.env.ref("base.UZS")

    @api.depends("operation", "summary")
    def _compute_display_name(self):
        operations = dict(self._get_operations())
        for approval in self:
            operation = operations.get(approval.operation, "")
            approval.display_name = f"{operation}: {approval.summary or ''}"

    @api.depends("operation", "company_id", "amount")
    def _compute_roles(self):
        for approval in self:
            approval.roles = approval._get_rules()._get_roles()

    @api.depends("state", "operation", "company_id", "amount", "requested_by_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for approval in self:
            approval.can_decide = (
                approval.state == UNDECIDED and not approval._get_objection()
            )

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "=", UNDECIDED)])
        mine = fields.Domain("id", "in", waiting.filtered("can_decide").ids)
        return mine if True in value else ~mine

    @api.depends("state", "requested_by_id")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        for approval in self:
            approval.can_withdraw = (
                approval.state == UNDECIDED
                and approval.requested_by_id.id == self.env.uid
            )

    # === ACTIONS === #

    def action_approve(self):
        """Approve and carry out, both or neither.

        :raise UserError: decided already, or the user may not decide it
        """
        for approval in self:
            approval._decide("approved")
            # the rule of decisions gave the right; the operation checks the rest
            document = approval._get_document().sudo()
            document._check_as_asked(approval)
            document._on_approved(approval)

    def action_refuse(self):
        """Ask for the reason of a refusal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "elektrohisob.approval.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_approval_id": self.id},
        }

    def action_withdraw(self):
        """Take back an own request nobody has decided yet."""
        for approval in self:
            if approval.requested_by_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(user)s asked for this, so nobody else can withdraw it. You "
                        "can refuse it if your role decides such requests.",
                        user=approval.requested_by_id.name,
                    )
                )
            approval._lock()
            approval._finish({"state": "withdrawn"})

    def action_open_document(self):
        """Open the document the request is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_operations(self):
        """Pairs of code and label of every operation that needs two persons."""
        return self._fields["operation"]._description_selection(self.env)

    def _get_document(self):
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            raise UserError(
                self.env._(
                    "%(document)s no longer exists. Refuse the request.",
                    document=self.summary,
                )
            )
        document.check_access("read")
        return document

    def _get_text(self):
        """The request in one line: who asked for what, when and why."""
        self.ensure_one()
        return self.env._(
            "%(operation)s, asked by %(user)s on %(day)s: %(reason)s",
            operation=dict(self._get_operations())[self.operation],
            user=self.requested_by_id.name,
            day=format_datetime(self.env, self.date_requested, dt_format="dd.MM.yyyy"),
            reason=self.reason,
        )

    def _get_rules(self):
        """Rules by which this request may be decided today."""
        self.ensure_one()
        rules = self.env["elektrohisob.approval.rule"]
        rules = rules._get_applicable(self.operation, self.company_id)
        return rules._filter_amount(self.amount)

    def _get_objection(self):
        """Sentence that tells why the user may not decide this; empty if he may."""
        self.ensure_one()
        user = self.env.user
        if self.requested_by_id == user:
            return self.env._(
                "You asked for this yourself; somebody else has to decide it: "
                "%(roles)s.",
                roles=self.roles,
            )
        if self.requested_by_id in user._get_represented_users():
            return self.env._(
                "You stand in for %(user)s, who asked for this; somebody else has to "
                "decide it: %(roles)s.",
                user=self.requested_by_id.name,
                roles=self.roles,
            )
        if not self._get_rules().group_id & user.sudo().all_group_ids:  # own roles
            return self.env._(
                "Your role does not decide “%(request)s”. It may be decided by: "
                "%(roles)s.",
                request=self.display_name,
                roles=self.roles or self.env._("nobody; the administrator adds a rule"),
            )
        return ""

    def _refuse(self, note):
        """Refuse with a reason.

        :raise UserError: no reason, decided already, or the user may not decide it
        """
        if not (note or "").strip():
            raise UserError(
                self.env._(
                    "Write why you refuse; %(user)s will read it.",
                    user=self.requested_by_id.name,
                )
            )
        self._decide("refused", note.strip())
        self._tell_requester()

    def _decide(self, state, note=False):
        """Decide one request; of two deciders at once the first one wins."""
        self.ensure_one()
        self.check_access("read")
        self._lock()
        if objection := self._get_objection():
            raise AccessError(objection)
        self._finish(
            {"state": state, "decided_by_id": self.env.uid, "decision_note": note}
        )

    def _lock(self):
        """Hold the row until the end of the transaction, undecided as it is."""
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is deciding “%(request)s” at this moment. Open it "
                    "again to see the decision.",
                    request=self.display_name,
                )
            ) from error
        self.invalidate_recordset()
        if self.state != UNDECIDED:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(request)s” is no longer waiting: %(state)s by %(user)s. Open "
                    "it again to see the decision.",
                    request=self.display_name,
                    state=states[self.state],
                    user=(self.decided_by_id or self.requested_by_id).name,
                )
            )

    def _finish(self, vals):
        approvals = self.sudo()  # nobody has the right to write requests
        approvals.activity_unlink([ACTIVITY])
        approvals.write({**vals, "date_decided": fields.Datetime.now()})
        approvals.flush_recordset()  # the checks of the table, before carrying out

    # === NOTIFICATIONS === #

    def _get_deciders(self):
        """Users to be told: those of the nearest unit that has anybody who decides."""
        self.ensure_one()
        # whoever asks need not know the users of the unit above
        users = self.env["res.users"].sudo()
        users = users.search(
            [
                ("all_group_ids", "in", self._get_rules().group_id.ids),
                ("company_ids", "in", self.company_id.ids),
                ("id", "!=", self.requested_by_id.id),
            ]
        )
        # the unit above may be out of sight too
        for unit in reversed(self.company_id.sudo().parent_ids):
            if nearest := users.filtered(lambda user, at=unit: user.company_id == at):
                return nearest
        return users

    def _tell_deciders(self):
        for approval in self:
            for user in approval._get_deciders():
                approval._schedule(user, approval.display_name)

    def _tell_requester(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for approval in self:
            summary = f"{states[approval.state]}: {approval.summary}"
            approval._schedule(
                approval.requested_by_id, summary, approval.decision_note
            )

    def _schedule(self, user, summary, note=""):
        # the activity belongs to somebody else; no mail goes out for it
        silent = {"mail_activity_quick_update": True, "mail_notify_force_send": False}
        self.sudo().with_context(**silent).activity_schedule(
            ACTIVITY,
            summary=summary,
            note=note or "",
            user_id=user.id,
        )

    @api.model
    def _cron_expire(self):
        """End the requests that nobody decided in time."""
        today = business_today(self)
        late = self.search([("state", "=", UNDECIDED), ("date_expires", "<", today)])
        for approval in late.try_lock_for_update():
            approval._finish({"state": "expired"})
            approval._tell_requester()

    @api.model
    def _get_date_expires(self):
        days = self.env["elektrohisob.parameter"]._get_value("approval_days")
        return business_today(self) + timedelta(days=days)
