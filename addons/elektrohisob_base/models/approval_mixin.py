from copy import deepcopy
from datetime import date

from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError

PARTS = "elektrohisob_base.approval_mixin_view_form"


class ApprovalMixin(models.AbstractModel):
    """Document some of whose operations take two persons.

    A model inherits this, adds the code of its operation to
    ``elektrohisob.approval.operation``, says in ``_check_approvable`` when it may be
    asked for, in ``_get_approval_terms`` which fields say what is done, and carries it
    out in ``_on_approved``. Its form gets the banner and the buttons by itself.

    ``_approval_outcome`` names the fields that its methods alone write, each with its
    value in a new document (None: whatever it gets): who typed them in would need no
    second person.
    """

    _name = "elektrohisob.approval.mixin"
    _description = "Document with decisions"
    _approval_outcome = {}

    approval_ids = fields.One2many(
        "elektrohisob.approval",
        "res_id",
        string="Decisions",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )
    approval_id = fields.Many2one(
        "elektrohisob.approval", string="Last request", compute="_compute_approval"
    )
    approval_state = fields.Selection(
        lambda self: (
            self.env["elektrohisob.approval"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Decision",
        compute="_compute_approval",
    )
    approval_can_decide = fields.Boolean(
        string="May decide", compute="_compute_approval"
    )
    approval_can_withdraw = fields.Boolean(
        string="May withdraw", compute="_compute_approval"
    )
    approval_text = fields.Char(string="Request", compute="_compute_approval")

    @api.depends("approval_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_approval(self):
        for document in self:
            last = document.approval_ids[:1]
            document.approval_id = last
            document.approval_state = last.state
            document.approval_can_decide = last.can_decide
            document.approval_can_withdraw = last.can_withdraw
            document.approval_text = last and last._get_text()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base` to put the banner and the buttons into the form."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            parts = self.env.ref(PARTS).sudo()._get_combined_arch()  # a part of ours
            header, sheet = arch.find("header"), arch.find("sheet")
            if header is None and sheet is not None:
                header = etree.Element("header")
                sheet.addprevious(header)
            if header is not None:
                for place, button in enumerate(parts.find("header")):
                    header.insert(place, deepcopy(button))
                header.addnext(deepcopy(parts.find("div")))
        return arch, view

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a document begins undecided, whatever is typed in."""
        documents = super().create(vals_list)
        if not self.env.su and any(
            value is not None and document[name] != value
            for document in documents
            for name, value in self._approval_outcome.items()
        ):
            self._refuse_outcome()
        return documents

    def write(self, vals):
        """Override of `base` to keep what is asked for as the decider reads it, and
        what follows from a decision to the methods."""
        if not self.env.su and vals.keys() & self._approval_outcome.keys():
            self._refuse_outcome()
        if vals.keys() & self._get_approval_terms():
            self._check_not_asked()
        return super().write(vals)

    # === ACTIONS === #

    def action_request_approval(self):
        """Ask for the operation named in the context, with a reason."""
        self.ensure_one()
        operation = self.env.context.get("approval_operation")
        operations = dict(self.env["elektrohisob.approval"]._get_operations())
        if operation not in operations:
            raise UserError(
                self.env._("Ask for an approval by the button of the document.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": operations[operation],
            "res_model": "elektrohisob.approval.request",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_operation": operation,
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    def action_approve(self):
        """Approve what was asked for this document."""
        return self.approval_id.action_approve()

    def action_refuse(self):
        """Refuse what was asked for this document."""
        return self.approval_id.action_refuse()

    def action_withdraw(self):
        """Take back the own request."""
        return self.approval_id.action_withdraw()

    # === BUSINESS METHODS === #

    def _request_approval(self, operation, amount=0.0, reason=""):
        """Ask another person for ``operation``.

        :param str operation: a code of ``elektrohisob.approval.operation``
        :param float amount: so'm at stake, compared with the limits of the roles
        :param str reason: why it is needed; the decider reads it
        :return: the request
        :raise UserError: not possible now, asked already, or nobody may decide it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_approvable(operation)
        if self.approval_ids.filtered(
            lambda asked: asked.operation == operation and asked.state == "requested"
        ):
            raise UserError(
                self.env._(
                    "%(document)s: this has been asked already and waits for a "
                    "decision.",
                    document=self.display_name,
                )
            )
        # nobody has the right to write requests; whoever may change the document asks
        silent = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
        approval = (
            self.env["elektrohisob.approval"]
            .sudo()
            .with_context(**silent)
            .create(self._prepare_approval_vals(operation, amount, reason))
        )
        if not approval.roles:
            raise UserError(
                self.env._(
                    "No role may decide “%(request)s”. The administrator adds a rule "
                    "under Administration → Audit → Rules of decisions.",
                    request=approval.display_name,
                )
            )
        approval._tell_deciders()
        return approval.with_env(self.env)

    def _prepare_approval_vals(self, operation, amount, reason):
        """Hook: values of a request about this document."""
        return {
            "operation": operation,
            "res_model": self._name,
            "res_id": self.id,
            "summary": self.display_name,
            "company_id": self.company_id.id,
            "amount": amount,
            "reason": reason,
            "terms": self._get_approval_content(),
            "requested_by_id": self.env.uid,
            "date_requested": fields.Datetime.now(),
            "date_expires": self.env["elektrohisob.approval"]._get_date_expires(),
        }

    @api.model
    def _get_approval_terms(self):
        """Hook: names of the fields that say what is done. They stay as they are while
        a request waits, and are the same when it is approved."""
        return frozenset()

    def _get_approval_content(self):
        """Hook: what would be done today, as it is kept in the request."""
        self.ensure_one()
        document = self.sudo()  # whatever of it the user may read
        names = sorted(self._get_approval_terms())
        return {name: _plain(document[name]) for name in names}

    def _check_not_asked(self):
        """Refuse to change what waits for a decision."""
        waiting = self.env["elektrohisob.approval"].sudo()  # whoever decides
        found = waiting.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "requested"),
            ],
            limit=1,
        )
        if found:
            raise UserError(
                self.env._(
                    "%(document)s waits for a decision and does not change meanwhile. "
                    "Withdraw the request first, then ask anew.",
                    document=found.summary,
                )
            )

    def _refuse_outcome(self):
        """Hook: raise AccessError, saying how ``_approval_outcome`` comes about."""
        raise NotImplementedError

    def _check_as_asked(self, approval):
        """Refuse to carry out something else than was asked for."""
        self.ensure_one()
        asked, found = approval.terms, self._get_approval_content()
        if not asked:  # by an earlier version
            return
        changed = sorted(name for name in found if found[name] != asked.get(name))
        if changed:
            labels = self.fields_get(changed, ["string"])
            names = [labels[n]["string"] if n in labels else n for n in changed]
            raise UserError(
                self.env._(
                    "%(document)s is no longer what was asked for: %(fields)s changed "
                    "since. Refuse the request, so that it is asked anew.",
                    document=self.display_name,
                    fields=", ".join(names),
                )
            )

    def _get_approval_amount(self, operation):
        """Hook: so'm at stake when ``operation`` is asked in the screen."""
        return 0.0

    def _check_approvable(self, operation):
        """Hook: raise UserError if ``operation`` cannot be asked for now."""
        raise UserError(
            self.env._(
                "%(document)s: the operation %(operation)s cannot be asked for.",
                document=self.display_name,
                operation=operation,
            )
        )

    def _on_approved(self, approval):
        """Hook: carry out ``approval.operation`` in the transaction of the decision.

        Called with the rights of the system and the id of the decider.
        """
        raise NotImplementedError


def _plain(value):
    """The value of a field as JSON keeps it."""
    if isinstance(value, models.BaseModel):
        return sorted(value.ids)
    return str(value) if isinstance(value, date) else value
