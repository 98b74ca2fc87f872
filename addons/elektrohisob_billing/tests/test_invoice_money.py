from datetime import date

from odoo.fields import Command

from .common_invoice_books import InvoiceCommon

LAST = date(2025, 11, 30)


class TestInvoiceMoney(InvoiceCommon):
    """October 300 kWh = 300 000 so'm, November 100 kWh = 100 000 so'm."""

    def _post(self, period=None):
        self.env["elektrohisob.gl.posting"]._post(period or self.period)
        self.env.invalidate_all()

    def _invoice_two_months(self):
        """Invoices of October and November; November is open."""
        self._charge(300)
        self.november = self._open_month("2025-11-01")
        self._charge(400, "2025-12-01", self.november)
        self._make(last=LAST)
        return self.account.invoice_ids.sorted("month")

    def test_oldest_first(self):
        """350 000 pay October whole and 50 000 of November."""
        october, november = self._invoice_two_months()
        self._pay(self.account, "2025-11-20", 350000)
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (0, 50000))
        self.assertEqual(october.move_id.payment_state, "paid")
        self.assertEqual(november.move_id.payment_state, "partial")
        self._pay(self.account, "2025-11-21", 50000)
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (0, 0))

    def test_cancelled_payment_pays_nothing(self):
        """300 000 had paid October; cancelled, October is unpaid again."""
        october, november = self._invoice_two_months()
        first = self._pay(self.account, "2025-11-20", 300000)
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (0, 100000))
        first._cancel("Test")
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (300000, 100000))
        self.assertEqual(october.move_id.payment_state, "not_paid")

    def test_cancelled_payment_among_others(self):
        """Of 100 000, 250 000 and 40 000 the second is cancelled: 140 000 pay October,
        160 000 of it are left."""
        october, november = self._invoice_two_months()
        self._pay(self.account, "2025-11-18", 100000)
        wrong = self._pay(self.account, "2025-11-19", 250000)
        self._pay(self.account, "2025-11-20", 40000)
        self._post(self.november)
        # 390 000: October whole, 90 000 of November
        self.assertEqual((october.residual, november.residual), (0, 10000))
        wrong._cancel("Test")
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (160000, 100000))
        self._pay(self.account, "2025-11-21", 160000)
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (0, 100000))

    def test_cancelled_payment_is_found_by_its_entry(self):
        """100 000, 40 000 and again 100 000: the first is cancelled, so the money of
        the 18th is matched with it, not the same sum of the 20th."""
        october, november = self._invoice_two_months()
        wrong = self._pay(self.account, "2025-11-18", 100000)
        self._pay(self.account, "2025-11-19", 40000)
        self._pay(self.account, "2025-11-20", 100000)
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (60000, 100000))
        wrong._cancel("Test")
        self._post(self.november)
        self.assertEqual((october.residual, november.residual), (160000, 100000))
        money = self.env["account.move.line"].search(
            [
                ("elektrohisob_account_id", "=", self.account.id),
                ("elektrohisob_kind", "=", "payment"),
                ("account_id.reconcile", "=", True),
            ]
        )
        [cancelled] = money.filtered(lambda line: line.balance > 0)
        ended = cancelled.matched_credit_ids.credit_move_id
        self.assertEqual(ended.mapped("date"), [date(2025, 11, 18)])

    def test_money_of_one_account_pays_no_other(self):
        other = self._charge_other("I-2", 50)
        self._charge(300)
        made, _skipped = self._make(self.account | other)
        self._pay(self.account, "2025-10-30", 400000)
        self._post()
        self.assertEqual(made.mapped("residual"), [0, 50000])

    def test_benefit_of_an_organisation(self):
        """Half the price of 300 kWh: the invoice is of 300 000, VAT 32 142.86; the
        budget owes 150 000 (4890), the organisation the other half."""
        payer = self.env["res.partner"].create({"name": "Hokimlik", "is_company": True})
        programme = self.env["elektrohisob.benefit.programme"].create(
            {
                "code": "HALF",
                "name": "Half the price",
                "norm": "Decision 1",
                "payer_id": payer.id,
                "rate_ids": [
                    Command.create({"date_start": "2025-01-01", "percent": 50})
                ],
            }
        )
        self.env["elektrohisob.benefit"].create(
            {
                "account_id": self.account.id,
                "programme_id": programme.id,
                "person": "Zamin",
                "basis": "Contract 5",
                "date_start": "2025-10-01",
            }
        )
        self._charge(300)
        invoice, skipped = self._make()
        self.assertFalse(skipped)
        self.assertEqual((invoice.amount, invoice.vat), (300000, 32142.86))
        self.assertEqual((invoice.benefit_amount, invoice.to_pay), (150000, 150000))
        self.assertEqual(sum(invoice.line_ids.mapped("amount")), 300000)
        self._post()
        self.assertEqual(invoice.residual, 150000)
        items = self.env["account.move.line"].search(
            [("elektrohisob_account_id", "=", self.account.id)]
        )
        codes = {}
        for line in items:
            code = line.account_id.with_company(self.holding).code
            codes[code] = round(codes.get(code, 0) + line.balance, 2)
        self.assertEqual(codes["4890"], 150000)
        self.assertEqual(codes["4010"], 150000)
