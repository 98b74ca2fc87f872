from odoo.tests import tagged

from .common_gl import GlCommon


@tagged("post_install", "-at_install")
class TestGlProofCause(GlCommon):
    """Each difference of the proof has a cause and a way to mend it. October 2025: 100
    kWh at 600 so'm = 60 000."""

    def _open_page(self, **vals):
        user = self.users["accountant"].with_company(self.district_a)
        page = (
            self.env["elektrohisob.gl.proof"]
            .with_user(user)
            .create(
                {
                    "company_id": self.district_a.id,
                    "date_from": "2025-10-01",
                    "date_to": "2025-10-31",
                    **vals,
                }
            )
        )
        page.action_compare()
        return page

    def _causes(self, page):
        return [(line.kind, line.cause) for line in page.row_ids if line.cause]

    def _type_by_hand(self, amount, other="9390"):
        accounts = self.env["elektrohisob.gl.posting"]._get_accounts(self.district_a)
        journal = self.env.ref(f"account.{self.holding.id}_general")
        move = self.env["account.move"].with_company(self.district_a)
        move = move.create(
            {
                "move_type": "entry",
                "company_id": self.district_a.id,
                "journal_id": journal.id,
                "date": "2025-10-20",
                "line_ids": [
                    (0, 0, {"account_id": accounts[code], side: amount})
                    for code, side in (("4010", "debit"), (other, "credit"))
                ],
            }
        )
        move.action_post()

    def test_not_posted_is_posted_by_the_page(self):
        self._charge(100)
        page = self._open_page()
        self.assertEqual(self._causes(page), [("charge", "not_posted")])
        self.assertEqual(page.balance_ids.cause, "days")
        self.assertTrue(page.is_postable)
        page.row_ids.action_mend()
        self.assertTrue(page.is_proved)
        self.assertFalse(page.is_postable)

    def test_typed_by_hand(self):
        self._charge(100)
        self._post()
        self._type_by_hand(5.0)
        page = self._open_page(only_different=True)
        self.assertEqual(self._causes(page), [("", "by_hand")])
        action = page.row_ids.action_mend()
        lines = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(lines.mapped("debit"), [5.0])

    def test_organisation_without_an_invoice(self):
        """20 kWh at 1 000 so'm: 20 000 charged, no invoice yet."""
        meter = self._create_consumer(
            "ORG", "2025-10-01", tariff="L-II", category="legal", name="NUR"
        )
        self._read(meter, ("2025-11-01", 20))
        self._settle(meter.account_id, self.period)
        self._post()
        page = self._open_page()
        self.assertEqual(self._causes(page), [("charge", "not_invoiced")])
        self.assertEqual(page.row_ids.difference, 20_000.0)
        action = page.row_ids.action_mend()
        found = self.env["elektrohisob.account"].search(action["domain"])
        self.assertEqual(found, meter.account_id)
        self.env["elektrohisob.invoice"]._make_until(found, self.period.date_end)
        page.action_compare()
        self.assertTrue(page.is_proved)

    def test_days_before_the_first_one(self):
        """5 so'm of the 20th; a proof of the 25th on sees them in the balance only."""
        self._charge(0)
        self._type_by_hand(5.0)
        page = self._open_page(date_from="2025-10-25")
        self.assertEqual(page.balance_ids.cause, "earlier")
        self.assertFalse(page.row_ids)
        page.balance_ids.action_mend()
        self.assertEqual(self._causes(page), [("", "by_hand")])
        self.assertEqual(page.balance_ids.cause, "days")

    def test_balance_of_entries_brought_in_leads_to_them(self):
        """500 of 31 August are in the row of 1 October; so are they in its entries."""
        account = self._create_account(date_open="2025-10-01")
        opening = {"account_id": account.id, "kind": "opening", "amount": 500.0}
        self.env["elektrohisob.ledger.entry"]._record(
            [{**opening, "date": "2025-08-31"}]
        )
        action = self._open_page().row_ids.action_view_entries()
        entries = self.env["elektrohisob.ledger.entry"].search(action["domain"])
        self.assertEqual(entries.mapped("amount"), [500.0])

    def test_typed_between_accounts_of_consumers(self):
        """4010 / 6310 by hand before the first day of the page: the balances differ,
        no day does; a posting that waits is no cause of it."""
        self._charge(100)
        self._post()
        self._type_by_hand(5.0, "6310")
        page = self._open_page(date_from="2025-10-25")
        self.assertEqual(page.balance_ids.mapped("cause"), ["earlier", "earlier"])
        page.balance_ids[:1].action_mend()
        self.assertEqual(self._causes(page), [("", "by_hand"), ("", "by_hand")])
        self.assertEqual(page.balance_ids.mapped("cause"), ["days", "days"])
        row = page.row_ids.filtered(lambda line: line.account_code == "6310")
        lines = self.env["account.move.line"].search(row.action_mend()["domain"])
        self.assertEqual(lines.mapped("credit"), [5.0])

    def test_closed_month(self):
        """An entry that was deleted from the books of a closed month by nobody's right:
        the page leads to the month."""
        self._charge(100)
        self.period._close()
        moves = self._lines().move_id.sudo()
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' "
            "WHERE move_id = ANY(%s)",
            [moves.ids],
        )
        self.env.invalidate_all()
        page = self._open_page()
        self.assertEqual(self._causes(page), [("charge", "closed")])
        self.assertEqual(page.row_ids.action_mend()["res_id"], self.period.id)

    def test_payments_of_days_to_come(self):
        """300 paid for 5 November while October is open: told, and no difference."""
        account = self._charge(100)
        self._post()
        self.env["elektrohisob.payment"]._receive(
            [
                {
                    "account_id": account.id,
                    "company_id": self.district_a.id,
                    "date": "2025-11-05",
                    "amount": 300,
                    "channel": "bank",
                }
            ]
        )
        page = self._open_page()
        self.assertTrue(page.is_proved)
        self.assertEqual((page.waiting_count, page.waiting_amount), (1, -300.0))
        action = page.action_view_waiting()
        found = self.env["elektrohisob.ledger.entry"].search(action["domain"])
        self.assertEqual(found.mapped("amount"), [-300.0])
        self._post()
        self.period._close()
        self.period = self.env["elektrohisob.period"]._get_open(self.district_a)
        self._post()
        page = self._open_page(date_to="2025-11-30")
        self.assertEqual(page.waiting_count, 0)
        self.assertTrue(page.is_proved)

    def test_control_accounts_of_all_rules(self):
        """A rule of another day that charges debts on another account: it is compared
        too, so the proof stays whole."""
        rules = self.env["elektrohisob.gl.rule"]
        old = rules.search([("event", "=", "charge"), ("category", "=", False)])
        old.date_end = "2025-10-15"
        old.flush_recordset()
        old.copy({"debit_code": "4020", "date_start": "2025-10-16", "date_end": False})
        self._charge(100)
        self._post()
        self._assert_proved()
        self.assertIn("4020", self._proof()["accounts"])
