from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import split_every
from odoo.tools.pdf import merge_pdf

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf, pdf_document
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.line import ACT

KWH = "kWh"
#: Documents of one file that are in memory together; fonts are in it once for each.
DOCUMENTS_AT_ONCE = 200


class LegalDocumentMixin(models.AbstractModel):
    """Monthly document of an organisation: numbered, made by a run, printed.

    The model that inherits says what is made (``_make``) and what is printed.
    """

    _name = "elektrohisob.legal.document.mixin"
    _description = "Monthly document of an organisation"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, copy=False)
    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category = fields.Selection(related="account_id.category", store=True)
    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Contract",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    run_id = fields.Many2one(
        "elektrohisob.legal.run",
        string="Made by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    month = fields.Date(required=True, readonly=True, index=True, help="First day.")
    month_name = fields.Char(string="Month of use", compute="_compute_month_name")
    date = fields.Date(
        string="Date of the document", required=True, default=business_today
    )

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for document in self:
            name = format_date(self.env, document.month, date_format="LLLL y")
            document.month_name = name.capitalize()

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to keep what the document tells: methods write it."""
        if not self.env.su and set(vals) - self._get_free_fields():
            raise UserError(
                self.env._(
                    "%(document)s is made from the books; its figures are not typed. "
                    "Correct the facts and make it anew.",
                    document=", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_print_many(self):
        """Open one PDF of all chosen documents, each in the language of the context or
        of its account; many are printed by a job."""
        lang = self.env.context.get("print_lang")
        return self.env["elektrohisob.legal.print"]._order_print(self, lang)

    def action_print(self):
        """Open the PDF in the language of the context or of the account."""
        self.ensure_one()
        lang = self.env.context.get("print_lang") or self.account_id.lang or "uz_UZ"
        name = self._name.removeprefix("elektrohisob.").replace(".", "-")
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/{name}/{self.id}?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_free_fields(self):
        """Hook: fields that users write."""
        return set()

    @api.model
    def _make(self, accounts, month, run):
        """Hook: write the missing documents of one district network.

        :param month: first day of the month
        :return: (documents made, account → why it has none)
        """
        raise NotImplementedError

    @api.model
    def _next_number(self, company):
        """Number of the next document of this kind."""
        # numbers are given whoever makes the documents
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        return sequences.next_by_code(self._name)

    def _render_pdf(self, lang=None):
        """PDF of the documents in their order; bytes.

        :param str lang: their language; by default that of the account
        """
        made = [
            pdf_document.build_many(
                [document._get_part(lang) for document in self.browse(ids)],
                title=self[:1].number,
            )
            for ids in split_every(DOCUMENTS_AT_ONCE, self.ids)
        ]
        return made[0] if len(made) == 1 else merge_pdf(made)

    def _get_part(self, lang):
        """The document as one of several in a file."""
        self.ensure_one()
        own = self.with_context(lang=lang or self.account_id.lang or "uz_UZ")
        return own._prepare_part()

    def _prepare_part(self):
        """Hook: the document in the language of the context; by default an act."""
        return act_pdf.get_part(self._prepare_act())

    def _prepare_act(self):
        """Hook: what is printed, see :class:`act_pdf.ActText`."""
        raise NotImplementedError

    def _get_print_facts(self):
        """Rows (label, value) about both parties."""
        _ = self.env._
        account, company = self.account_id, self.company_id
        agreement = self.agreement_id
        # the requisites of the unit are on every document it issues
        bank = company.sudo()._get_main_bank_account(self.date)
        signed = agreement.date_signed or agreement.date_start
        return [
            (_("Supplier"), company.name),
            (_("STIR of the supplier"), company.vat or ""),
            (
                _("Account of the supplier"),
                (bank and f"{bank.number}, MFO {bank.mfo or ''}") or "",
            ),
            (_("Consumer"), account.name or ""),
            (_("Personal account"), account._format_number(account.number)),
            (_("STIR"), account.stir or ""),
            (_("Address"), account.address or ""),
            (
                _("Contract"),
                (
                    agreement
                    and _(
                        "No. %(number)s of %(day)s",
                        number=agreement.number,
                        day=pdf.day(signed),
                    )
                )
                or "",
            ),
            (_("Treasury account"), agreement.treasury_account or ""),
        ]

    def _get_print_signatures(self):
        """Who signs for both sides: (office, name)."""
        _ = self.env._
        # who signs is not a secret of another unit
        head = self.company_id.sudo()._get_signatory("head", self.date)
        return [
            (head.position or _("Head of the district network"), head.name or ""),
            (_("Consumer"), self.agreement_id.consumer_signatory or ""),
        ]

    def _say_sum(self, amount):
        """A sum in figures and words."""
        return self.env._(
            "%(sum)s so'm (%(words)s)",
            sum=pdf.money(pdf.tiyin(amount)),
            words=self.company_id.currency_id.amount_to_text(amount),
        )

    @api.model
    def _get_detail_rows(self, detail):
        """Priced lines as cells: name, quantity, unit, price, sum."""
        ids = {row["component"] for row in detail if row["component"] > 0}
        parts = self.env["elektrohisob.tariff.component"].browse(ids).exists()
        by_id = {part.id: part for part in parts}
        return [self._get_detail_row(row, by_id) for row in detail]

    @api.model
    def _get_detail_row(self, row, parts):
        part = parts.get(row["component"])
        if part:
            name, unit = part._get_line_name(row["block"]), part._get_unit()
        elif row["component"] < 0:
            name, unit = self.env._("Benefit"), KWH
        elif row["component"] > ACT:
            name, unit = self.env._("Unauthorised use, by the act"), KWH
        else:
            name, unit = self.env._("Active energy"), KWH
        return [
            name,
            pdf.kwh(row["quantity"]) if unit else "",
            self._say_unit(unit),
            pdf.money(row["price"]) if row["price"] else "",
            pdf.money(row["amount"]),
        ]

    @api.model
    def _say_unit(self, unit):
        """A unit in the language of the document."""
        _ = self.env._
        units = {KWH: _("kWh"), "kW": _("kW"), "kVAr·h": _("kVAr·h")}
        return units.get(unit, unit)
