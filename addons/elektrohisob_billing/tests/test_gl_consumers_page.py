import random
from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.gl_consumers_totals import TOTALS
from .common_books import BooksCommon

FIRST, LAST = date(2026, 3, 5), date(2026, 4, 20)
KINDS = (
    *("charge", "charge", "payment", "payment", "correction", "benefit", "penalty"),
    *("refund", "write_off", "opening"),
)


@tagged("post_install", "-at_install")
class TestGlConsumersPage(BooksCommon):
    """Pages and totals of the turnover by consumer are found in a short way: they are
    those of the long one, which gives each account its figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance, cls.accounts = random.Random(5), []
        cls.env["elektrohisob.period"].create(
            {"company_id": cls.district_b.id, "date_start": "2026-05-01"}
        )
        version = cls.env["elektrohisob.tariff.version"].search([], limit=1)
        for number in range(40):
            unit = chance.choice((cls.district_a, cls.district_a, cls.district_b))
            account = cls._create_account(
                unit,
                date_open="2026-01-01",
                category=chance.choice(("household", "household", "legal")),
                name=f"C{number}",
            )
            cls.accounts.append(account)
            for _step in range(chance.randint(0, 6)):
                kind = chance.choice(KINDS)
                sign = 1 if kind in ("charge", "penalty", "refund") else -1
                amount = sign * chance.randint(1, 90) * 10.01
                day = date(2026, chance.randint(2, 5), chance.randint(1, 28))
                vals = {"kind": kind, "amount": amount, "date": day}
                if kind in ("charge", "correction"):
                    vals["charge_id"] = cls._make_charge(account, version, amount).id
                cls.env["elektrohisob.ledger.entry"]._record(
                    [{"account_id": account.id, **vals}]
                )
        cls.units = cls.district_a | cls.district_b
        cls._move(cls.accounts[3], cls.accounts[4])

    @classmethod
    def _make_charge(cls, account, version, amount):
        return cls.env["elektrohisob.charge"].create(
            {
                "account_id": account.id,
                "company_id": account.company_id.id,
                "period_id": cls.env["elektrohisob.period"]
                ._get_open(account.company_id)
                .id,
                "kind": "regular",
                "month": "2026-03-01",
                "date_start": "2026-03-01",
                "date_end": "2026-04-01",
                "version_id": version.id,
                "amount": amount,
                "vat": round(amount * 12 / 112, 2),
            }
        )

    @classmethod
    def _move(cls, *accounts):
        """Accounts that have left district A, with what they owed or had paid."""
        cls.env.flush_all()
        for account in accounts:
            there = (
                cls.district_b
                if account.company_id == cls.district_a
                else (cls.district_a)
            )
            reorganisation = cls.env["elektrohisob.reorganisation"].create(
                {
                    "company_id": account.company_id.id,
                    "company_to_id": there.id,
                    "date": "2026-05-01",
                    "order_number": "1",
                    "order_date": "2026-04-20",
                    "reason_id": cls.env["elektrohisob.reason"]
                    .search([("document", "=", "reorganisation")], limit=1)
                    .id,
                }
            )
            line = cls.env["elektrohisob.account.transfer"].create(
                {
                    "reorganisation_id": reorganisation.id,
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "company_to_id": there.id,
                    "date": "2026-05-01",
                    "number": account.number,
                }
            )
            amount = account.amount_due
            for sign, unit in ((-1, account.company_id), (1, there)):
                if unit == there:
                    account.company_id = there
                    account.state_ids.company_id = there
                    cls.env.flush_all()
                if amount:
                    cls.env["elektrohisob.ledger.entry"]._record(
                        [
                            {
                                "account_id": account.id,
                                "kind": "transfer",
                                "amount": sign * amount,
                                "transfer_id": line.id,
                                "date": "2026-05-01",
                            }
                        ]
                    )

    def _ask(self, units=None, first=FIRST, last=LAST, **filters):
        ledger = self.env["elektrohisob.gl"]
        return ledger._get_asked(units or self.units, first, last, **filters)

    def _long(self, asked):
        return self.env.execute_query(self.env["elektrohisob.gl"]._get_consumers(asked))

    def _turn(self, asked, way, size):
        """All rows, page by page."""
        ledger, found, mark = self.env["elektrohisob.gl"], [], ""
        if way == "<":
            mark = "<99999999999999|0|0"
        while rows := self.env.execute_query(
            ledger._get_consumers_page(asked, size, mark)
        ):
            found = [*found, *rows] if way == ">" else [*rows, *found]
            mark = way + ledger._get_mark(rows[-1] if way == ">" else rows[0])
        return found

    def test_pages_there_and_back(self):
        for units in (self.units, self.district_a, self.district_b):
            for category in (None, "household", "legal"):
                asked = self._ask(units, category=category)
                expected = self._long(asked)
                self.assertTrue(expected)
                for way in "><":
                    for size in (1, 7, 100):
                        with self.subTest(units=units, category=category, way=way):
                            self.assertEqual(self._turn(asked, way, size), expected)

    def test_totals(self):
        """Of any days, units and filters."""
        days = (
            (FIRST, LAST),
            (date(2026, 1, 1), date(2026, 12, 31)),
            (date(2026, 5, 1), date(2026, 5, 31)),
        )
        for units in (self.units, self.district_a):
            for first, last in days:
                for filters in (
                    {},
                    {"category": "household"},
                    {"sign": "debt"},
                    {"category": "legal", "sign": "advance"},
                    {"group": "III"},
                ):
                    asked = self._ask(units, first, last, **filters)
                    [(count, *sums)] = self.env.execute_query(SQL(TOTALS, **asked))
                    expected = (count, [round(float(one), 2) for one in sums])
                    found = self.env["elektrohisob.gl"]._get_consumers_totals(asked)
                    with self.subTest(first=first, **filters):
                        self.assertEqual(found, expected)

    def test_page_of_the_screen(self):
        """The second page follows the first; another question begins anew."""
        sheet = self._sheet("consumers", date_from="2026-02-01")
        page = sheet._get_page()
        self.assertTrue(page["pending"])
        self.assertFalse(page["totals"])
        rows = page["rows"]
        sheet.is_whole = True
        page = sheet._get_page()
        self.assertEqual(page["rows"], rows)
        self.assertEqual((page["pending"], page["count"]), (False, len(rows)))
        self.assertTrue(page["totals"])
        self.assertEqual(len(page["marks"]), 2)
        numbers = [row["cells"][0] for row in page["rows"]]
        self.assertEqual(numbers, sorted(numbers))
        sheet.write({"page": 1, "seek": f">{page['marks'][1]}"})
        self.assertFalse(sheet._get_page()["page"])  # all stand on the first one
        sheet._onchange_asked()
        self.assertEqual((sheet.page, sheet.seek, sheet.is_whole), (0, False, False))
