from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.dates import business_today
from ..tools.states import check_state

DOCUMENTS = {
    "connect": ("application", "identity", "ownership", "conditions"),
    "close": ("application",),
    "reregister": ("application", "identity", "ownership"),
    "transfer": ("order",),
}


class AccountCase(models.Model):
    """Application of a consumer, led step by step to its end: a new consumer, the
    closing of an account, another consumer at it, another district.

    What is done is read from the facts (contract, meters, books), so a case may be
    left and taken up again. Addons add steps in ``_get_steps``.
    """

    _name = "elektrohisob.account.case"
    _description = "Application"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(readonly=True, copy=False)
    kind = fields.Selection(
        [
            ("connect", "New consumer"),
            ("close", "Close the account"),
            ("reregister", "Another consumer at the account"),
            ("transfer", "To another district"),
        ],
        required=True,
        default="connect",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("work", "In work"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        index=True,
        default=lambda self: self.env["elektrohisob.account"]._default_company_id(),
        domain=[("network_level", "=", "district")],
        ondelete="restrict",
    )
    account_id = fields.Many2one(
        "elektrohisob.account",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="New contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Date(
        string="Day",
        required=True,
        default=business_today,
        tracking=True,
        help="First day of the new consumer, or last day of the account.",
    )
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        domain=[("document", "=", "account_close")],
        ondelete="restrict",
    )
    note = fields.Text()
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="New consumer is",
        required=True,
        default="household",
    )
    surname = fields.Char()
    given_name = fields.Char(string="Given name")
    patronymic = fields.Char()
    organisation = fields.Char(string="Name of the organisation")
    stir = fields.Char(string="STIR", size=9)
    phone = fields.Char()
    locality_id = fields.Many2one(
        "elektrohisob.locality", string="Locality or mahalla", ondelete="restrict"
    )
    street_id = fields.Many2one("elektrohisob.street", ondelete="restrict")
    house = fields.Char()
    flat = fields.Char()
    cadastre_number = fields.Char(string="Cadastre number")
    permitted_power = fields.Float(string="Permitted power (kW)", digits=(16, 3))
    company_to_id = fields.Many2one(
        "res.company",
        string="To the district",
        domain=[("network_level", "=", "district")],
        ondelete="restrict",
    )
    document_ids = fields.One2many(
        "elektrohisob.account.case.document", "case_id", string="Documents"
    )
    steps = fields.Html(compute="_compute_steps", sanitize=False)
    is_ready = fields.Boolean(string="Everything is done", compute="_compute_steps")

    @api.depends("state", "document_ids.is_given", "account_id", "agreement_id.state",
                 "date")  # fmt: skip
    def _compute_steps(self):
        for case in self:
            steps = case._get_steps() if case.kind else []
            case.is_ready = all(is_done for _code, _text, is_done in steps)
            row = Markup(
                '<li class="list-group-item"><i class="fa {} me-2"></i>{}</li>'
            )
            signs = {True: "fa-check text-success", False: "fa-circle-o text-warning"}
            case.steps = Markup('<ul class="list-group">{}</ul>').format(
                Markup("").join(
                    row.format(signs[bool(is_done)], text)
                    for _code, text, is_done in steps
                )
            )

    @api.depends("number", "kind", "account_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for case in self:
            parts = [case.number, kinds.get(case.kind), case.account_id.display_name]
            case.display_name = " · ".join(part for part in parts if part)

    @api.onchange("account_id")
    def _onchange_account_id(self):
        if self.account_id:
            self.company_id = self.account_id.company_id

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number cases and list the documents they need."""
        sequences = self.env["ir.sequence"].sudo()  # clerks may not read sequences
        for vals in vals_list:
            vals["number"] = sequences.next_by_code("elektrohisob.account.case")
            account = self.account_id.browse(vals.get("account_id"))
            if account:
                vals["company_id"] = account.company_id.id
            kind = vals.get("kind") or self.default_get(["kind"])["kind"]
            vals["document_ids"] = vals.get("document_ids") or [
                fields.Command.create({"kind": name}) for name in DOCUMENTS[kind]
            ]
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_state("draft")

    # === ACTIONS === #

    def action_start(self):
        """Take the case into work: what can be prepared is prepared."""
        for case in self:
            case._check_state("draft")
            getattr(case, f"_start_{case.kind}")()
            case.state = "work"

    def action_finish(self):
        """Carry it out when every step is done.

        :raise UserError: naming the steps that are not
        """
        for case in self:
            case._check_state("work")
            missing = [
                text for _code, text, is_done in case._get_steps() if not is_done
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(case)s is not ready:\n%(missing)s",
                        case=case.display_name,
                        missing="\n".join(f"• {text}" for text in missing),
                    )
                )
            getattr(case, f"_finish_{case.kind}")()
            case.state = "done"

    def action_refuse(self):
        """Refuse the application; what was prepared stays for its own fate."""
        self._check_state("draft", "work")
        for case in self:
            if not case.note:
                raise UserError(
                    self.env._(
                        "%s: write in the remarks why it is refused.", case.display_name
                    )
                )
            case.state = "refused"

    def action_open_account(self):
        """The account of the case."""
        return self._open(self.account_id)

    def action_open_agreement(self):
        """The contract prepared by the case, or the one in force."""
        return self._open(self.agreement_id or self.account_id.agreement_id)

    def _open(self, record):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda case, state, needed: self.env._(
                "%(case)s is in the state “%(state)s”; this can be done in the "
                "state “%(needed)s” only.",
                case=case.display_name,
                state=state,
                needed=needed,
            ),
        )

    def _get_steps(self):
        """Hook: (code, sentence, whether it is done) in the order of work."""
        _ = self.env._
        missing = self.document_ids.filtered(lambda row: not row.is_given)
        kinds = dict(missing._fields["kind"]._description_selection(self.env))
        steps = [
            (
                "documents",
                _("Documents: %s", ", ".join(kinds[row.kind] for row in missing))
                if missing
                else _("All documents are there"),
                not missing,
            )
        ]
        if self.kind in ("connect", "reregister") and self.state != "draft":
            steps.append(self._get_contract_step())
        if self.kind == "transfer" and self.state != "draft":
            steps.append(
                (
                    "handed_over",
                    _("The account is handed over by an approved reorganisation"),
                    # the account is out of reach once it is handed over
                    self.account_id.sudo().company_id == self.company_to_id,
                )
            )
        return steps

    def _get_contract_step(self):
        agreement = self.agreement_id
        return (
            "contract",
            self.env._("Contract %s is signed and in force", agreement.number or "–"),
            agreement.state in ("active", "suspended"),
        )
