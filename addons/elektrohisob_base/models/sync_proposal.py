import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..engine.sync import changed
from ..tools.sync_finder import Finder


class ProbeDone(Exception):
    """Ends the probing of a change, which is rolled back."""


class SyncProposal(models.Model):
    """A change of a row of the centre wished by a division.

    The row itself does not change until the centre publishes the change. The answer
    travels with the packages like any row.
    """

    _name = "elektrohisob.sync.proposal"
    _description = "Proposal to the centre"
    _inherit = ["elektrohisob.sync.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "title"
    _sync_key_fields = ("reference",)
    _sync_fields = ("state", "reason", "date_answered")
    _sync_compared = False

    reference = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: uuid.uuid4().hex,
        copy=False,
        index=True,
    )
    title = fields.Char(string="Row", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", string="Division", required=True, readonly=True, index=True
    )
    author = fields.Char(readonly=True)
    model = fields.Char(string="List", required=True, readonly=True)
    model_name = fields.Char(string="List of", compute="_compute_model_name")
    key = fields.Char(required=True, readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    summary = fields.Text(string="Change", compute="_compute_summary")
    note = fields.Text(string="Why", help="Explanation for the centre.")
    state = fields.Selection(
        [
            ("draft", "Not sent yet"),
            ("sent", "Waiting for the centre"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    reason = fields.Text(string="Answer of the centre", readonly=True)
    date_answered = fields.Datetime(string="Answered on", readonly=True)
    is_outdated = fields.Boolean(
        compute="_compute_is_outdated",
        help="The centre has changed the same values since.",
    )
    is_centre = fields.Boolean(compute="_compute_is_centre")

    _reference_uniq = models.Constraint(
        "unique(reference)", "The proposal is here already."
    )

    # === COMPUTE METHODS === #

    @api.depends("model")
    def _compute_model_name(self):
        for proposal in self:
            model = self.env.get(proposal.model)
            known = model is not None
            proposal.model_name = model._description if known else proposal.model

    @api.depends("before", "after")
    def _compute_summary(self):
        for proposal in self:
            before, after = proposal.before or {}, proposal.after or {}
            proposal.summary = "\n".join(
                f"{proposal._get_label(name)}: {self._format(before.get(name))}"
                f" → {self._format(value)}"
                for name, value in after.items()
            )

    def _compute_is_outdated(self):
        for proposal in self:
            row = proposal._get_row()
            now = row._sync_read()[row.id] if row else {}
            before = proposal.before or {}
            proposal.is_outdated = proposal.state == "sent" and bool(
                changed(now, before)
            )

    def _compute_is_centre(self):
        self.is_centre = self.env["elektrohisob.sync.node"]._get_role() == "centre"

    def _get_label(self, name):
        model = self.env.get(self.model)
        field = None if model is None else model._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _format(self, value):
        """A value that travelled, for people."""
        if value in (None, "", [], {}):
            return "—"
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, dict):
            return format_list(self.env, list(map(self._format, value.values())))
        if isinstance(value, list):
            return "; ".join(map(self._format, value))
        return str(value)

    # === ACTIONS === #

    def action_accept(self):
        """Make the change here; it is published with the next package.

        :raise UserError: this is not the centre, or the row is gone
        """
        self._check_answerable()
        for proposal in self:
            row = proposal._get_row()
            if not row or row._sync_get_unknown(proposal.after):
                raise UserError(
                    self.env._(
                        "%(row)s is no longer there, or has no such fields. Refuse "
                        "the proposal.",
                        row=proposal.title,
                    )
                )
            row.check_access("write")
            row._sync_write(proposal.after, "", Finder(self.env))
        self._answer("accepted", False)

    def _refuse(self, reason):
        """Leave the row as it is; the division reads why."""
        self._check_answerable()
        self._answer("refused", reason)

    def _check_answerable(self):
        self.env["elektrohisob.sync.node"]._check_operator("centre")
        if self.filtered(lambda proposal: proposal.state != "sent"):
            raise UserError(self.env._("The proposal has been answered already."))

    def _answer(self, state, reason):
        self.write(
            {"state": state, "reason": reason, "date_answered": fields.Datetime.now()}
        )

    # === AT THE DIVISION === #

    @api.model
    def _propose(self, rows, change):
        """Try a change, take back what it does, and keep it as proposals."""
        # what a user may change he may propose to change
        proposals = self.sudo()
        for row in rows:
            before = row._sync_read()[row.id]
            after = self._probe(row, change)
            wished = changed(before, after)
            if not wished:
                continue
            known = proposals.search(
                [
                    ("model", "=", row._name),
                    ("key", "=", row._get_sync_key()),
                    ("state", "=", "draft"),
                ]
            )
            wished = {**(known[:1].after or {}), **wished}
            known.unlink()
            proposals.create(
                {
                    "title": row.display_name,
                    "company_id": self.env["elektrohisob.sync.node"]._get_unit().id,
                    "author": self.env.user.name,
                    "model": row._name,
                    "key": row._get_sync_key(),
                    "before": {name: before[name] for name in wished},
                    "after": wished,
                }
            )
            self.env.user._bus_send(
                "simple_notification",
                {
                    "type": "info",
                    "sticky": True,
                    "message": self.env._(
                        "%(row)s is kept by the centre. Your change was not made; it "
                        "goes to the centre as a proposal.",
                        row=row.display_name,
                    ),
                },
            )

    @api.model
    def _probe(self, row, change):
        """Values the row would have; checks of the row are made, nothing stays.

        :raise UserError: the change is not allowed by the rules of the list
        """
        values = {}
        try:
            with self.env.cr.savepoint():
                change(row)
                self.env.flush_all()
                values = row._sync_read()[row.id]
                raise ProbeDone
        except ProbeDone:
            self.env.registry.clear_cache()
        return values

    @api.model
    def _send(self, client):
        """Send proposals to the centre; sending twice does no harm.

        :raise SyncTrouble: the line broke
        """
        # the exchange sends everybody's proposals
        waiting = self.sudo().search([("state", "=", "draft")], order="id")
        if waiting:
            client.call(self._name, "submit", proposals=waiting._to_plain())
            waiting.state = "sent"

    def _to_plain(self):
        names = ("reference", "title", "author", "model", "key", "before", "after")
        return [{n: p[n] for n in (*names, "note")} for p in self]

    def _sync_write(self, values, owner, finder):
        """Override of `base` to take an answer only where the question was asked."""
        return super()._sync_write(values, owner, finder) if self else self

    # === AT THE CENTRE === #

    @api.model
    def submit(self, *, proposals):
        """Hand in changes wished by a division.

        :param list proposals: dicts with ``reference`` (unique for ever), ``title``,
            ``author``, ``model``, ``key``, ``before`` and ``after`` (values by field),
            ``note``
        :return: dict with ``accepted``: number of proposals not seen before
        :raise AccessError: the user belongs to no division
        """
        node = self.env["elektrohisob.sync.node"]._get_caller()
        return {"accepted": len(self._receive(node.company_id, proposals))}

    @api.model
    def _receive(self, company, proposals):
        # the user of a division reads and writes nothing directly
        records = self.sudo()
        references = [proposal["reference"] for proposal in proposals]
        known = set(
            records.search([("reference", "in", references)]).mapped("reference")
        )
        names = ("reference", "title", "author", "model", "key", "before", "after")
        models = self.env["elektrohisob.sync.mixin"]._get_sync_models()
        return records.create(
            [
                {
                    **{name: proposal.get(name) for name in (*names, "note")},
                    "company_id": company.id,
                    "state": "sent",
                }
                for proposal in proposals
                if proposal["reference"] not in known and proposal["model"] in models
            ]
        )

    def _get_row(self):
        """The row itself, or nothing."""
        self.ensure_one()
        if self.model not in self.env["elektrohisob.sync.mixin"]._get_sync_models():
            return self.browse()
        model = self.env[self.model]
        found = model._sync_find([self.key]).get(self.key)
        return model.browse(found.id if found else ())
