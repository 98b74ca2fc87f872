from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

VALS = {
    "operation": "period_reopen",
    "res_model": "elektrohisob.period",
    "res_id": 0,
    "summary": "Two deciders at once",
    "reason": "x",
    "date_requested": "2026-01-01",
}


@tagged("post_install", "-at_install")
class TestApprovalConcurrency(BaseCase):
    """Two real transactions; the row they leave behind is removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            vals = {
                **VALS,
                "company_id": env.ref("base.main_company").id,
                "requested_by_id": env.ref("base.user_admin").id,
            }
            self.approval_id = env["elektrohisob.approval"].create(vals).id
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("ALTER TABLE elektrohisob_approval DISABLE TRIGGER USER")
            cr.execute(
                "DELETE FROM elektrohisob_approval WHERE id = %s", [self.approval_id]
            )
            cr.execute("ALTER TABLE elektrohisob_approval ENABLE TRIGGER USER")

    def _browse(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["elektrohisob.approval"].browse(self.approval_id)

    def test_one_of_two_wins(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            self._browse(first)._lock()
            with self.assertRaisesRegex(UserError, "at this moment"):
                self._browse(second)._lock()
            self._browse(first)._finish({"state": "withdrawn"})
        with (
            self.registry.cursor() as late,
            self.assertRaisesRegex(UserError, "no longer waiting"),
        ):
            self._browse(late)._lock()
