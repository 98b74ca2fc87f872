import random
from collections import defaultdict
from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from .common_payment import PaymentCommon

LAST = date(2026, 5, 31)
KINDS = (
    *("charge", "charge", "payment", "payment", "penalty", "correction"),
    *("benefit", "reallocation", "refund", "opening", "write_off"),
)


@tagged("post_install", "-at_install")
class TestAllocationSet(PaymentCommon):
    """Open debts found by the database are those of the engine."""

    def _find(self, account, day=LAST):
        """(kind, day of the entry, so'm) of the open entries, oldest first."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT found.debt, entry.date, found.open_tiyin / 100.0
                  FROM elektrohisob_open_debts(%s, %s) AS found
                  JOIN elektrohisob_ledger_entry AS entry ON entry.id = found.entry_id
                 ORDER BY entry.date, entry.id
                """,
                account.id,
                day,
            )
        )
        return [(kind, str(day), float(amount)) for kind, day, amount in rows]

    def _enter(self, account, kind, amount, day, **vals):
        entries = self.env["elektrohisob.ledger.entry"]
        return entries._record(
            [{"account_id": account.id, "kind": kind, "amount": amount, "date": day,
              **vals}]
        )  # fmt: skip

    def _rule(self, category="household", **vals):
        rules = self.env["elektrohisob.allocation.rule"]
        rules.search([("category", "=", category)]).unlink()
        return rules.create(
            {"category": category, "date_start": "2020-01-01", "basis": "Order 1"}
            | vals
        )

    # === BY HAND === #

    def test_oldest_first(self):
        """300 of March and 500 of April, 600 paid: 200 of April are open."""
        self._enter(self.account, "charge", 300, "2026-03-31")
        self._enter(self.account, "charge", 500, "2026-04-30")
        self._enter(self.account, "payment", -600, "2026-05-10")
        self.assertEqual(self._find(self.account), [("principal", "2026-04-30", 200.0)])
        before = date(2026, 5, 9)
        self.assertEqual(
            self._find(self.account, before),
            [("principal", "2026-03-31", 300.0), ("principal", "2026-04-30", 500.0)],
        )

    def test_current_month_first(self):
        """600 in May cover May's 400 and 200 of April; 300 of April stay."""
        self._rule(age="current")
        self._enter(self.account, "charge", 500, "2026-04-30")
        self._enter(self.account, "charge", 400, "2026-05-02")
        self._enter(self.account, "payment", -600, "2026-05-10")
        self.assertEqual(self._find(self.account), [("principal", "2026-04-30", 300.0)])

    def test_penalty_goes_first_or_last(self):
        """1 000 and a penalty of 100 for April, 150 paid: an organisation pays the
        penalty first, a household last."""
        for account, expected in (
            (self.shop, [("principal", "2026-04-30", 950.0)]),
            (
                self.account,
                [("principal", "2026-04-30", 850.0), ("penalty", "2026-05-01", 100.0)],
            ),
        ):
            self._enter(account, "charge", 1_000, "2026-04-30")
            month = {"target_kind": "penalty", "target_month": "2026-04-01"}
            self._enter(account, "penalty", 100, "2026-05-01", **month)
            self._enter(account, "payment", -150, "2026-05-10")
            self.assertEqual(self._find(account), expected)

    def test_correction_covers_its_month(self):
        """April's 500 less 200 by a correction, March's 300 stay whole."""
        self._enter(self.account, "charge", 300, "2026-03-31")
        self._enter(self.account, "charge", 500, "2026-04-30")
        named = {"target_kind": "principal", "target_month": "2026-04-01"}
        self._enter(self.account, "correction", -200, "2026-05-05", **named)
        self.assertEqual(
            self._find(self.account),
            [("principal", "2026-03-31", 300.0), ("principal", "2026-04-30", 300.0)],
        )

    def test_what_was_paid_ahead_covers_the_next(self):
        """700 ahead in March: of April's 1 000 and May's 50, 300 and 50 are open."""
        self._enter(self.account, "payment", -700, "2026-03-10")
        self._enter(self.account, "charge", 1_000, "2026-04-30")
        self._enter(self.account, "charge", 50, "2026-05-02")
        self.assertEqual(
            self._find(self.account),
            [("principal", "2026-04-30", 300.0), ("principal", "2026-05-02", 50.0)],
        )

    def test_reversed_payment_leaves_no_trace(self):
        self._enter(self.account, "charge", 300, "2026-03-31")
        payment = self._enter(self.account, "payment", -300, "2026-04-10")
        self._enter(self.account, "charge", 500, "2026-04-30")
        payment._reverse("Void")
        self.assertEqual(
            self._find(self.account),
            [("principal", "2026-03-31", 300.0), ("principal", "2026-04-30", 500.0)],
        )

    def test_months_under_a_court_order(self):
        """Under a court order: April. 300 cover it before March."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION elektrohisob_court_months(asked integer)
            RETURNS date[] LANGUAGE sql STABLE
            AS $$ SELECT ARRAY['2026-04-01'::date] $$
            """
        )
        self._rule(court_first=True)
        self._enter(self.account, "charge", 300, "2026-03-31")
        self._enter(self.account, "charge", 500, "2026-04-30")
        self._enter(self.account, "payment", -300, "2026-05-10")
        expected = [
            ("principal", "2026-03-31", 300.0),
            ("principal", "2026-04-30", 200.0),
        ]
        self.assertEqual(self._find(self.account), expected)
        self.assertEqual(self._by_engine(self.account), self._by_debt(self.account))

    # === ANY HISTORY === #

    def _by_engine(self, account, day=LAST):
        found = account._get_allocation(day)
        return {target: tiyin for target, tiyin in found.open.items() if tiyin}

    def _by_debt(self, account, day=LAST):
        """(kind, month) → tiyin by the database."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT found.debt,
                       COALESCE(entry.target_month,
                                date_trunc('month', entry.date)::date),
                       sum(found.open_tiyin)::bigint
                  FROM elektrohisob_open_debts(%s, %s) AS found
                  JOIN elektrohisob_ledger_entry AS entry ON entry.id = found.entry_id
                 GROUP BY 1, 2
                """,
                account.id,
                day,
            )
        )
        return {(kind, month): tiyin for kind, month, tiyin in rows}

    def _make_history(self, chance, account):
        """Entries of all kinds on any day of five months, some of them reversed."""
        entries = self.env["elektrohisob.ledger.entry"]
        for _step in range(chance.randint(3, 14)):
            day = date(2026, chance.randint(1, 5), chance.randint(1, 28))
            amount = chance.randint(1, 40) * 10.01
            month = date(2026, chance.randint(1, 5), 1)
            kind = chance.choice(KINDS)
            sign = 1 if kind in ("charge", "penalty", "refund") else -1
            if kind in ("correction", "reallocation", "opening"):
                sign = chance.choice((1, -1))
            vals = {}
            if kind in ("penalty", "correction", "benefit", "reallocation"):
                debts = ("principal", "penalty", "costs")
                debt = chance.choice(debts) if kind == "reallocation" else "principal"
                debt = "penalty" if kind == "penalty" else debt
                vals = {"target_kind": debt, "target_month": month}
            entry = self._enter(account, kind, sign * amount, day, **vals)
            if chance.random() < 0.15:
                later = entries._record(
                    [
                        {
                            "account_id": account.id,
                            "kind": kind,
                            "amount": -sign * amount,
                            "reverses_id": entry.id,
                            "date": date(2026, 5, chance.randint(1, 28)),
                        }
                    ]
                )
                self.assertTrue(later)

    def test_set_and_engine_agree(self):
        """60 histories under random rules, seen from several days; the sum of what is
        open is the balance, where there is a debt."""
        chance = random.Random(7)
        for number in range(60):
            for category in ("household", "legal"):
                self._set_rules(chance, category)
            category = chance.choice(("household", "legal"))
            account = self._create_account(
                date_open="2026-01-01", category=category, name=f"A{number}"
            )
            self._make_history(chance, account)
            for day in (date(2026, 2, 14), date(2026, 4, 30), LAST):
                with self.subTest(number=number, day=day):
                    found = self._by_debt(account, day)
                    self.assertEqual(found, self._by_engine(account, day))
            self.assertEqual(
                sum(found.values()) / 100, max(self._balance(account), 0.0)
            )

    def _set_rules(self, chance, category):
        """One rule or two of random orders in a row."""
        kinds = ["principal", "penalty", "costs"]
        chance.shuffle(kinds)
        vals = {
            "order": chance.choice(("age", "kind")),
            "age": chance.choice(("oldest", "current")),
            **dict(
                zip(("first_kind", "second_kind", "third_kind"), kinds, strict=True)
            ),
        }
        first = self._rule(category, **vals)
        if chance.random() < 0.5:
            first.date_end = "2026-03-15"
            first.flush_recordset()
            first.copy(
                {
                    "date_start": "2026-03-16",
                    "date_end": False,
                    "order": chance.choice(("age", "kind")),
                }
            )

    def test_plain_accounts_are_those_without_odd_entries(self):
        """What the reports find by walking back from the newest entry is the same."""
        chance, sums = random.Random(11), defaultdict(float)
        for number in range(25):
            account = self._create_account(date_open="2026-01-01", name=f"P{number}")
            for _step in range(chance.randint(2, 9)):
                day = date(2026, chance.randint(1, 5), chance.randint(1, 28))
                amount = chance.randint(1, 40) * 10.01
                kind = chance.choice(("charge", "charge", "payment", "write_off"))
                sign = 1 if kind == "charge" else -1
                self._enter(account, kind, sign * amount, day)
            for _kind, day, amount in self._find(account):
                age = (LAST - date.fromisoformat(day)).days
                place = next(
                    (n for n, most in enumerate((30, 60, 90, 180)) if age <= most), 4
                )
                sums[place] += amount
        ledger = self.env["elektrohisob.gl"]
        asked = ledger._get_asked(self.district_a, LAST, LAST)
        [row] = ledger._get_debts(asked)
        self.assertEqual([round(sums[place], 2) for place in range(4)], list(row[4:8]))
