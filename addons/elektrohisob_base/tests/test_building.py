from odoo.exceptions import UserError

from .common import ElektrohisobCommon


class TestBuilding(ElektrohisobCommon):
    """Houses are typed as ranges, and accounts follow their number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.locality = cls.env["elektrohisob.locality"].create(
            {"name": "Bahor MFY", "district_id": cls.district_a.district_id.id}
        )
        cls.street = cls.env["elektrohisob.street"].create(
            {"name": "Navoiy koʻchasi", "locality_id": cls.locality.id}
        )
        cls.account = cls._create_account(
            locality_id=cls.locality.id, street_id=cls.street.id, house="12-a"
        )
        cls.Building = cls.env["elektrohisob.building"]

    def _enter(self, numbers, user="clerk_household", **vals):
        wizard = self.env["elektrohisob.building.enter"].with_user(self.users[user])
        return wizard.create({"street_id": self.street.id, "numbers": numbers, **vals})

    def test_range(self):
        """1 to 99 odd are 50 houses; 12 and 12A two more; 1 is there already."""
        wizard = self._enter("1-99 odd, 12, 12А")
        self.assertEqual((wizard.new_count, wizard.known_count), (52, 0))
        wizard.action_enter()
        self.assertEqual(len(self.street.building_ids), 52)
        self.assertEqual(self.street.building_ids[0].company_id, self.district_a)
        again = self._enter("1-3, 12 a", from_accounts=True)
        self.assertEqual((again.new_count, again.known_count), (1, 52))
        with self.assertRaisesRegex(UserError, "“koʻcha” is no house number"):
            self._enter("koʻcha").action_enter()

    def test_houses_of_accounts(self):
        self._enter(False, from_accounts=True).action_enter()
        self.assertEqual(self.street.building_ids.mapped("name"), ["12-a"])
        self.assertEqual(self.street.building_ids.account_count, 1)

    def test_renumbered_house_takes_its_accounts_along(self):
        house = self.Building.create({"name": "12A", "street_id": self.street.id})
        action = house.action_open_accounts()
        self.assertEqual(action["domain"], [("id", "in", self.account.ids)])
        house.with_user(self.users["clerk_household"]).name = "14"
        self.assertEqual(self.account.house, "14")
        self.assertEqual(self.account.address, "Bahor MFY, Navoiy koʻchasi, 14")

    def test_merge_of_houses(self):
        house, twin = self.Building.create(
            [{"name": name, "street_id": self.street.id} for name in ("12", "12A")]
        )
        twin._merge_into(house)
        self.assertEqual(self.account.house, "12")
        self.assertFalse(twin.active)

    def test_merge_of_streets_merges_houses(self):
        other = self.env["elektrohisob.street"].create(
            {"name": "ул. Навоий", "locality_id": self.locality.id}
        )
        house, twin, third = self.Building.create(
            [
                {"name": "12A", "street_id": self.street.id},
                {"name": "12 а", "street_id": other.id},
                {"name": "13", "street_id": other.id},
            ]
        )
        far = self._create_account(
            locality_id=self.locality.id, street_id=other.id, house="12 а"
        )
        other._merge_into(self.street)
        self.assertEqual(twin.replaced_by_id, house)
        self.assertEqual(third.street_id, self.street)
        self.assertEqual((far.street_id, far.house), (self.street, "12A"))
