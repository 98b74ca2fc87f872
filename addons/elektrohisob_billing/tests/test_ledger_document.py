from psycopg2.errors import CheckViolation, RestrictViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_payment import PaymentCommon


@tagged("post_install", "-at_install")
class TestLedgerDocument(PaymentCommon):
    """One person asks, another one decides; entries are reversed, never changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant, cls.manager = cls.users["accountant"], cls.users["manager"]

    def _ask(self, kind, **vals):
        document = (
            self.env["elektrohisob.ledger.document"]
            .with_user(self.accountant)
            .create({"kind": kind, "note": "Application 12", **vals})
        )
        document.action_ask()
        return document

    def _decide(self, document):
        document.approval_id.with_user(self.manager).action_approve()
        document.invalidate_recordset()
        self.assertEqual(document.state, "done")

    def _entries(self, account):
        entries = self.env["elektrohisob.ledger.entry"].search(
            [("account_id", "=", account.id)], order="id"
        )
        return [(entry.kind, entry.amount) for entry in entries]

    # === MOVE === #

    def test_move(self):
        """1 000 for the wrong account: −1 000, +1 000 there, −1 000 beside."""
        payment, _outcome = self._receive(account_id=self.account.id, number="7")
        document = self._ask(
            "move", payment_id=payment.id, account_to_id=self.neighbour.id
        )
        self.assertEqual(self._balance(self.account), -1000.0)  # nothing before
        self._decide(document)
        self.assertEqual(
            self._entries(self.account), [("payment", -1000.0), ("payment", 1000.0)]
        )
        self.assertEqual(self._entries(self.neighbour), [("payment", -1000.0)])
        self.assertEqual(payment.account_id, self.neighbour)
        self.assertEqual(payment.state, "posted")
        self.assertEqual(sorted(document.entry_ids.mapped("amount")), [-1000.0, 1000.0])
        for account, expected in (
            (self.account, [(0.0, 1000.0), (0.0, -1000.0)]),
            (self.neighbour, [(0.0, 1000.0)]),
        ):
            statement = account.statement(
                account=account.number, date_from="2026-05-01", date_to="2027-12-31"
            )
            lines = [(line["debit"], line["credit"]) for line in statement["lines"]]
            self.assertEqual(lines, expected)
            other = self.neighbour if account == self.account else self.account
            number = other._format_number(other.number)
            self.assertIn(number, statement["lines"][-1]["document"])
            self.assertEqual(statement["closing"], self._balance(account))

    def test_move_needs_another_account(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        with self.assertRaises(UserError):
            self._ask("move", payment_id=payment.id, account_to_id=self.account.id)
        with self.assertRaises(UserError):
            self._ask("move", payment_id=payment.id)

    def test_own_request_is_not_decided(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        document = self._ask(
            "move", payment_id=payment.id, account_to_id=self.neighbour.id
        )
        with self.assertRaises(AccessError):
            document.approval_id.with_user(self.accountant).action_approve()
        self.assertEqual(self._balance(self.account), -1000.0)

    def test_cancelled_meanwhile(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        document = self._ask(
            "move", payment_id=payment.id, account_to_id=self.neighbour.id
        )
        payment._cancel("Recalled")
        with self.assertRaises(UserError):
            self._decide(document)

    # === REFUND === #

    def test_refund_of_a_payment(self):
        """Paid twice 1 000: one goes back, the second time it cannot."""
        self._receive(account_id=self.account.id)
        second, _outcome = self._receive(account_id=self.account.id)
        self._decide(self._ask("refund", payment_id=second.id))
        self.assertEqual(self._balance(self.account), -1000.0)
        self.assertEqual(self._entries(self.account)[-1], ("refund", 1000.0))
        with self.assertRaises(UserError):
            self._ask("refund", payment_id=second.id)
        for method in ("_cancel", "_unmatch"):
            with self.assertRaises(UserError):
                getattr(second, method)("Void")

    def test_refund_of_the_prepayment(self):
        """Owed 5 000, paid 5 600: at most 600 goes back."""
        self._record(self.account, "opening", 5000.0, "2026-05-01")
        self._receive(account_id=self.account.id, amount=5600.0)
        with self.assertRaises(UserError):
            self._ask("refund", account_id=self.account.id, amount=600.01)
        self._decide(self._ask("refund", account_id=self.account.id, amount=600.0))
        self.assertEqual(self._balance(self.account), 0.0)

    def test_reversed_refund(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        refund = self._ask("refund", payment_id=payment.id)
        self._decide(refund)
        self._decide(self._ask("reversal", entry_id=refund.entry_ids.id))
        self.assertEqual(self._balance(self.account), -1000.0)
        self._decide(self._ask("refund", payment_id=payment.id, amount=400.0))
        self.assertEqual(self._balance(self.account), -600.0)

    # === RETURN === #

    def test_return(self):
        payment, _outcome = self._receive(purpose="xyz")
        self._decide(self._ask("return", payment_id=payment.id))
        self.assertEqual(payment.state, "returned")
        self.assertFalse(payment.entry_ids)
        self.assertIn("Application 12", payment.note)
        with self.assertRaises(UserError):
            payment._match(self.account)
        with self.assertRaises(UserError):
            payment._cancel("Again")

    def test_return_of_what_is_booked(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        with self.assertRaises(UserError):
            self._ask("return", payment_id=payment.id)

    # === REVERSAL === #

    def test_reversal(self):
        entry = self._record(self.account, "opening", 250.0, "2026-05-01")
        document = self._ask("reversal", entry_id=entry.id)
        self.assertEqual(document.amount, 250.0)
        self._decide(document)
        self.assertEqual(document.entry_ids.reverses_id, entry)
        self.assertEqual(self._balance(self.account), 0.0)
        with self.assertRaises(UserError):
            self._ask("reversal", entry_id=entry.id)
        with self.assertRaises(UserError):
            self._ask("reversal", entry_id=document.entry_ids.id)

    def test_charges_and_payments_have_ways_of_their_own(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        with self.assertRaises(UserError):
            self._ask("reversal", entry_id=payment.entry_ids.id)
        charge = self._record(self.account, "charge", 250.0, "2026-05-01")
        with self.assertRaises(UserError):
            self._ask("reversal", entry_id=charge.id)

    # === RIGHTS === #

    def test_nobody_changes_entries(self):
        entry = self._record(self.account, "opening", 250.0, "2026-05-01")
        for role, user in self.users.items():
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    entry.with_user(user).write({"amount": 1.0})
                with self.assertRaises(AccessError):
                    entry.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    entry.with_user(user).create({"account_id": self.account.id})
        for statement in (
            "UPDATE elektrohisob_ledger_entry SET amount = 1 WHERE id = %s",
            "DELETE FROM elektrohisob_ledger_entry WHERE id = %s",
        ):
            with (
                self.assertRaises(RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [entry.id])

    def test_who_asks(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        documents = self.env["elektrohisob.ledger.document"]
        for role in ("cashier", "clerk_household", "engineer", "auditor"):
            with self.subTest(role), self.assertRaises(AccessError):
                documents.with_user(self.users[role]).create(
                    {"kind": "refund", "payment_id": payment.id, "note": "x"}
                )

    def test_booked_documents_stay(self):
        payment, _outcome = self._receive(purpose="xyz")
        document = self._ask("return", payment_id=payment.id)
        self._decide(document)
        with (
            self.assertRaises(RestrictViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            document.sudo().note = "Something else"
            document.flush_recordset()

    def test_given_up(self):
        payment, _outcome = self._receive(purpose="xyz")
        document = self._ask("return", payment_id=payment.id)
        document.action_void()
        self.assertEqual(document.state, "void")
        self.assertEqual(document.approval_id.state, "withdrawn")
        self.assertEqual(payment.state, "unidentified")

    # === WHAT WAS ASKED === #

    def test_nothing_changes_while_it_waits(self):
        """100 so'm asked for are not 1 000 when they are approved."""
        payment, _outcome = self._receive(account_id=self.account.id)
        document = self._ask("refund", payment_id=payment.id, amount=100.0)
        for vals in (
            {"amount": 1000.0},
            {"account_id": self.neighbour.id},
            {"kind": "cancel"},
            {"note": "Another reason"},
        ):
            with self.assertRaisesRegex(UserError, "waits for a decision"):
                document.write(vals)
        document.action_withdraw()
        document.amount = 200.0
        document.action_ask()
        document.invalidate_recordset()
        self._decide(document)
        self.assertEqual(self._entries(self.account)[-1], ("refund", 200.0))

    def test_only_what_was_asked_is_carried_out(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        document = self._ask("refund", payment_id=payment.id, amount=100.0)
        self.env.cr.execute(
            "UPDATE elektrohisob_ledger_document SET amount = 1000 WHERE id = %s",
            [document.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "no longer what was asked"):
            self._decide(document)

    def test_payment_moved_meanwhile(self):
        """What is asked of a payment of one account is not done to another one."""
        payment, _outcome = self._receive(account_id=self.account.id)
        document = self._ask("cancel", payment_id=payment.id)
        move = self._ask("move", payment_id=payment.id, account_to_id=self.neighbour.id)
        self._decide(move)
        with self.assertRaisesRegex(UserError, "no longer what was asked"):
            self._decide(document)

    @mute_logger("odoo.sql_db")
    def test_no_sum_beyond_any_payment(self):
        """From 9.2e16 so'm on the tiyin of a sum do not fit into eight bytes."""
        highest = 10.0**13
        payment, _outcome = self._receive(account_id=self.account.id, amount=highest)
        self.assertAlmostEqual(self._balance(self.account), -highest, delta=0.02)
        for attempt in (
            lambda: self._receive(account_id=self.account.id, amount=highest + 1),
            lambda: self._record(self.account, "refund", highest + 1, "2026-05-20"),
            lambda: self._record(self.account, "refund", -highest - 1, "2026-05-20"),
            lambda: self._ask("penalty", account_id=self.account.id, amount=1e14),
        ):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                attempt()
        self.assertEqual(payment.state, "posted")

    def test_nobody_writes_the_outcome(self):
        payment, _outcome = self._receive(account_id=self.account.id)
        document = self._ask("refund", payment_id=payment.id)
        for vals in ({"state": "done"}, {"date_done": "2026-05-01"}):
            with self.assertRaises(AccessError):
                document.write(vals)
        with self.assertRaises(AccessError):
            document.create(
                {
                    "kind": "refund",
                    "payment_id": payment.id,
                    "note": "x",
                    "state": "done",
                }
            )
