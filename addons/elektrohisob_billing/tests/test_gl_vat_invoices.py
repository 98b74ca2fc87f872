from datetime import date

from odoo.tests import tagged

from .common_invoice_books import InvoiceCommon


@tagged("post_install", "-at_install")
class TestGlVatInvoices(InvoiceCommon):
    """The VAT sales book equals the invoices, by hand.

    October: 300 kWh of “Zamin” (300 000 = 267 857.14 + 32 142.86) and 50 kWh of “Bahor”
    (50 000 = 44 642.86 + 5 357.14). In November October of “Zamin” is read again: 320,
    so 20 000 more (17 857.15 + 2 142.85, for VAT of 320 000 is 34 285.71), and
    November is 100 kWh (100 000 = 89 285.71 + 10 714.29). “Bahor” is read again as 40:
    10 000 less (VAT of 40 000 is 4 285.71, 1 071.43 less).
    """

    def setUp(self):
        super().setUp()
        self._charge(300)
        other = self._charge_other("Bahor", 50)
        self._make(self.account | other)
        self.november = self._open_month("2025-11-01")
        for installation, value in (
            (self.installation, 320),
            (other.usage_point_ids.installation_ids, 40),
        ):
            reading = installation.reading_ids.filtered(
                lambda row: str(row.date) == "2025-11-01"
            )
            reading._correct(value=value, note="Read again")
        self._read(self.installation, ("2025-12-01", 420))
        # nothing used in November
        self._read(other.usage_point_ids.installation_ids, ("2025-12-01", 40))
        self._settle(self.account | other, self.november)
        self._make(self.account | other, last=date(2025, 11, 30))
        self.env["elektrohisob.gl.posting"]._post(self.november)

    def _get_table(self, first, last):
        sheets = self.env["elektrohisob.gl.sheet"].with_user(self.users["accountant"])
        vals = {"kind": "vat", "company_id": self.district_a.id}
        return sheets.create({**vals, "date_from": first, "date_to": last})._get_table()

    def test_october(self):
        table = self._get_table("2025-10-01", "2025-10-31")
        rows = {row.values[3]: row.values[5:] for row in table.rows(0, 0)}
        self.assertEqual(
            rows,
            {
                self.account.name: ("12 %", 267857.14, 32142.86, 300000.0),
                "Bahor": ("12 %", 44642.86, 5357.14, 50000.0),
            },
        )
        self.assertEqual(
            [(row.values[0], *row.values[5:]) for row in table.totals],
            [
                ("Invoices", "12 %", 312500.0, 37500.0, 350000.0),
                ("Total", "", 312500.0, 37500.0, 350000.0),
            ],
        )
        self.assertEqual([proof.is_right for proof in table.proofs], [True])

    def test_corrections_apart(self):
        """17 857.15 − 8 928.57 = 8 928.58; 2 142.85 − 1 071.43 = 1 071.42."""
        table = self._get_table("2025-11-01", "2025-11-30")
        self.assertEqual(
            [(row.values[0], *row.values[5:]) for row in table.totals],
            [
                ("Invoices", "12 %", 89285.71, 10714.29, 100000.0),
                ("Corrections of invoices", "12 %", 8928.58, 1071.42, 10000.0),
                ("Total", "", 98214.29, 11785.71, 110000.0),
            ],
        )
        self.assertEqual([proof.is_right for proof in table.proofs], [True])

    def test_book_is_the_sum_of_the_invoices(self):
        table = self._get_table("2025-10-01", "2025-11-30")
        invoices = self.env["elektrohisob.invoice"].search(
            [("company_id", "=", self.district_a.id)]
        )
        sums = [
            round(sum(invoices.mapped(name)), 2) for name in ("net", "vat", "amount")
        ]
        self.assertEqual(list(table.totals[-1].values[6:]), sums)
