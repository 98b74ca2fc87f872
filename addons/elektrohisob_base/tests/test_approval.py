from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import SQL, mute_logger

from .common import ElektrohisobCommon


class TestApproval(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.env["elektrohisob.period"].create(
            {"company_id": cls.district_a.id, "date_start": "2026-01-01"}
        )
        cls.period.action_close()
        cls.february = cls.period._get_following()

    def _ask(self, role="accountant", reason="The bank sent January's list late"):
        period = self.period.with_user(self.users[role])
        return period._request_approval("period_reopen", reason=reason)

    def _as(self, approval, role):
        return approval.with_user(self.users[role])

    def test_accountant_asks_and_manager_approves(self):
        approval = self._ask()
        self.assertEqual(self.period.approval_state, "requested")
        self.assertEqual(self.period.state, "closed")
        self._as(approval, "manager").action_approve()
        self.assertRecordValues(
            approval,
            [{"state": "approved", "decided_by_id": self.users["manager"].id}],
        )
        self.assertEqual((self.period.state, self.february.state), ("open", "waiting"))
        opened = self.env["elektrohisob.period"]._get_open(self.district_a)
        self.assertEqual(opened, self.period)
        self.period.with_user(self.users["accountant"]).action_close()
        self.assertEqual((self.period.state, self.february.state), ("closed", "open"))

    def test_only_the_last_closed_month(self):
        self.february.action_close()
        with self.assertRaisesRegex(UserError, "last closed month"):
            self._ask()

    def test_wizard_sends_the_request(self):
        accountant = self.users["accountant"]
        period = self.period.with_user(accountant).with_context(
            approval_operation="period_reopen"
        )
        action = period.action_request_approval()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(accountant)
            .with_context(**action["context"])
        )
        self.assertIn("01.2026", wizard.summary)
        self.assertIn("Manager", wizard.roles)
        wizard.reason = "Readings of one street were forgotten"
        wizard.save().action_send()
        self.assertEqual(period.approval_id.reason, wizard.reason)

    def test_wizard_takes_documents_with_decisions_only(self):
        wizard = self.env["elektrohisob.approval.request"].with_user(
            self.users["accountant"]
        )
        wizard = wizard.create(
            {
                "operation": "period_reopen",
                "res_model": "res.users",
                "res_id": self.users["manager"].id,
                "reason": "x",
            }
        )
        with self.assertRaises(UserError):
            wizard.action_send()

    def test_asked_once(self):
        self._ask()
        with self.assertRaisesRegex(UserError, "already"):
            self._ask("manager")

    def test_clerk_does_not_ask(self):
        with self.assertRaises(AccessError):
            self._ask("clerk_household")

    def test_not_the_same_person(self):
        approval = self._ask("manager")
        with self.assertRaisesRegex(AccessError, "yourself"):
            self._as(approval, "manager").action_approve()
        self.assertFalse(self._as(approval, "manager").can_decide)
        self.assertEqual(self.period.state, "closed")

    @mute_logger("odoo.sql_db")
    def test_not_the_same_person_in_the_table(self):
        approval = self._ask()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            approval.sudo().write(
                {
                    "state": "approved",
                    "decided_by_id": approval.requested_by_id.id,
                    "date_decided": fields.Datetime.now(),
                }
            )

    def test_not_the_deputy_of_the_requester(self):
        approval = self._ask()
        accountant = self.users["accountant"]
        self.patch(
            self.registry["res.users"], "_get_represented_users", lambda u: accountant
        )
        with self.assertRaisesRegex(AccessError, "stand in"):
            self._as(approval, "manager").action_approve()

    def test_role_without_a_rule(self):
        approval = self._ask()
        for role in ("clerk_legal", "auditor", "admin"):
            with self.assertRaisesRegex(AccessError, "Manager"):
                self._as(approval, role).action_approve()

    def test_no_rule_at_all(self):
        self.env["elektrohisob.approval.rule"].search([]).unlink()
        with self.assertRaisesRegex(UserError, "No role may decide"):
            self._ask()

    def test_thresholds(self):
        rules = self.env["elektrohisob.approval.rule"]
        rules.search([]).unlink()
        for role, amount in (("accountant", 1_000_000), ("manager", 0)):
            group = self.env.ref(f"elektrohisob_base.group_{role}")
            rules.create(
                {
                    "operation": "period_reopen",
                    "group_id": group.id,
                    "amount_to": amount,
                    "date_start": "2026-01-01",
                }
            )
        period = self.period.with_user(self.users["admin"])
        approval = period._request_approval("period_reopen", 1_000_000.01, "x")
        with self.assertRaises(AccessError):
            self._as(approval, "accountant").action_approve()
        self.assertTrue(self._as(approval, "manager").can_decide)
        approval.with_user(self.users["admin"]).action_withdraw()
        approval = period._request_approval("period_reopen", 1_000_000, "x")
        self._as(approval, "accountant").action_approve()

    def test_rules_of_the_nearest_unit(self):
        rules = self.env["elektrohisob.approval.rule"]
        admin = self.env.ref("elektrohisob_base.group_admin")
        rules.create(
            {
                "operation": "period_reopen",
                "company_id": self.enterprise.id,
                "group_id": admin.id,
                "date_start": "2026-01-01",
            }
        )
        approval = self._ask()
        with self.assertRaises(AccessError):
            self._as(approval, "manager").action_approve()
        self._as(approval, "admin").action_approve()

    def test_ended_rule(self):
        rule = self.env.ref("elektrohisob_base.approval_rule_period_reopen")
        rule.date_end = fields.Date.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "No role"):
            self._ask()

    def test_refusal_needs_a_reason(self):
        approval = self._as(self._ask(), "manager")
        for empty in ("", "  ", None):
            with self.assertRaises(UserError):
                approval._refuse(empty)
        action = approval.action_refuse()
        self.assertEqual(action["res_model"], "elektrohisob.approval.refuse")
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.users["manager"])
            .with_context(**action["context"])
        )
        wizard.note = "Correct it in February"
        wizard.save().action_refuse()
        self.assertEqual(
            (approval.state, approval.decision_note),
            ("refused", "Correct it in February"),
        )
        self.assertEqual(self.period.state, "closed")
        self.assertEqual(approval.sudo().activity_ids.user_id, self.users["accountant"])
        self.assertTrue(self._ask())

    def test_withdrawn(self):
        approval = self._ask()
        with self.assertRaises(AccessError):
            self._as(approval, "manager").action_withdraw()
        self._as(approval, "accountant").action_withdraw()
        self.assertEqual(approval.state, "withdrawn")
        with self.assertRaisesRegex(UserError, "no longer waiting"):
            self._as(approval, "manager").action_approve()

    def test_decided_once(self):
        approval = self._ask()
        second = self._create_user("manager", self.district_a, "second_manager")
        self._as(approval, "manager").action_approve()
        with self.assertRaisesRegex(UserError, "no longer waiting"):
            approval.with_user(second)._refuse("too late")

    def test_failed_operation_leaves_the_request(self):
        approval = self._ask()
        self.february.action_close()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._as(approval, "manager").action_approve()
        self.env.invalidate_all()
        self.assertEqual(approval.state, "requested")

    def test_expires(self):
        approval = self._ask()
        approval.sudo().date_expires = fields.Date.today() - timedelta(days=1)
        self.env["elektrohisob.approval"]._cron_expire()
        self.assertEqual(approval.state, "expired")
        self.assertFalse(approval.decided_by_id)

    def test_inbox_and_activity(self):
        approval = self._ask()
        inbox = [("can_decide", "=", True)]
        found = {
            role: self.env["elektrohisob.approval"].with_user(user).search(inbox)
            for role, user in self.users.items()
        }
        self.assertEqual(found.pop("manager"), approval)
        self.assertFalse(any(found.values()))
        self.assertEqual(approval.sudo().activity_ids.user_id, self.users["manager"])
        self._as(approval, "manager").action_approve()
        self.assertFalse(approval.sudo().activity_ids)

    def test_nobody_writes_requests(self):
        approval = self._ask()
        for role, user in self.users.items():
            own = approval.with_user(user)
            for forbidden in (
                lambda own=own: own.write({"state": "approved"}),
                lambda own=own: own.unlink(),
                lambda own=own: own.copy(),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    forbidden()

    @mute_logger("odoo.sql_db")
    def test_decided_rows_are_history(self):
        approval = self._ask()
        self._as(approval, "manager").action_approve()
        for sql in (
            "UPDATE elektrohisob_approval SET reason = 'x' WHERE id = %s",
            "DELETE FROM elektrohisob_approval WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env.cr.execute(SQL(sql, approval.id))

    def test_buttons_in_the_form_of_the_document(self):
        arch = self.period.with_user(self.users["manager"]).get_view(view_type="form")
        for name in ("action_approve", "action_refuse", "action_withdraw"):
            self.assertEqual(arch["arch"].count(f'name="{name}"'), 1)
        self.assertIn("approval_text", arch["arch"])
