from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import HOST


@tagged("post_install", "-at_install")
class TestLogin(HttpCase):
    """A user sees his whole part of the tree from the first page after login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"]
        cls.holding = companies.create(
            {"name": "Login holding", "network_level": "holding", "logo": False}
        )
        cls.district = companies.create(
            {
                "name": "Login district",
                "network_level": "district",
                "parent_id": cls.holding.id,
                "logo": False,
            }
        )
        cls.all = cls.holding + cls.district
        cls._create_user("elh_holding", cls.holding, cls.all)
        cls._create_user("elh_district", cls.district, cls.district)

    @classmethod
    def _create_user(cls, login, company, allowed):
        return new_test_user(
            cls.env,
            login=login,
            groups="elektrohisob_base.group_manager",
            company_id=company.id,
            company_ids=[(6, 0, allowed.ids)],
        )

    def _open(self):
        response = self.url_open("/odoo")
        self.assertEqual(response.status_code, 200)
        return response

    def _cids(self):
        return self.opener.cookies.get("cids")

    def _choose(self, cids):
        for cookie in list(self.opener.cookies):
            if cookie.name == "cids":
                self.opener.cookies.clear(cookie.domain, cookie.path, cookie.name)
        if cids is not None:
            self.opener.cookies.set("cids", cids, domain=HOST, path="/")

    def _ids(self, *companies):
        return "-".join(str(company.id) for company in companies)

    def test_holding_sees_the_tree(self):
        self.authenticate("elh_holding", "elh_holding")
        self._open()
        self.assertEqual(self._cids(), self._ids(self.holding, self.district))

    def test_district_sees_itself(self):
        self.authenticate("elh_district", "elh_district")
        self._open()
        self.assertEqual(self._cids(), self._ids(self.district))

    def test_choice_is_kept_within_the_session(self):
        self.authenticate("elh_holding", "elh_holding")
        self._open()
        self._choose(self._ids(self.district))
        self._open()
        self.assertEqual(self._cids(), self._ids(self.district))

    def test_lost_or_foreign_cookie_is_set_again(self):
        self.authenticate("elh_holding", "elh_holding")
        self._open()
        for stale in (None, "999999", f"{self.holding.id}-999999"):
            self._choose(stale)
            self._open()
            self.assertEqual(
                self._cids(), self._ids(self.holding, self.district), stale
            )

    def test_next_user_of_the_same_browser(self):
        self.authenticate("elh_district", "elh_district")
        self._open()
        cids = self._cids()
        self.authenticate("elh_holding", "elh_holding")
        self._choose(cids)
        self._open()
        self.assertEqual(self._cids(), self._ids(self.holding, self.district))

    def test_new_district_of_the_tree_appears(self):
        self.authenticate("elh_holding", "elh_holding")
        self._open()
        added = self.env["res.company"].create(
            {"name": "Login new", "parent_id": self.holding.id, "logo": False}
        )
        user = self.env["res.users"].search([("login", "=", "elh_holding")])
        user.company_ids |= added
        self._open()
        self.assertEqual(self._cids(), self._ids(self.holding, self.district, added))

    def test_nobody_gets_the_login_page(self):
        response = self.url_open("/odoo")
        self.assertIn("/web/login", response.url)
        self.assertIsNone(self._cids())
