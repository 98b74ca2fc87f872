from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters.einvoice_operators import OPERATORS
from .einvoice import CANCEL, OVER

NUMBERS = {
    "elektrohisob.invoice": "invoice_id",
    "elektrohisob.reconciliation.act": "act_id",
}


class EinvoiceSource(models.AbstractModel):
    """One of our documents that is issued electronically."""

    _name = "elektrohisob.einvoice.source"
    _description = "Document that is issued electronically"

    einvoice_id = fields.Many2one(
        "elektrohisob.einvoice",
        string="Electronic document",
        compute="_compute_einvoice_id",
        compute_sudo=True,  # all who see the document see how it stands
        help="The one that stands, or else the last.",
    )
    einvoice_state = fields.Selection(
        lambda self: (
            self.env["elektrohisob.einvoice"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Electronically",
        compute="_compute_einvoice_id",
        compute_sudo=True,  # all who see the document see how it stands
    )

    @api.depends("einvoice_ids.state")
    def _compute_einvoice_id(self):
        for source in self:
            own = source.einvoice_ids.filtered(lambda one: one.kind != CANCEL)
            live = own.filtered(lambda one: one.state not in OVER)
            source.einvoice_id = (live or own).sorted("id")[-1:]
            source.einvoice_state = source.einvoice_id.state

    # === ACTIONS === #

    def action_issue_einvoices(self):
        """Button: issue electronically what is not yet; opens the documents."""
        self.env["elektrohisob.einvoice"]._check_may_send()
        made = self._make_einvoices()
        if not made:
            self._raise_none_to_issue()
        return self._open_einvoices(made)

    def action_view_einvoices(self):
        """Open the electronic documents."""
        return self._open_einvoices(self.einvoice_ids)

    # === BUSINESS METHODS === #

    def _get_issued(self):
        """Hook: those of the documents that may be issued."""
        raise NotImplementedError

    def _make_einvoices(self):
        """Queue an electronic document for each that has none; those made."""
        documents = self.env["elektrohisob.einvoice"].sudo()  # made by the program
        vals_list, providers = [], {}
        name = NUMBERS[self._name]
        for source in self._get_issued():
            if source.einvoice_id and source.einvoice_id.state not in OVER:
                continue
            company = source.company_id
            if company not in providers:
                found = self.env["elektrohisob.exchange.provider"]
                providers[company] = found._find_einvoice_operator(company)
            provider = providers[company]
            kind = "act" if name == "act_id" else "factura"
            if not provider or kind not in OPERATORS[provider.kind].documents:
                continue
            if source.date < provider.sudo().einvoice_date_from:  # a setting of theirs
                continue
            vals_list.append(
                {
                    "provider_id": provider.id,
                    "company_id": company.id,
                    "account_id": source.account_id.id,
                    name: source.id,
                    "document": kind,
                    "number": source.number,
                    "date": source.date,
                    **source._get_einvoice_sums(),
                }
            )
        made = documents.create(vals_list)
        for one in made:
            one._move("queued", reason=False)
        made._start("_prepare")
        return made.with_env(self.env)

    def _get_einvoice_sums(self):
        """Hook: sums that are shown before the document is prepared."""
        return {}

    def _open_einvoices(self, found):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.einvoice_action"
        )
        return {**action, "domain": [("id", "in", found.ids)], "context": {}}

    def _raise_none_to_issue(self):
        provider = self.env["elektrohisob.exchange.provider"]._find_einvoice_operator(
            self[:1].company_id
        )
        if not provider:
            raise UserError(
                self.env._(
                    "%(company)s has no operator of electronic invoices. An "
                    "administrator creates a provider of the kind Soliqservice or "
                    "Didox and gives the first day.",
                    company=self[:1].company_id.name,
                )
            )
        raise UserError(
            self.env._(
                "There is nothing to issue: the documents are issued already, are not "
                "posted, or the operator does not take this kind."
            )
        )
