from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..adapters.bank_statement import NOBODY, Document, Party
from .exchange_provider import STATEMENT_KINDS


class PaymentSettled(models.Model):
    """Money in the queue that is the transfer of a payment service: it came before the
    terms by which the service is known."""

    _inherit = "elektrohisob.payment"
    _plain_cancel = "TRUE"  # only what is posted

    state = fields.Selection(
        selection_add=[("settled", "Transfer of a service")],
        ondelete={"settled": "cascade"},
    )
    transfer_id = fields.Many2one(
        "elektrohisob.payment.transfer",
        string="Taken as the transfer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === ACTIONS === #

    def action_settle(self):
        """Button: the money is a transfer of a service, by the terms of today."""
        self._check_matcher()
        for payment in self:
            if not payment._settle():
                raise UserError(
                    self.env._(
                        "Payment %(payment)s is no transfer by the terms of "
                        "settlement: sender %(sender)s, STIR %(stir)s. Enter how the "
                        "transfer of the service is known (Payments → Terms of "
                        "settlement); the purpose must name no personal account.",
                        payment=payment.display_name,
                        sender=payment.payer or "-",
                        stir=payment.payer_stir or "-",
                    )
                )

    # === BUSINESS METHODS === #

    def _find_terms(self):
        """Terms of the service that sent the money, or none; for unidentified money."""
        self.ensure_one()
        terms = self.env["elektrohisob.payment.clearing"].sudo()  # as the statement
        bank = self.provider_id
        if self.state != "unidentified" or not bank or bank.is_online:
            return terms.browse()
        if bank.kind in STATEMENT_KINDS:
            terms = terms._get_of_tree(bank.company_id)
        else:
            terms = terms.search(Domain.TRUE)
        return bank._find_sender(terms, self._get_document())

    def _get_document(self):
        """The payment as the row of the statement it came from."""
        accounts = (self.payer_account,) if self.payer_account else ()
        key = self.external_key or ""
        return Document(
            line_no=0,
            kind="",
            number=self.number or "",
            date=self.date,
            amount=Decimal(str(round(self.amount, 2))),
            raw_amount="",
            payer=Party(self.payer or "", self.payer_stir or "", accounts, ""),
            payee=NOBODY,
            date_out=None,
            date_in=self.date,
            purpose=self.purpose or "",
            extra={},
            direction="in",
            own_account=key.partition("|")[0],
            key=key,
        )

    def _settle(self):
        """Take unidentified money as the transfer it is; none if no terms fit.

        The row stays and names the transfer. The books follow at the next posting: what
        was money of nobody is money of the service, in the open month.
        """
        self.ensure_one()
        payment = self.sudo()  # read-only for all, the right is checked by callers
        payment.lock_for_update()
        terms = payment._find_terms()
        transfer = self.env["elektrohisob.payment.transfer"]
        if not terms:
            return transfer
        bank, document = payment.provider_id, payment._get_document()
        transfer = bank._find_transfer(document) or bank._create_transfer(
            payment.message_id, document, terms
        )
        payment.write(
            {
                "state": "settled",
                "transfer_id": transfer.id,
                "matched_by_id": self.env.uid,
                "suggested_account_id": False,
            }
        )
        return transfer

    def _check_cancellable(self):
        """Override of `elektrohisob.payment`: a transfer is no payment to cancel."""
        for payment in self.filtered(lambda row: row.state == "settled"):
            raise UserError(
                self.env._(
                    "Payment %(payment)s is the transfer of a service. Correct the "
                    "days it is for in Payments → Transfers of services.",
                    payment=payment.display_name,
                )
            )
        return super()._check_cancellable()
