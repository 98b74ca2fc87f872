import json

from odoo.tests import HttpCase, tagged

from ..tools.audit import abbreviate, log_output
from .common import ElektrohisobCommon


@tagged("post_install", "-at_install")
class TestAuditOutput(ElektrohisobCommon, HttpCase):
    """What leaves the system is noted."""

    def setUp(self):
        super().setUp()
        self.manager = self.users["manager"]
        self.account = self._create_account(phone="90 123 45 67")

    def _rows(self):
        return self.env["elektrohisob.audit.output"].search([], order="id")

    def test_export_by_rpc(self):
        self.account.with_user(self.manager).export_data(["number", "phone"])
        row = self._rows()
        self.assertEqual(row.user_id, self.manager)
        self.assertEqual(row.company_id, self.district_a)
        self.assertEqual((row.kind, row.model), ("export", "elektrohisob.account"))
        self.assertEqual((row.row_count, row.columns), (1, "number, phone"))
        self.assertEqual(
            (row.file_format, row.selection), ("api", str(self.account.id))
        )
        look = self.env["elektrohisob.audit.look"].search([])
        self.assertEqual(
            (look.way, look.what, look.account_id.id),
            ("export", "phone", self.account.id),
        )

    def test_export_by_the_browser(self):
        self.manager.password = "manager-Password-1"
        self.authenticate(self.manager.login, "manager-Password-1")
        for path, file_format in (("xlsx", "xlsx"), ("csv", "csv")):
            answer = self.url_open(
                f"/web/export/{path}",
                data={
                    "csrf_token": self.csrf_token(),
                    "data": json.dumps(
                        {
                            "model": "elektrohisob.account",
                            "fields": [{"name": "number", "label": "Number"}],
                            "ids": [],
                            "domain": [["name", "ilike", "Karimov"]],
                            "import_compat": False,
                        }
                    ),
                },
            )
            self.assertEqual(answer.status_code, 200)
            row = self._rows()[-1:]
            self.assertEqual(
                (row.user_id, row.file_format), (self.manager, file_format)
            )
            self.assertIn("Karimov", row.selection)
            self.assertTrue(row.address)

    def csrf_token(self):
        """Token of the session the test has logged in to."""
        from odoo.http import Request

        return Request.csrf_token(_FakeRequest(self.env, self.session))

    def test_report_is_noted(self):
        report = self.env["ir.actions.report"].create(
            {
                "name": "Names",
                "model": "res.company",
                "report_type": "qweb-text",
                "report_name": "elektrohisob_base.audit_test",
            }
        )
        self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "elektrohisob_base.audit_test",
                "key": "elektrohisob_base.audit_test",
                "arch": "<t t-name='elektrohisob_base.audit_test'>x</t>",
            }
        )
        report._render_qweb_text(report, self.district_a.ids)
        row = self._rows()[-1:]
        self.assertEqual((row.kind, row.name), ("print", "Names"))
        self.assertEqual((row.row_count, row.file_format), (1, "text"))
        self.assertEqual(row.company_id, self.district_a)

    def test_sheet_of_a_list_is_noted(self):
        reasons = self.env["elektrohisob.reason"].with_user(self.manager)
        reasons.action_export_sheet()
        row = self._rows()[-1:]
        self.assertEqual((row.kind, row.model), ("export", "elektrohisob.reason"))
        self.assertEqual(row.row_count, reasons.search_count([]))

    def test_long_choice_is_abbreviated(self):
        self.assertEqual(abbreviate(range(3)), "0, 1, 2")
        self.assertTrue(abbreviate(range(100)).endswith("19 … (+80)"))

    def test_files_of_several_units_belong_to_the_users_unit(self):
        companies = (self.district_a + self.district_b).with_user(self.manager)
        log_output(companies, kind="print", file_format="pdf")
        self.assertEqual(self._rows()[-1:].company_id, self.district_a)


class _FakeRequest:
    def __init__(self, env, session):
        self.env, self.session = env, session
