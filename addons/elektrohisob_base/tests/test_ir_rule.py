from .common import ElektrohisobCommon


class TestIrRule(ElektrohisobCommon):
    """Users of nearly all companies: a shorter domain, and nothing more to see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.env["res.company"].with_context(active_test=False)
        cls.account_a = cls._create_account(cls.district_a)
        cls.account_b = cls._create_account(cls.district_b)

    @classmethod
    def _create_account(cls, district):
        return cls.env["elektrohisob.account"].create(
            {"company_id": district.id, "category": "household", "surname": "Rule"}
        )

    def _get_reader(self, companies, login="rule-reader"):
        """Environment of a clerk of ``companies`` with all of them active."""
        user = self._create_user("clerk_household", companies[:1], login)
        user.company_ids = companies
        return self.env(user=user, context={"allowed_company_ids": companies.ids})

    def _get_domain(self, env, model="elektrohisob.account"):
        return str(env["ir.rule"]._compute_domain(model))

    def _find(self, env, *accounts):
        ids = [account.id for account in accounts]
        return env["elektrohisob.account"].search([("id", "in", ids)]).sudo()

    def test_all_companies_need_no_list(self):
        env = self._get_reader(self.companies.search([("id", "!=", 0)]))
        self.assertNotIn("company_id", self._get_domain(env))
        found = self._find(env, self.account_a, self.account_b)
        self.assertEqual(found, self.account_a | self.account_b)

    def test_company_added_later_stays_hidden(self):
        env = self._get_reader(self.companies.search([("id", "!=", 0)]))
        self.assertNotIn("company_id", self._get_domain(env))
        later = self._create_district("Later district", "1703202")
        account = self._create_account(later)
        found = self._find(env, self.account_a, account)
        self.assertEqual(found, self.account_a)
        self.assertIn("not in", self._get_domain(env))

    def test_nearly_all_are_told_by_the_missing(self):
        others = self.companies.search([("id", "!=", self.district_b.id)])
        env = self._get_reader(others)
        self.assertIn(f"'not in', [{self.district_b.id}]", self._get_domain(env))
        found = self._find(env, self.account_a, self.account_b)
        self.assertEqual(found, self.account_a)

    def test_archived_company_stays_hidden(self):
        env = self._get_reader(
            self.companies.search([("id", "!=", self.district_b.id)])
        )
        self.district_b.active = False
        self.assertFalse(self._find(env, self.account_b))

    def test_few_are_told_by_name(self):
        env = self._get_reader(self.district_a)
        self.assertIn(f"'in', [{self.district_a.id}]", self._get_domain(env))

    def test_rows_without_company_stay_hidden(self):
        """`company_id in (all)` does not hold where there is no company."""
        env = self._get_reader(self.companies.search([("id", "!=", 0)]))
        report = self._get_domain(env, "elektrohisob.audit.report")
        self.assertEqual(report, "[('company_id', 'not in', [False])]")

    def test_units_above_are_looked_up_once(self):
        env = self._get_reader(self.district_a)
        self.assertNotIn("parent_of", self._get_domain(env, "elektrohisob.street"))
        locality = self.env["elektrohisob.locality"].search([], limit=1)
        streets = self.env["elektrohisob.street"].create(
            [
                {
                    "name": f"Street of {unit.name}",
                    "locality_id": locality.id,
                    "company_id": unit.id,
                }
                for unit in (self.enterprise, self.district_a, self.district_b)
            ]
        )
        found = env["elektrohisob.street"].search([("id", "in", streets.ids)])
        self.assertEqual(found.sudo(), streets[:2])
