from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from .common_invoice_books import DAY, InvoiceCommon


class TestInvoice(InvoiceCommon):
    """Invoices of organisations; L-II: 1000 so'm a kWh, 12 % VAT in it.

    Net of 300,000: 300,000 ÷ 1.12 = 267,857.14; VAT 32,142.86.
    """

    def test_month_with_its_entry(self):
        self._charge(300)
        invoice, skipped = self._make()
        self.assertFalse(skipped)
        self.assertRecordValues(
            invoice,
            [
                {
                    "kind": "regular",
                    "state": "posted",
                    "month": date(2025, 10, 1),
                    "date": DAY,
                    "kwh": 300,
                    "net": 267857.14,
                    "vat": 32142.86,
                    "amount": 300000,
                    "to_pay": 300000,
                    "residual": 300000,
                }
            ],
        )
        (line,) = invoice.line_ids
        self.assertEqual((line.quantity, line.unit, line.kwh), (300, "kWh", 300))
        self.assertAlmostEqual(line.price, 892.857133, 6)
        move = invoice.move_id
        self.assertEqual((move.move_type, move.state), ("out_invoice", "posted"))
        self.assertEqual(
            (move.name, move.date, move.invoice_date), (invoice.number, DAY, DAY)
        )
        self.assertEqual(move.company_id, self.district_a)
        self.assertEqual(move.partner_id, self.account.counterparty_id)
        self.assertEqual(move.line_ids.elektrohisob_account_id, self.account)
        self.assertEqual(
            self._get_items(invoice),
            {"4010": 300000, "9020": -267857.14, "6411": -32142.86},
        )
        self.assertEqual((move.amount_untaxed, move.amount_tax), (267857.14, 32142.86))

    def test_second_run_makes_nothing(self):
        self._charge(300)
        self._make()
        again, skipped = self._make()
        self.assertFalse(again)
        self.assertIn("no charge without an invoice", skipped[self.account])

    def test_correction_up_is_an_additional_invoice(self):
        """The October reading was 320: 20 kWh more = 20,000; VAT of 320,000 is
        34,285.71, less 32,142.86 = 2,142.85; net 17,857.15."""
        self._charge(300)
        first, _skipped = self._make()
        november = self._open_month("2025-11-01")
        reading = self.installation.reading_ids.filtered(lambda row: row.value == 300)
        reading._correct(value=320, note="Read again")
        self._charge(420, "2025-12-01", november)
        made, _skipped = self._make(last=date(2025, 11, 30))
        correction = made.filtered(lambda row: row.kind == "correction")
        self.assertEqual(correction.origin_id, first)
        self.assertEqual(correction.month, date(2025, 10, 1))
        self.assertEqual((correction.amount, correction.kwh), (20000, 20))
        self.assertEqual(correction.move_id.move_type, "out_invoice")
        self.assertEqual(
            self._get_items(correction),
            {"4010": 20000, "9020": -17857.15, "6411": -2142.85},
        )
        regular = made - correction
        self.assertEqual((regular.kind, regular.amount), ("regular", 100000))

    def test_correction_down_is_a_credit_note(self):
        """250 instead of 300: 50 kWh less = 50,000; VAT of 250,000 is
        26,785.71, less 32,142.86 = −5,357.15; net −44,642.85."""
        self._charge(300)
        first, _skipped = self._make()
        november = self._open_month("2025-11-01")
        reading = self.installation.reading_ids.filtered(lambda row: row.value == 300)
        reading._correct(value=250, note="Read again")
        self._charge(250, "2025-12-01", november)
        made, _skipped = self._make(last=date(2025, 11, 30))
        made = made.filtered(lambda row: row.month == date(2025, 10, 1))
        self.assertEqual(made.origin_id, first)
        self.assertEqual(made.amount, -50000)
        self.assertEqual(made.move_id.move_type, "out_refund")
        self.assertEqual(made.move_id.reversed_entry_id, first.move_id)
        self.assertEqual(
            self._get_items(made), {"4010": -50000, "9020": 44642.85, "6411": 5357.15}
        )
        self.assertEqual(first.residual, 250000)
        self.assertEqual(made.residual, 0)

    def test_correction_of_last_year(self):
        """October 2025 corrected in January 2026: 9430 down, then 9340 up; from
        250,000 to 350,000 VAT 37,500.00 − 26,785.71 = 10,714.29."""
        self._charge(300)
        self._make()
        self._open_month("2025-12-01")
        january = self._open_month("2026-01-01")
        reading = self.installation.reading_ids.filtered(lambda row: row.value == 300)
        reading = reading._correct(value=250, note="Read again") or reading
        self._settle(self.account, january)
        last = date(2026, 1, 31)
        made, _skipped = self._make(last=last)
        down = made.filtered(lambda row: row.month == date(2025, 10, 1))
        self.assertEqual(
            self._get_items(down), {"4010": -50000, "9430": 44642.85, "6411": 5357.15}
        )
        reading = self.installation.reading_ids.filtered(
            lambda row: row.value == 250 and row.state == "valid"
        )
        reading._correct(value=350, note="Read once more")
        self._settle(self.account, january)
        made, _skipped = self._make(last=last)
        up = made.filtered(lambda row: row.month == date(2025, 10, 1))
        self.assertEqual(
            self._get_items(up), {"4010": 100000, "9340": -89285.71, "6411": -10714.29}
        )
        self.assertEqual(set(up.line_ids.mapped("event")), {"past_year_up"})

    def test_vat_of_many_lines_is_kept_to_the_tiyin(self):
        """Three accounts' worth of small charges: 1 kWh = 1000 so'm, VAT 107.14 each.

        Day by day 7 charges of 1 kWh: 7 × 107.14 = 749.98, while 12 % of the net
        6,250.02 is 750.00: the books keep what was charged.
        """
        for value in range(1, 8):
            self._charge(value, f"2025-10-{value + 1:02d}")
        invoice, _skipped = self._make()
        charges = invoice.charge_ids.mapped("charge_id")
        vat = round(sum(charges.mapped("vat")), 2)
        self.assertEqual(invoice.vat, vat)
        self.assertEqual(invoice.move_id.amount_tax, vat)
        tax = invoice.move_id.line_ids.filtered(lambda row: row.display_type == "tax")
        self.assertEqual(tax.balance, -vat)
        self.assertEqual(tax.tax_line_id.amount, 12)

    def test_what_was_paid_ahead_is_offset(self):
        """120,000 paid ahead, 300,000 charged: 180,000 remain."""
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": self.account.company_id.id,
                    "account_id": self.account.id,
                    "date": "2025-10-10",
                    "amount": 120000,
                    "channel": "bank",
                }
            ]
        )
        self._charge(300)
        invoice, _skipped = self._make()
        self.assertEqual(
            (invoice.opening, invoice.offset, invoice.to_pay), (-120000, 120000, 180000)
        )

    def test_bad_account_is_parked_and_the_others_go_on(self):
        """No tax of 13 % is in the books: that account waits, the other is invoiced."""
        other = self._create_consumer("I-2", tariff="L-II", category="legal", name="B")
        self._read(other, ("2025-11-01", 10))
        self._charge(300)
        self._settle(other.account_id, self.period)
        tariff = self.env["elektrohisob.tariff"].search([("code", "=", "L-II")])
        self.assertTrue(tariff)
        accounts = self.account | other.account_id
        find = type(self.Invoice)._search_tax

        def refuse(invoice, rate):
            if invoice.account_id == other.account_id:
                return find(invoice, 13.0)
            return find(invoice, rate)

        self.patch(type(self.Invoice), "_search_tax", refuse)
        self.patch(
            type(self.Invoice),
            "_find_tax",
            lambda invoice, books, rate: invoice._search_tax(rate),
        )
        made, skipped = self._make(accounts)
        self.assertEqual(made.account_id, self.account)
        self.assertEqual(list(skipped), [other.account_id])
        self.assertIn("no tax on sales of 13 %", skipped[other.account_id])

    def test_benefit_is_no_revenue(self):
        """A benefit of 30,000 booked with the charge stays out of lines and entry."""
        self._charge(300)
        charge = self.env["elektrohisob.charge"].search(
            [("account_id", "=", self.account.id)]
        )
        benefits = self._create_isolation_benefits(self.account, charge)
        self.assertTrue(benefits)
        invoice, _skipped = self._make()
        self.assertEqual(invoice.amount, 300000)
        self.assertFalse(invoice.charge_ids.mapped("charge_id").filtered("benefit_id"))

    def test_run_makes_them_by_jobs_and_says_when_nothing_is_left(self):
        self._charge(300)
        runs = self.env["elektrohisob.legal.run"].with_context(queue_job__no_delay=True)
        vals = {
            "company_id": self.district_a.id,
            "period_id": self.period.id,
            "kind": "invoice",
        }
        run = runs.create(vals)
        run.action_start()
        self.assertEqual((run.stage, run.made_count), ("done", 1))
        documents = run._get_documents()
        self.assertEqual(documents.amount, 300000)
        with self.assertRaisesRegex(UserError, "is in invoices already"):
            runs.create(vals).action_start()

    def test_closing_makes_what_is_missing(self):
        self._charge(300)
        self.period._close()
        self.assertEqual(self.account.invoice_ids.amount, 300000)

    @freeze_time("2025-11-01 03:00:00")
    def test_every_night(self):
        self._charge(300)
        cron = self.Invoice.with_context(queue_job__no_delay=True)
        cron._cron_make()
        self.assertEqual(self.account.invoice_ids.amount, 300000)
        cron._cron_make()
        self.assertEqual(len(self.account.invoice_ids), 1)

    def test_print_in_both_languages(self):
        self._charge(300)
        invoice, _skipped = self._make()
        for lang in ("uz_UZ", "ru_RU"):
            self.assertTrue(invoice._render_pdf(lang).startswith(b"%PDF"))
        text = invoice.with_context(lang="en_US")._prepare_text()
        self.assertEqual(text.totals[-1], "300\u00a0000,00")
        self.assertEqual(text.meters[0][1], "I-1")
        self.assertIn(f"ELH:{self.account.number}:30000000:202510", text.qr)

    def test_ways_from_the_invoice_and_back(self):
        self._charge(300)
        invoice, _skipped = self._make()
        charges = self.env["elektrohisob.charge"].search(
            invoice.action_view_charges()["domain"]
        )
        self.assertEqual(sum(charges.mapped("amount")), 300000)
        self.assertEqual(charges.invoice_id, invoice)
        entries = self.env["elektrohisob.ledger.entry"].search(
            invoice.action_view_entries()["domain"]
        )
        self.assertEqual(sum(entries.mapped("amount")), 300000)
        self.assertEqual(self.account.invoice_count, 1)
