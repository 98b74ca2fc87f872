from odoo.exceptions import AccessError
from odoo.fields import Command

from .common import ElektrohisobCommon


class AccountReaderTests:
    """The answer is what every user's own access says. For every line of addons."""

    allow_inherited_tests_method = True

    def _ask(self, account, role="admin"):
        asked = account.with_user(self.users[role])
        action = asked.action_open_readers()
        readers = self.env["elektrohisob.account.reader"].with_user(self.users[role])
        return readers.search(action["domain"])

    def test_every_user_is_told_rightly(self):
        enterprise = self.holding | self.enterprise
        self._create_user("clerk_legal", enterprise, "reader_above")
        self._create_user("clerk_legal", self.district_b, "reader_beside")
        self._create_user("manager", enterprise | self.district_a, "reader_all")
        account = self._create_account()
        rows = self._ask(account)
        told = {row.user_id.id: row.can_write for row in rows}
        expected = {}
        for user in self.env["res.users"].search([]):
            asked = account.with_user(user).with_context(allowed_company_ids=[])
            if asked.has_access("read"):
                expected[user.id] = asked.has_access("write")
        self.assertEqual(told, expected)
        self.assertGreaterEqual(told.keys(), {user.id for user in self.users.values()})


class TestAccountReader(AccountReaderTests, ElektrohisobCommon):
    def test_why(self):
        account = self._create_account()
        card = self._create_staff(
            self.district_a, "reader_card", ["cashier"], access_until="2099-12-31"
        )
        row = self._ask(account).filtered(lambda row: row.user_id == card.user_id)
        self.assertEqual(row.roles, "Cashier")
        self.assertEqual(row.units, self.district_a.name)
        self.assertIn("2099", row.limits)
        self.assertFalse(row.can_write)

    def test_askers(self):
        account = self._create_account()
        for role, user in self.users.items():
            with self.subTest(role=role):
                if role in ("admin", "auditor", "manager"):
                    self.assertTrue(self._ask(account, role))
                    continue
                with self.assertRaises(AccessError):
                    account.with_user(user).action_open_readers()
        foreign = self._create_account(self.district_b)
        with self.assertRaises(AccessError):
            foreign.with_user(self.users["auditor"]).action_open_readers()

    def test_answers_are_of_who_asked(self):
        rows = self._ask(self._create_account())
        with self.assertRaises(AccessError):
            rows.with_user(self.users["auditor"]).read(["login"])

    def test_many_users_cost_no_more_queries(self):
        """A hundred users of the same kinds are asked about as two are."""
        account = self._create_account()
        self._ask(account)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._ask(account)
            return self.env.cr.sql_log_count - before

        few = count()
        role = self.env.ref("elektrohisob_base.group_cashier")
        self.env["res.users"].create(
            [
                {
                    "name": f"Reader {number}",
                    "login": f"reader_{number}",
                    "group_ids": [Command.set(role.ids)],
                    "company_id": self.district_a.id,
                    "company_ids": [Command.set(self.district_a.ids)],
                }
                for number in range(100)
            ]
        )
        self._ask(account)  # new users empty the caches of the rules
        self.assertLess(count(), few + 10)
