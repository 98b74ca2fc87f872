from odoo.exceptions import UserError

from .common import BillingCommon


class TestStoveHouse(BillingCommon):
    """``elektrohisob.stove.house``: the tariff of all flats of a house.

    October and November are booked: 200, 100 and 50 kWh each, at 600 so'm 240,000,
    120,000 and 60,000; the stove's 300 make 120,000, 60,000 and 30,000.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        locality = cls.env["elektrohisob.locality"].create(
            {"name": "Bogʻ MFY", "district_id": cls.district_a.district_id.id}
        )
        cls.street = cls.env["elektrohisob.street"].create(
            {"name": "Bogʻ", "locality_id": locality.id}
        )
        cls.accounts = cls.env["elektrohisob.account"]
        for number, house, kwh in (
            ("1", "12", 200),
            ("2", "12 ", 100),
            ("3", "14", 50),
        ):
            meter = cls._create_consumer(f"SH-{number}")
            meter.account_id.write(
                {
                    "locality_id": locality.id,
                    "street_id": cls.street.id,
                    "house": house,
                    "flat": number,
                }
            )
            cls._read(meter, ("2025-11-01", kwh), ("2025-12-01", 2 * kwh))
            cls.accounts |= meter.account_id
        cls.period = cls._open_month("2025-10-01")
        cls._settle(cls.accounts, cls.period)
        cls.period = cls._open_month("2025-11-01")
        cls._settle(cls.accounts, cls.period)
        cls.scan = cls.env["ir.attachment"].create({"name": "act.pdf", "raw": b"%PDF"})

    def _enter(self, **vals):
        return self.env["elektrohisob.stove.house"].create(
            {
                "company_id": self.district_a.id,
                "street_id": self.street.id,
                "houses": "12",
                "date_start": "2025-10-01",
                "act_number": "7",
                "scan_ids": [(6, 0, self.scan.ids)],
                **vals,
            }
        )

    def test_consumers_of_the_house(self):
        wizard = self._enter()
        self.assertEqual(wizard.line_ids.account_id, self.accounts[:2])
        self.assertEqual(set(wizard.line_ids.mapped("is_taken")), {True})
        street = self._enter(houses=False)
        self.assertEqual(street.line_ids.account_id, self.accounts)

    def test_preview_keeps_nothing(self):
        """400 kWh at 300 instead of 600: −120,000; 200 kWh: −60,000."""
        wizard = self._enter()
        wizard.action_preview()
        self.assertEqual(wizard.line_ids.mapped("effect"), [-120000, -60000])
        self.assertEqual(wizard.effect, -180000)
        self.assertFalse(self.accounts.agreement_ids.change_ids)
        self.assertFalse(any(self.accounts.state_ids.mapped("dirty_from")))
        self.assertEqual(self.accounts.mapped("amount_due"), [240000, 120000, 60000])

    def test_prepared_signed_and_settled_as_previewed(self):
        action = self._enter().action_apply()
        changes = self.env["elektrohisob.agreement.change"].search(action["domain"])
        self.assertEqual(set(changes.mapped("state")), {"draft"})
        self.assertEqual(changes.scan_ids, self.scan)
        self.assertEqual(set(changes.mapped("ground")), {"Act 7"})
        again = self._enter()
        self.assertFalse(any(again.line_ids.mapped("is_taken")))
        with self.assertRaisesRegex(UserError, "No consumer"):
            again.action_apply()
        changes.action_sign()
        self._settle(self.accounts, self.period)
        self.assertEqual(self.accounts.mapped("amount_due"), [120000, 60000, 60000])

    def test_undone_by_its_own_document(self):
        """One flat has gas: its change is undone before it is settled; another one is
        settled already and put right by a change from the same day: sums as before."""
        action = self._enter().action_apply()
        changes = self.env["elektrohisob.agreement.change"].search(
            action["domain"], order="id"
        )
        changes.action_sign()
        changes[:1].action_undo()
        self._settle(self.accounts, self.period)
        self.assertEqual(self.accounts.mapped("amount_due"), [240000, 60000, 60000])
        with self.assertRaisesRegex(UserError, "10.2025 is charged already"):
            changes[1:].action_undo()
        general = self.env["elektrohisob.tariff"].search([("code", "=", "H-GEN")])
        back = self._enter(tariff_id=general.id, act_number="8")
        self.assertEqual(
            back.line_ids.filtered("is_taken").account_id, self.accounts[1]
        )
        action = back.action_apply()
        changes.search(action["domain"]).action_sign()
        self._settle(self.accounts, self.period)
        self.assertEqual(self.accounts.mapped("amount_due"), [240000, 120000, 60000])

    def test_needs_the_scanned_act(self):
        with self.assertRaisesRegex(UserError, "scanned act"):
            self._enter(scan_ids=False).action_apply()
