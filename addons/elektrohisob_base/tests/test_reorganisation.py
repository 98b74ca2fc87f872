from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ElektrohisobCommon


class TestReorganisation(ElektrohisobCommon):
    """Units move in the tree and accounts between districts, from an open month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        districts = cls.district_a | cls.district_b
        units = cls.holding | cls.enterprise | districts
        cls.env = cls.env["base"].with_context(allowed_company_ids=units.ids).env
        periods = cls.env["elektrohisob.period"]
        for district in districts:
            periods.create({"company_id": district.id, "date_start": "2026-05-01"})
        cls.admin = cls._create_user("admin", districts | units, "reorg_admin")
        cls.manager = cls._create_user("manager", districts | units, "reorg_manager")
        cls.clerk_b = cls._create_user("clerk_household", cls.district_b, "reorg_b")
        cls.reason = cls.env["elektrohisob.reason"].search(
            [("document", "=", "reorganisation")], limit=1
        )
        cls.accounts = cls.env["elektrohisob.account"].union(
            *(cls._create_account() for _index in range(5))
        )

    def _prepare(self, **vals):
        return (
            self.env["elektrohisob.reorganisation"]
            .with_user(self.admin)
            .create(
                {
                    "company_id": self.district_a.id,
                    "company_to_id": self.district_b.id,
                    "date": "2026-05-01",
                    "order_number": "12",
                    "order_date": "2026-04-20",
                    "reason_id": self.reason.id,
                    "account_ids": self.accounts[:3].ids,
                    "chunk_size": 2,
                    **vals,
                }
            )
        )

    def _find(self, query):
        """Ids of the accounts a clerk of district B finds."""
        accounts = self.env["elektrohisob.account"].with_user(self.clerk_b)
        accounts = accounts.with_context(allowed_company_ids=self.district_b.ids)
        return [row["id"] for row in accounts.find(query=query)]

    def _carry_out(self, document):
        document.action_count()
        approval = document._request_approval("reorganisation", reason="Order")
        with trap_jobs() as trap:
            approval.with_user(self.manager).action_approve()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def test_administrator_of_one_of_the_districts_opens_it(self):
        document = self._prepare()
        self.env.invalidate_all()
        admin_b = self._create_user("admin", self.district_b, "reorg_admin_b")
        mine = document.with_user(admin_b)
        mine = mine.with_context(allowed_company_ids=self.district_b.ids)
        [seen] = mine.web_read({"name": {}, "company_id": {}, "company_to_id": {}})
        self.assertIn(self.district_a.name, seen["name"])

    def test_accounts_go_and_keep_their_numbers(self):
        document = self._prepare()
        self._carry_out(document)
        self.assertEqual((document.stage, document.progress), ("done", 100))
        self.assertEqual(document.slice_ids.mapped("account_count"), [2, 1])
        gone, stay = self.accounts[:3], self.accounts[3:]
        self.assertEqual(gone.company_id, self.district_b)
        self.assertEqual(gone.state_ids.company_id, self.district_b)
        self.assertEqual(stay.company_id, self.district_a)
        self.assertEqual(gone.mapped("number"), document.line_ids.mapped("number"))
        gone[0].phone = "901234567"  # an account with a foreign number stays editable
        self.assertEqual(self._find(gone[0].number), [gone[0].id])

    def test_former_number_finds_the_account_for_ever(self):
        before = self.accounts.mapped("number")
        self._carry_out(self._prepare(number_policy="new"))
        account = self.accounts[0]
        self.assertTrue(account.number.startswith(self.district_b.account_prefix))
        for query in (before[0], f"{before[0][:5]} {before[0][5:]}", account.number):
            self.assertEqual(self._find(query), [account.id], query)
        with self.assertRaises(ValidationError):
            self._create_account(number=before[0])
        self.accounts[3:].unlink()
        self.district_a.account_sequence_id.number_next = 1
        self.assertNotIn(self._create_account().number, before[:3])

    def test_second_run_moves_nothing(self):
        document = self._prepare()
        self._carry_out(document)
        done = document.line_ids.mapped("write_date")
        for part in document.sudo().slice_ids:
            part.state = "pending"
            part._process()
        self.assertEqual(document.line_ids.mapped("write_date"), done)
        with self.assertRaises(UserError):
            document.write({"account_ids": self.accounts.ids})

    def test_lost_jobs_are_resumed(self):
        document = self._prepare()
        document.action_count()
        approval = document._request_approval("reorganisation", reason="Order")
        with trap_jobs():
            approval.with_user(self.manager).action_approve()  # jobs are lost
        self.env.invalidate_all()
        self.assertEqual((document.stage, document.progress), ("running", 0))
        with trap_jobs() as trap:
            document.action_resume()
            trap.perform_enqueued_jobs()
        self.env.invalidate_all()
        self.assertEqual(document.stage, "done")
        self.assertEqual(self.accounts[:3].company_id, self.district_b)

    def test_merge_takes_all(self):
        document = self._prepare(kind="merge", account_ids=False)
        self._carry_out(document)
        self.assertEqual(document.stay_count, 0)
        self.assertEqual(self.accounts.company_id, self.district_b)

    def test_split_needs_an_empty_district(self):
        self._create_account(self.district_b)
        document = self._prepare(kind="split")
        document.action_count()
        with self.assertRaisesRegex(UserError, "has accounts already"):
            document._request_approval("reorganisation", reason="Order")

    def test_only_the_open_month(self):
        document = self._prepare(date="2026-04-01")
        document.action_count()
        with self.assertRaisesRegex(UserError, "open month"):
            document._request_approval("reorganisation", reason="Order")

    def test_never_alone_and_only_by_administrators(self):
        document = self._prepare()
        document.action_count()
        approval = document._request_approval("reorganisation", reason="Order")
        with self.assertRaises(AccessError):
            approval.with_user(self.admin).action_approve()
        with self.assertRaises(UserError):
            document.action_start()
        for role in ("clerk_household", "accountant", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                users_document = document.with_user(self.users[role])
                users_document.with_context(allowed_company_ids=[]).copy()

    def test_unit_moves_with_dated_history(self):
        other = self._create_company(
            "Other enterprise", "enterprise", parent_id=self.holding.id
        )
        (self.admin | self.manager).company_ids |= other
        units = self.env.companies | other
        self.env = self.env["base"].with_context(allowed_company_ids=units.ids).env
        document = self._prepare(kind="move", company_to_id=other.id, account_ids=False)
        heads = [
            self._create_staff(unit, f"head-{unit.id}")
            for unit in (self.enterprise, other)
        ]
        self._carry_out(document)
        unit = self.district_a
        self.assertEqual(document.stage, "done")
        self.assertEqual(unit.parent_id, other)
        self.assertEqual(unit.parent_path, f"{self.holding.id}/{other.id}/{unit.id}/")
        below = self.env["res.company"].search([("id", "child_of", other.id)])
        self.assertEqual(below, other | unit)
        old, new = (head.user_id.company_ids for head in heads)
        self.assertNotIn(unit, old)
        self.assertIn(unit, new)
        self.assertEqual(unit._get_parent_on(date(2026, 4, 30)), self.enterprise)
        self.assertEqual(unit._get_parent_on(date(2026, 5, 1)), other)
        self.assertEqual(self.accounts.company_id, unit)

    def test_no_unit_below_itself(self):
        document = self._prepare(
            kind="move",
            company_id=self.enterprise.id,
            company_to_id=self.holding.id,
            account_ids=False,
        )
        with self.assertRaisesRegex(UserError, "below itself"):
            self.enterprise._move_below(self.district_a, date(2026, 5, 1), document)

    def test_form_and_protocol(self):
        with Form(
            self.env["elektrohisob.reorganisation"].with_user(self.admin)
        ) as form:
            form.company_id = self.district_a
            form.company_to_id = self.district_b
            form.kind = "merge"
            form.date = "2026-05-01"
            form.order_number = "7"
            form.order_date = "2026-04-20"
            form.reason_id = self.reason
        document = form.save()
        self._carry_out(document)
        report = self.env["ir.actions.report"].with_user(self.admin)
        content, kind = report._render_xlsx(
            "elektrohisob_base.reorganisation_report_xlsx", document.ids, {}
        )
        self.assertEqual(kind, "xlsx")
        self.assertTrue(content.startswith(b"PK"))
