from odoo.tests import tagged

from .common_gl import GlCommon


@tagged("post_install", "-at_install")
class TestGlVat(GlCommon):
    """October 2025, a household: 300 kWh are 200 × 600 + 100 × 800 = 200 000 so'm, in
    it 200 000 × 12 ÷ 112 = 21 428.57 VAT; it pays 250 000, 50 000 of it ahead.
    """

    def setUp(self):
        super().setUp()
        self.account = self._charge(300)
        self._pay(self.account, 250000.0)
        self.env["elektrohisob.gl.posting"]._post(self.period)

    def _get_table(self, kind):
        sheets = self.env["elektrohisob.gl.sheet"].with_user(self.users["accountant"])
        days = {"date_from": "2025-10-01", "date_to": "2025-10-31"}
        vals = {"kind": kind, "company_id": self.district_a.id, **days}
        return sheets.create(vals)._get_table()

    def test_book_is_the_account_of_vat(self):
        table = self._get_table("vat")
        self.assertEqual(
            [(row.values[0], *row.values[5:]) for row in table.rows(0, 0)],
            [("Households", "12 %", 178571.43, 21428.57, 200000.0)],
        )
        self.assertEqual(table.totals[-1].values[-3:], (178571.43, 21428.57, 200000.0))
        self.assertEqual([proof.is_right for proof in table.proofs], [True])

    def test_what_is_not_posted_shows(self):
        self._charge(100)
        proofs = self._get_table("vat").proofs + self._get_table("consumers").proofs
        self.assertEqual([proof.is_right for proof in proofs], [False, False])

    def test_consumers_are_the_synthetic_accounts(self):
        table = self._get_table("consumers")
        figures = table.totals[0].values[4:]
        self.assertEqual(figures[2:4], (178571.43, 21428.57))
        self.assertEqual(figures[7], 250000.0)
        self.assertEqual(figures[-2:], (0.0, 50000.0))
        self.assertEqual([proof.is_right for proof in table.proofs], [True])
        told = self.env["elektrohisob.gl"].turnover(
            company=self.district_a.id, date_from="2025-10-01", date_to="2025-10-31"
        )
        closing = {row["code"]: row["closing_credit"] for row in told["accounts"]}
        self.assertEqual((closing["4010"], closing["6310"]), (0.0, 50000.0))

    def test_journal_order_of_postings(self):
        """Written in pairs, a day's entry tells which account met which."""
        table = self._get_table("journal")
        labels = [column.label for column in table.columns[1:-1]]
        self.assertEqual(
            list(zip(labels, table.totals[0].values[1:-1], strict=True)),
            [
                *(("6411", 21428.57), ("9020", 178571.43), ("Total", 200000.0)),
                *(("5110", 200000.0), ("Total", 200000.0)),
            ],
        )
