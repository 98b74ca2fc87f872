from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .common import ElektrohisobCommon


@freeze_time("2026-06-15 08:00:00")
class TestContract(ElektrohisobCommon):
    """What other programs do with contracts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account()
        model = cls.env["elektrohisob.contract"]
        cls.clerk = model.with_user(cls.users["clerk_household"])
        cls.head = model.with_user(cls.users["manager"])

    def _prepare(self, **options):
        return self.clerk.prepare(
            account=self.account.number,
            date_start="2026-01-01",
            terms={"permitted_power": 5},
            **options,
        )

    def test_life(self):
        made = self._prepare(volumes=[{"month": "2026-06", "kwh": 310, "kvarh": 4}])
        self.assertEqual(made["state"], "draft")
        self.assertEqual(made["account"], self.account.number)
        self.assertEqual(made["consumer"], "Karimov Anvar")
        with self.assertRaises(AccessError):
            self.clerk.sign(contract=made["id"])
        self.head.sign(contract=made["id"])
        found = self.clerk.terms(account=self.account.number, on="2026-06-30")
        self.assertEqual(found["contract"]["state"], "active")
        self.assertEqual((found["version"], found["kwh"], found["kvarh"]), (1, 310, 4))
        self.assertEqual(found["terms"]["permitted_power"], 5)
        change = self.clerk.change_terms(
            contract=made["id"], date_start="2026-07-01", terms={"permitted_power": 7}
        )
        self.assertEqual(change["difference"], "Permitted power (kW): 5 → 7")
        self.head.sign(contract=made["id"], change=change["id"])
        for day, version, power in (("2026-06-30", 1, 5), ("2026-07-01", 2, 7)):
            found = self.clerk.terms(account=self.account.number, on=day)
            self.assertEqual(found["version"], version)
            self.assertEqual(found["terms"]["permitted_power"], power)
        ended = self.clerk.end(contract=made["id"], date="2026-08-31", reason="Moved")
        self.assertEqual((ended["state"], ended["date_end"]), ("ended", "2026-08-31"))
        with self.assertRaisesRegex(UserError, "no contract terms"):
            self.clerk.terms(account=self.account.number, on="2026-09-01")

    def test_find(self):
        made = self._prepare()
        number = self.account.number
        self.assertEqual(self.clerk.find(account=number), [made])
        self.assertEqual(self.clerk.find(account=number, state="active"), [])
        self.assertEqual(self.clerk.find(account=number, on="2026-02-01"), [])
        self.head.sign(contract=made["id"])
        for day, count in (("2025-12-31", 0), ("2026-01-01", 1)):
            self.assertEqual(len(self.clerk.find(account=number, on=day)), count)

    def test_refusals(self):
        made = self._prepare()
        for call, words in (
            (lambda: self.clerk.find(state="lost"), "no state"),
            (lambda: self.clerk.find(account="1"), "no account"),
            (lambda: self.clerk.sign(contract=0), "no contract"),
            (lambda: self.head.sign(contract=made["id"], change=1), "no additional"),
            (lambda: self._prepare_unknown(), "no value “power”"),
            (lambda: self.clerk.end(contract=made["id"], date="2026-02-01",
                                    reason="x"), "in the state"),
        ):  # fmt: skip
            with self.assertRaisesRegex(UserError, words):
                call()

    def _prepare_unknown(self):
        self.clerk.prepare(
            account=self.account.number, date_start="2026-01-01", terms={"power": 5}
        )
