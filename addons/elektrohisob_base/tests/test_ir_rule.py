from odoo.fields import Command

from .common import ElektrohisobCommon


class TestIrRule(ElektrohisobCommon):
    """Rules name the units of their user, or the others where these are fewer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(4):
            cls._create_company(f"Other {number}", False)
        cls.units = cls.env["res.company"].search([])
        cls.user = cls._create_user("auditor", cls.units, "rules")

    def _get_domain(self, model, companies=None):
        ids = (companies or self.user.company_ids).ids
        rules = self.env["ir.rule"].with_user(self.user)
        return rules.with_context(allowed_company_ids=ids)._compute_domain(model)

    def _assert_condition(self, domain, operator, units):
        (condition,) = domain.iter_conditions()
        self.assertEqual(condition.field_expr, "company_id")
        self.assertEqual(condition.operator, operator)
        self.assertEqual(set(condition.value), set(units.ids))

    def test_all_units_need_no_condition(self):
        for model in ("account", "street", "signatory"):
            self.assertTrue(self._get_domain(f"elektrohisob.{model}").is_true(), model)

    def test_most_units_name_the_others(self):
        domain = self._get_domain(
            "elektrohisob.account", self.units - self.district_b - self.holding
        )
        self._assert_condition(domain, "not in", self.district_b | self.holding)

    def test_few_units_are_named(self):
        domain = self._get_domain("elektrohisob.account", self.district_a)
        self._assert_condition(domain, "in", self.district_a)

    def test_units_above_are_named(self):
        above = self.district_a | self.enterprise | self.holding
        domain = self._get_domain("elektrohisob.signatory", self.district_a)
        self._assert_condition(domain, "in", above)

    def test_no_company_only_where_the_rule_says_so(self):
        street = self.env["elektrohisob.street"].create(
            {
                "name": "Of the centre",
                "locality_id": self.env["elektrohisob.locality"].search([], limit=1).id,
                "company_id": False,
            }
        )
        login = self.env["elektrohisob.login.event"].create(
            {"login": "x", "outcome": "ok", "company_id": False}
        )
        for units in (self.district_a, self.units):
            for record, seen in ((street, True), (login, False)):
                rows = record.browse().with_user(self.user)
                rows = rows.with_context(allowed_company_ids=units.ids)
                found = rows.search([("id", "=", record.id)])
                self.assertEqual(bool(found), seen, record._name)

    def test_new_and_archived_units_stay_closed(self):
        accounts = self.env["elektrohisob.account"].with_user(self.user)
        accounts = accounts.with_context(allowed_company_ids=self.units.ids)
        self.assertTrue(self._get_domain("elektrohisob.account").is_true())
        unit = self._create_district("New", "1726287")
        account = self._create_account(unit)
        self.assertFalse(accounts.search([("id", "=", account.id)]))
        self.assertFalse(account.with_env(accounts.env).has_access("read"))
        self.user.company_ids = [Command.link(unit.id)]
        accounts = accounts.with_context(allowed_company_ids=self.user.company_ids.ids)
        self.assertTrue(accounts.search([("id", "=", account.id)]))
        unit.active = False
        accounts = accounts.with_context(allowed_company_ids=self.units.ids)
        self.assertFalse(accounts.search([("id", "=", account.id)]))
