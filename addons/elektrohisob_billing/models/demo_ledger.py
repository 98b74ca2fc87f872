from odoo import api, models

from ..demo import payments

PAYER = "“Nurli yoʻl” MCHJ"
STIR = "304512876"


class Demo(models.AbstractModel):
    """Money that somebody must decide about: a payment at a wrong account, a suspected
    double, a refund that was given, a rule for a payer."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _leave_traces(self):
        """Override of `elektrohisob.demo` to leave work with payments too."""
        super()._leave_traces()
        company = self.env.ref("elektrohisob_billing.demo_account_consumer").company_id
        payments_ = self.env["elektrohisob.payment"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("channel", "=", "bank"),
                ("account_id.category", "=", "household"),
            ],
            limit=3,
        )
        moved, twice, given = payments_
        self._ask_move(moved)
        self._pay_twice(twice)
        self._give_back(given)
        self._know_payer(company)

    @api.model
    def _ask(self, kind, payment, **vals):
        """A request of the accountant."""
        document = self.env["elektrohisob.ledger.document"]
        accountant = self._get_actor("accountant") or self.env.user
        document = document.with_user(accountant).create(
            {"kind": kind, "payment_id": payment.id, **vals}
        )
        document.action_ask()
        return document

    @api.model
    def _ask_move(self, payment):
        neighbour = self.env["elektrohisob.account"].search(
            [
                ("company_id", "=", payment.company_id.id),
                ("category", "=", "household"),
                ("id", ">", payment.account_id.id),
            ],
            order="id",
            limit=1,
        )
        self._ask(
            "move",
            payment,
            account_to_id=neighbour.id,
            note="Isteʼmolchi qoʻshnisining hisobiga toʻlagan, ariza № 214",
        )

    @api.model
    def _pay_twice(self, payment):
        """The same sum at the cash desk two days later."""
        cashier = self._get_actor("cashier") or self.env.user
        self.env["elektrohisob.payment"].with_user(cashier)._receive(
            [
                {
                    "account_id": payment.account_id.id,
                    "company_id": payment.company_id.id,
                    "date": min(payments.LAST_PAID, payment.date),
                    "amount": payment.amount,
                    "channel": "cash",
                    "number": "KV-2026-0009001",
                    "payer": payment.account_id.name,
                }
            ]
        )
        doubles = self.env["elektrohisob.payment.double"]
        doubles._find(payment.company_id, payment.date.replace(day=1))

    @api.model
    def _give_back(self, payment):
        """Asked by the accountant, approved by the manager."""
        document = self._ask(
            "refund", payment, amount=10_000, note="Ortiqcha toʻlangan, ariza № 198"
        )
        manager = self._get_actor("manager") or self.env.user
        document.approval_id.with_user(manager).action_approve()

    @api.model
    def _know_payer(self, company):
        account = self.env["elektrohisob.account"].search(
            [("company_id", "=", company.id), ("category", "=", "legal")], limit=1
        )
        self.env["elektrohisob.payment.rule"].create(
            {
                "account_id": account.id,
                "payer_stir": STIR,
                "purpose": "elektr energiyasi",
                "date_start": payments.LAST_PAID,
                "note": f"{PAYER}: ijarachi, xat № 31",
            }
        )
