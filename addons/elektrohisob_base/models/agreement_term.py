from odoo import api, fields, models
from odoo.exceptions import UserError


class AgreementTerm(models.Model):
    """A numbered version of the conditions of a contract, from a day to a day.

    Version 1 is written with the draft; each further one by a signed change, see
    ``elektrohisob.agreement.change``.
    """

    _name = "elektrohisob.agreement.term"
    _description = "Contract terms"
    _inherit = ["elektrohisob.dated.mixin", "elektrohisob.agreement.values"]
    _order = "date_start desc"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Contract",
        required=True,
        index=True,
        ondelete="cascade",
    )
    version = fields.Integer(
        readonly=True, copy=False, help="Numbered as they came.", aggregator=None
    )
    account_id = fields.Many2one(
        related="agreement_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (agreement_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Terms of one contract overlap. End the earlier ones first.",
    )

    @api.depends("agreement_id", "date_start")
    def _compute_display_name(self):
        for term in self:
            day = term.date_start and term.date_start.strftime("%d.%m.%Y")
            term.display_name = f"{term.agreement_id.number or ''} {day or ''}".strip()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the versions."""
        terms = super().create(vals_list)
        terms._check_draft()
        for agreement, rows in terms.grouped("agreement_id").items():
            known = (agreement.term_ids - rows).mapped("version")
            # numbers of undone versions are not given again
            last = max(known + agreement.change_ids.mapped("version"), default=0)
            for version, row in enumerate(rows.sorted("date_start"), last + 1):
                row.version = version
        return terms

    def write(self, vals):
        """Override of `base`: terms of a signed contract change by a document."""
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    # === BUSINESS METHODS === #

    def _check_draft(self):
        """Users write the terms of drafts; signed ones change by a signed document."""
        if self.env.su:
            return
        for agreement in self.agreement_id.filtered(lambda row: row.state != "draft"):
            raise UserError(
                self.env._(
                    "Contract %(number)s is signed. Press “Change terms” to prepare "
                    "an additional agreement instead.",
                    number=agreement.number,
                )
            )
