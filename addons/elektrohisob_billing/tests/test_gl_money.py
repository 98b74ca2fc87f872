from datetime import date

from odoo import fields
from odoo.tests import tagged

from ..tools import payment_day
from .common_gl import GlCommon


@tagged("post_install", "-at_install")
class TestGlMoney(GlCommon):
    """Where money stands until it is on the bank account. October 2025: 100 kWh at 600
    so'm = 60 000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Agent",
                "code": "register_agent",
                "kind": "register",
                "company_id": cls.district_a.id,
            }
        )

    def _give_terms(self, **vals):
        return self.env["elektrohisob.payment.clearing"].create(
            {
                "provider_id": self.agent.id,
                "date_start": "2025-01-01",
                "basis": "Contract 17",
                "payer_stir": "201122337",
                **vals,
            }
        )

    def _receive(self, amount, account=None, **vals):
        [(payment, _outcome)] = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "account_id": account and account.id,
                    "company_id": self.district_a.id,
                    "date": self.period.date_end,
                    "amount": amount,
                    "channel": "bank",
                    **vals,
                }
            ]
        )
        return payment

    def _hand_over(self, amount, day="2025-10-31"):
        bank = self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Bank",
                "code": "gl-bank",
                "kind": "bank_1c",
                "company_id": self.district_a.id,
            }
        )
        return self.env["elektrohisob.payment.transfer"].create(
            {
                "provider_id": self.agent.id,
                "company_id": self.district_a.id,
                "bank_id": bank.id,
                "external_key": "77",
                "date": day,
                "amount": amount,
                "day_start": day,
                "day_end": day,
            }
        )

    def _balance_of(self, *codes):
        balances = self._balances()
        return tuple(balances.get(code, 0.0) for code in codes)

    # === SERVICES WITH TERMS === #

    def test_register_of_a_service_with_terms_is_in_transit(self):
        """100 000 by its register, 99 000 on the bank account: 5110 has 99 000 once,
        1 000 is still on its way."""
        self._give_terms()
        account = self._charge(100)
        self._receive(100_000, account, provider_id=self.agent.id, external_key="1")
        self._hand_over(99_000)
        self._post()
        self.assertEqual(
            self._balance_of("5110", "5710", "4010", "6310"),
            (99_000.0, 1_000.0, 0.0, -40_000.0),
        )
        self._assert_proved()

    def test_terms_count_on_the_day_of_the_payment(self):
        """Without terms, and before their first day, a register is the bank's own."""
        account = self._charge(100)
        self._give_terms(date_start="2025-10-31")
        days = (("1", "2025-10-30"), ("2", "2025-10-31"))
        for key, day in days:
            facts = {"provider_id": self.agent.id, "external_key": key, "date": day}
            self._receive(1_000, account, **facts)
        self._post()
        self.assertEqual(self._balance_of("5110", "5710"), (1_000.0, 1_000.0))

    def test_unidentified_row_of_a_service_with_terms(self):
        self._give_terms()
        self._receive(9_000, provider_id=self.agent.id, external_key="1")
        self._post()
        self.assertEqual(self._balances(), {"5710": 9_000.0, "6390": -9_000.0})

    # === RETURNED === #

    def test_returned_money_leaves_on_the_day_of_the_decision(self):
        """9 000 of nobody came on the 5th and went back on the 31st: 5110 has both."""
        payment = self._receive(9_000, date="2025-10-05")
        self._post()
        document = (
            self.env["elektrohisob.ledger.document"]
            .with_user(self.users["accountant"])
            .create({"kind": "return", "payment_id": payment.id, "note": "Letter 3"})
        )
        document.action_ask()
        document.approval_id.with_user(self.users["manager"]).action_approve()
        self._post()
        self.assertEqual(
            [(str(row.date), row.amount) for row in self._postings("returned")],
            [("2025-10-31", 9_000.0)],
        )
        [came] = self._postings("unidentified_bank")
        self.assertEqual((str(came.date), came.amount), ("2025-10-05", 9_000.0))
        self.assertEqual(
            self._turnovers(), {"5110": (9_000.0, 9_000.0), "6390": (9_000.0, 9_000.0)}
        )
        posting = self._postings("returned")
        self.assertEqual(self._find(posting.action_view_sources()), document.sudo())
        self.assertEqual(self._find(came.action_view_sources()), payment)

    # === CASH DESK === #

    def _open_desk(self, company, **vals):
        """A shift of the cashier at a desk of a unit; nothing in the till."""
        desk = self.env["elektrohisob.cash.desk"].create(
            {"number": 1, "name": "Hall", "company_id": company.id, **vals}
        )
        return self.env["elektrohisob.cash.shift"].create(
            {"desk_id": desk.id, "number": 1, "user_id": self.users["cashier"].id}
        )

    def _take(self, shift, account, amount, means="cash"):
        return self._receive(
            amount, account, channel="cash", shift_id=shift.id, means=means
        )

    def test_card_payments_are_in_transit(self):
        """60 000 owed; 50 000 in cash, 15 000 by card: 10 000 of them pay the debt."""
        account = self._charge(100)
        shift = self._open_desk(self.district_a)
        self._take(shift, account, 50_000)
        self._take(shift, account, 15_000, "card")
        self._post()
        self.assertEqual(
            self._balance_of("5010", "5710", "4010", "6310"),
            (50_000.0, 15_000.0, 0.0, -5_000.0),
        )
        self._assert_proved()

    def test_terminal_settles_as_a_service(self):
        """The desk names the provider of its terminal: card payments are its own, cash
        is nobody's."""
        self._give_terms()
        shift = self._open_desk(self.district_a, terminal_id=self.agent.id)
        account = self._charge(100)
        desk = self.env["elektrohisob.payment.cash"].with_user(self.users["cashier"])
        desk = desk.new({})
        values = [
            desk._prepare_payment(account, 1_000.0, shift, means)
            for means in ("card", "cash")
        ]
        card, cash = (
            self.env["elektrohisob.payment"]._receive([one])[0][0] for one in values
        )
        self.assertEqual(card.provider_id, self.agent)
        self.assertEqual(card.external_key, card.number)
        self.assertFalse(cash.provider_id)
        day = self.env["elektrohisob.payment.day"]._derive(self.agent, [card.date])
        self.assertEqual((day.our_count, day.our_amount), (1, 1_000.0))

    def test_cash_taken_by_another_unit(self):
        """A desk of district B takes 20 000 for an account of A: A has a claim on B
        (4110), B owes it to A (6110) and holds the cash."""
        account = self._charge(100)
        self.env["elektrohisob.period"].create(
            {"company_id": self.district_b.id, "date_start": "2025-10-01"}
        )
        shift = self._open_desk(self.district_b)
        payment = self._take(shift, account, 20_000)
        self._take(shift, account, 3_000, "card")
        self._post()
        self.assertEqual(
            self._balance_of("4110", "5010", "5710", "4010"),
            (23_000.0, 0.0, 0.0, 37_000.0),
        )
        self._assert_proved()
        other = self.env["elektrohisob.period"]._get_open(self.district_b)
        posted = self.env["elektrohisob.gl.posting"]._post(other)
        self.assertEqual(
            sorted((row.debit_code, row.credit_code, row.amount) for row in posted),
            [("5010", "6110", 20_000.0), ("5710", "6110", 3_000.0)],
        )
        cash = posted.filtered(lambda row: row.event == "taken_cash")
        self.assertEqual(self._find(cash.action_view_sources()), payment)
        payment._cancel("Wrong account")
        again = self.env["elektrohisob.gl.posting"]._post(other)
        self.assertEqual(
            [(row.event, row.amount) for row in again], [("taken_cash", -20_000.0)]
        )

    def test_what_is_counted_over_and_short(self):
        """500 too little at closing, 200 too much at the next opening. What is in the
        till of a new desk is nobody's surplus."""
        shift = self._open_desk(self.district_a)
        shift.opening_count = 40_000.0
        day = fields.Datetime.to_datetime("2025-10-10 12:00:00")
        shift.write({"state": "closed", "date_closed": day, "difference": -500.0})
        shift.flush_recordset()  # one open shift a desk, in the table too
        opened = {
            "desk_id": shift.desk_id.id,
            "user_id": shift.user_id.id,
            "date_opened": fields.Datetime.to_datetime("2025-10-11 04:00:00"),
            "opening_expected": 100.0,
        }
        shift.create(
            [
                {
                    **opened,
                    "number": 2,
                    "state": "closed",
                    "date_closed": fields.Datetime.to_datetime("2025-10-11 05:00:00"),
                    "opening_count": 300.0,
                    "opening_remark": "Found in the drawer",
                },
                {**opened, "number": 3, "opening_count": 100.0},
            ]
        )
        self._post()
        self.assertEqual(
            self._balances(), {"5910": 500.0, "9390": -200.0, "5010": -300.0}
        )
        over = self._postings("cash_over")
        self.assertEqual(str(over.date), "2025-10-11")
        self.assertEqual(self._find(over.action_view_sources()).number, 2)

    # === WALKING === #

    def _find(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def test_posting_leads_to_the_entries_of_its_channel_alone(self):
        """Two payments of a day, by the bank and by a service with terms."""
        self._give_terms()
        account = self._charge(100)
        bank = self._receive(1_000, account)
        agent = self._receive(
            2_000, account, provider_id=self.agent.id, external_key="1"
        )
        self._post()
        for event, payment in (("payment_bank", bank), ("payment_online", agent)):
            posting = self._postings(event)
            entries = self._find(posting.action_view_entries())
            self.assertEqual(entries.payment_id, payment)
            self.assertEqual(-sum(entries.mapped("amount")), posting.amount)
            self.assertEqual(self._find(entries.action_view_postings()), posting)
            postings = self._find(posting.move_id.action_view_postings())
            self.assertIn(posting, postings)
            self.assertEqual(posting.move_id.elektrohisob_posting_count, len(postings))

    def test_transfer_of_a_service_has_a_button(self):
        self._give_terms()
        transfer = self._hand_over(990)
        self._post()
        posting = self._postings("agent_transfer")
        self.assertFalse(posting.kind)
        self.assertEqual(self._find(posting.action_view_sources()), transfer)

    def test_entry_of_an_earlier_day_leads_to_its_posting(self):
        account = self._create_account(date_open="2025-10-01")
        opening = {"account_id": account.id, "kind": "opening", "amount": 500.0}
        entry = self.env["elektrohisob.ledger.entry"]._record(
            [{**opening, "date": "2025-08-31"}]
        )
        posting = self._post()
        self.assertEqual(self._find(entry.action_view_postings()), posting)
        self.assertEqual(self._find(posting.action_view_entries()), entry)

    # === TOLD === #

    def test_one_rule_of_what_a_register_tells(self):
        """500 paid and a lone cancellation of 70: both totals are 500."""
        day = date(2025, 10, 10)
        message = self.env["elektrohisob.exchange.message"].create(
            {"provider_id": self.agent.id, "name": "register.csv"}
        )
        for key, amount, state in (("1", 500, "performed"), ("9", 70, "cancelled")):
            self.env["elektrohisob.payment.told"].create(
                {
                    "provider_id": self.agent.id,
                    "company_id": self.district_a.id,
                    "message_id": message.id,
                    "day": day,
                    "key": key,
                    "amount": amount,
                    "state": state,
                }
            )
        self.env.flush_all()
        totals, _pairs = payment_day.read_day(self.env.cr, self.agent.id, day, True)
        total = payment_day.read_told_total(self.env.cr, self.agent.id, day, True)
        self.assertEqual((totals.told_total, total), (50_000, 50_000))
