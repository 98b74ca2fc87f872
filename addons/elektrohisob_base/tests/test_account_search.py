from odoo.tests import Form
from odoo.tools import SQL

from .common import ElektrohisobCommon


class TestAccountSearch(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        locality = cls.env["elektrohisob.locality"].create(
            {"name": "Navroʻz MFY", "district_id": cls.district_a.district_id.id}
        )
        street = cls.env["elektrohisob.street"].create(
            {"name": "Choʻlpon koʻchasi", "locality_id": locality.id}
        )
        cls.wanted = cls._create_account(
            number="26264 01234567",
            surname="Oʻktamov",
            given_name="Shuxrat",
            phone="90 123-45-67, +998 (71) 200 00 69",
            pinfl="31508901234567",
            locality_id=locality.id,
            street_id=street.id,
            house="12",
            flat="3",
        )
        cls.other = cls._create_account(
            surname="Karimov", street_id=street.id, house="112"
        )
        cls.foreign = cls._create_account(
            cls.district_b, number="26273 01234567", surname="Oʻktamov"
        )

    def _find(self, query, role="clerk_household"):
        accounts = self.env["elektrohisob.account"].with_user(self.users[role])
        return accounts.search([("display_name", "ilike", query)])

    def assertFinds(self, query):
        found = self._find(query)
        self.assertEqual(found.mapped("number"), [self.wanted.number], query)

    def test_number_in_every_spelling(self):
        for query in (
            "2626401234567",
            "26264 01234567",
            " 26264-01234567 ",
            "26264 1234567",
            "01234567",
            "0123 4567",
            "1234567",
        ):
            self.assertFinds(query)

    def test_consumer_in_every_spelling(self):
        for query in (
            "Oʻktamov",
            "O'ktamov",
            "o‘ktamov",
            "oktamov",
            "O`KTAMOV shuxrat",
            "Шухрат Ўктамов",
            "ўктам",
        ):
            self.assertFinds(query)

    def test_address(self):
        for query in ("Choʻlpon oktamov", "cho'lpon 12 3", "Навруз oktamov"):
            self.assertFinds(query.replace("Навруз", "Наврўз"))

    def test_short_word_begins_a_word(self):
        """House 12 is not house 112."""
        found = self._find("Choʻlpon 12")
        self.assertIn(self.wanted, found)
        self.assertNotIn(self.other, found)

    def test_phone(self):
        for query in (
            "90 123 45 67",
            "+998 90 123-45-67",
            "(90) 1234567",
            "998901234567",
            "123-45-67 oktamov",
            "71 200-00-69",
        ):
            self.assertFinds(query)

    def test_pinfl(self):
        self.assertFinds("31508901234567")

    def test_nothing_special_in_a_pattern(self):
        self.assertFalse(self._find("%"))
        self.assertFalse(self._find("okta_ov"))

    def test_empty_query_finds_all(self):
        found = self.env["elektrohisob.account"].search([("display_name", "ilike", "")])
        self.assertIn(self.wanted, found)
        self.assertIn(self.other, found)

    def test_negative_and_exact(self):
        accounts = self.env["elektrohisob.account"]
        without = accounts.search([("display_name", "not ilike", "oktamov")])
        self.assertNotIn(self.wanted, without)
        self.assertIn(self.other, without)
        both = ["2626401234567", self.other.number]
        exact = accounts.search([("display_name", "in", both)])
        self.assertEqual(exact, self.wanted + self.other)

    def test_name_search(self):
        accounts = self.env["elektrohisob.account"]
        found = accounts.name_search("26264 01234567")
        self.assertEqual(found, [(self.wanted.id, self.wanted.display_name)])

    def test_find_returns_plain_data(self):
        accounts = self.env["elektrohisob.account"].with_user(self.users["cashier"])
        (found,) = accounts.find(query="26264 01234567")
        self.assertEqual(
            found,
            {
                "id": self.wanted.id,
                "number": "2626401234567",
                "name": "Oʻktamov Shuxrat",
                "address": "Navroʻz MFY, Choʻlpon koʻchasi, 12, 3",
                "phone": "90 123-45-67, +998 (71) 200 00 69",
                "category": "household",
                "state": "active",
                "company_id": self.district_a.id,
            },
        )
        self.assertEqual(accounts.find(query="Shekspir"), [])
        self.assertEqual(len(accounts.find(query="cho'lpon", limit=1)), 1)

    def test_search_view_asks_by_the_key(self):
        arch = self.env["elektrohisob.account"].get_view(view_type="search")["arch"]
        self.assertIn("[('display_name', 'ilike', self)]", arch)

    def test_trigram_index_serves_words_of_any_length(self):
        """Counting has no order that could tempt the planner to another index."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        accounts = self.env["elektrohisob.account"]
        for query in ("oktamov", "12", "1234567"):
            select = accounts._search([("display_name", "ilike", query)]).select(
                "count(*)"
            )
            rows = self.env.execute_query(SQL("EXPLAIN %s", select))
            plan = "\n".join(row[0] for row in rows)
            self.assertIn("elektrohisob_account_search_key_idx", plan, query)

    def test_form_saves_without_a_number(self):
        user = self.users["clerk_household"]
        form = Form(self.env["elektrohisob.account"].with_user(user))
        form.surname = "Yusupova"
        self.assertEqual(form.save().number, "2626401234569")
