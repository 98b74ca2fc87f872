from datetime import timedelta

from psycopg2.errors import RestrictViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..tools.append_only import forget
from .common import ElektrohisobCommon

WATCHED = (
    *("res.users", "res.groups", "res.groups.privilege", "ir.model.access", "ir.rule"),
    *("res.company", "elektrohisob.bank.account", "elektrohisob.signatory"),
    *("elektrohisob.contact.point", "elektrohisob.parameter"),
    *("elektrohisob.parameter.value", "elektrohisob.agreement"),
    *("elektrohisob.agreement.term", "elektrohisob.reason", "elektrohisob.bank"),
)
BULK = {
    *("reading", "interval.value", "consumption", "charge", "payment", "ledger.entry"),
    *("account", "account.state", "audit.look", "audit.output", "reference.change"),
    *("exchange.message", "exchange.line", "sync.change"),
}


class TestAudit(ElektrohisobCommon):
    """The log of changes: what it covers, that it is complete and that it stays."""

    def setUp(self):
        super().setUp()
        self.admin = self.users["admin"]
        self.root_admin = self.env.ref("base.user_admin")
        self.Log = self.env["auditlog.log"]

    def _logs(self, record, method=None):
        domain = [("model_model", "=", record._name), ("res_id", "=", record.id)]
        return self.Log.search(domain + ([("method", "=", method)] if method else []))

    def _tell(self, record):
        """Changes of a record: (field, before, after)."""
        lines = self._logs(record, "write").line_ids
        return {(line.field_name, line.before, line.after) for line in lines}

    def test_rules_cover_what_the_system_runs_on(self):
        rules = self.env["auditlog.rule"]._get_rules(*WATCHED)
        self.assertEqual(set(rules.mapped("model_model")), set(WATCHED))
        for model in WATCHED:
            self.assertTrue(hasattr(self.env[model], "auditlog_ruled_unlink"), model)

    def test_bulk_tables_are_not_watched(self):
        names = self.env["auditlog.rule"].search([]).mapped("model_model")
        short = {name.removeprefix("elektrohisob.") for name in names}
        self.assertFalse(short & BULK)

    def test_change_of_rights_is_told_in_words(self):
        clerk = self.users["clerk_household"]
        manager = self.env.ref("elektrohisob_base.group_manager")
        clerk.with_user(self.admin).sudo().write(
            {"group_ids": [Command.link(manager.id)]}
        )
        ((field, before, after),) = self._tell(clerk)
        self.assertEqual((field, before), ("group_ids", ""))
        self.assertIn(manager.name, after)
        log = self._logs(clerk, "write")
        self.assertEqual(log.company_id, clerk.company_id)

    def test_selection_and_many2one_are_told_in_words(self):
        agreement = self.env["elektrohisob.agreement"].create(
            {"number": "7", "account_id": self._create_account().id}
        )
        agreement.state = "active"
        self.assertIn(("state", "Draft", "In force"), self._tell(agreement))
        self.assertEqual(self._logs(agreement).company_id, self.district_a)

    def test_requisites_on_the_contact_are_told(self):
        self.district_a.write({"vat": "301234567", "name": "Renamed"})
        told = self._tell(self.district_a)
        self.assertIn(("vat", False, "301234567"), told)
        self.assertIn(("name", "Test district A", "Renamed"), told)

    def test_secrets_are_never_logged(self):
        user = self.users["clerk_household"]
        user.write({"password": "Correct-Horse-9", "name": "Named anew"})
        self.assertEqual({line[0] for line in self._tell(user)}, {"name"})
        self.env.flush_all()
        for name in ("password", "totp_secret", "api_key", "access_token", "key"):
            field = fields.Char()
            field.name = name
            self.assertFalse(self.env["auditlog.rule"]._is_logged(field), name)
        self.env.cr.execute(
            "SELECT count(*) FROM auditlog_log_line "
            "WHERE concat(new_value, new_value_text) LIKE '%Correct-Horse%'"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_deleted_row_keeps_its_values(self):
        signatory = self.env["elektrohisob.signatory"].create(
            {"company_id": self.district_a.id, "name": "A. B.", "position": "Head"}
        )
        signatory_id = signatory.id
        signatory.unlink()
        log = self.Log.search(
            [
                ("model_model", "=", "elektrohisob.signatory"),
                ("res_id", "=", signatory_id),
                ("method", "=", "unlink"),
            ]
        )
        self.assertIn("Head", log.line_ids.mapped("before"))

    def test_list_is_told_once(self):
        reason = self.env["elektrohisob.reason"].create(
            {"name": "Once", "document": "other"}
        )
        reason.name = "Twice"
        self.assertEqual(self._logs(reason).mapped("method"), ["create"])
        rows = self.env["elektrohisob.audit.report"].search(
            [("model", "=", reason._name), ("res_id", "=", reason.id)]
        )
        self.assertEqual(set(rows.mapped("kind")), {"create", "change"})
        self.assertEqual(set(rows.mapped("subject")), {"lists"})

    # === NOBODY CHANGES THE LOG === #

    def test_administrators_cannot_change_the_log(self):
        self.district_a.name = "Renamed"
        log = self._logs(self.district_a, "write")[:1]
        output = self.env["elektrohisob.audit.output"].create(
            {"user_id": 1, "kind": "export", "model": "res.company"}
        )
        for user in (self.admin, self.root_admin):
            mine = {"allowed_company_ids": user.company_ids.ids}
            for record in (log, log.line_ids[:1], output):
                row = record.with_user(user).with_context(**mine)
                for call in (
                    lambda row=row: row.write({"create_uid": 1}),
                    lambda row=row: row.unlink(),
                    lambda row=row: row.check_access("create"),
                    lambda row=row: row.sudo().unlink(),
                    lambda row=row: row.sudo().write({"create_uid": 1}),
                ):
                    with self.assertRaises(AccessError):
                        call()
        self.assertTrue(log.exists() and output.exists())

    def test_administrators_cannot_stop_the_log(self):
        for user in (self.admin, self.root_admin):
            rules = self.env["auditlog.rule"].search([], limit=1).with_user(user)
            for call in (
                rules.unlink,
                rules.set_to_draft,
                rules.set_to_confirmed,
                lambda rules=rules: rules.write({"state": "draft"}),
                lambda rules=rules: rules.write({"log_write": False}),
                lambda rules=rules: rules.create({"name": "x"}),
                lambda user=user: (
                    self.env["auditlog.autovacuum"].with_user(user).autovacuum(0)
                ),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_database_refuses_too(self):
        self.district_a.name = "Renamed"
        self.env["elektrohisob.audit.output"].create(
            {"user_id": 1, "kind": "export", "model": "res.company"}
        )
        self.env.flush_all()
        for table in (
            "auditlog_log",
            "auditlog_log_line",
            "elektrohisob_audit_output",
        ):
            for query in (
                f"UPDATE {table} SET id = id + 1",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                f"SELECT set_config('elektrohisob.forget', 'x:2999-01-01', true); "
                f"DELETE FROM {table}",
            ):
                with (
                    self.subTest(query),
                    self.assertRaises(RestrictViolation),
                    mute_logger("odoo.sql_db"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(query)

    def test_field_that_goes_leaves_its_values(self):
        self.district_a.name = "Renamed"
        lines = self._logs(self.district_a, "write").line_ids
        line = lines.filtered(lambda line: line.field_name == "name")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE auditlog_log_line SET field_id = NULL WHERE id = %s", [line.id]
        )
        line.invalidate_recordset()
        self.assertEqual(line.caption, "Company Name")

    # === RETENTION === #

    def test_only_what_is_over_is_forgotten(self):
        today = fields.Date.to_date("2026-11-26")
        old = self.env["elektrohisob.audit.output"].create(
            {"user_id": 1, "kind": "export", "model": "x", "date": "2020-01-01"}
        )
        young = self.env["elektrohisob.audit.output"].create(
            {"user_id": 1, "kind": "export", "model": "x"}
        )
        self.env.flush_all()
        forget(self.env.cr, old._table, "date", today - timedelta(days=365))
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())

    def test_cron_takes_the_days_from_the_parameters(self):
        old = self.env["elektrohisob.audit.output"].create(
            {"user_id": 1, "kind": "export", "model": "x", "date": "2020-01-01"}
        )
        self._set_parameter("audit_output_days", 36000)
        self.env["elektrohisob.audit.retention"]._cron_forget()
        self.assertTrue(old.exists())
        self._set_parameter(
            "audit_output_days", 400, day=fields.Date.to_date("2021-1-1")
        )
        self.env["elektrohisob.audit.retention"]._cron_forget()
        self.assertFalse(old.exists())

    # === THE LIST === #

    def test_auditor_sees_own_units_only(self):
        self.district_a.write({"vat": "301234567"})
        self.district_b.write({"vat": "307654321"})
        rows = self.env["elektrohisob.audit.report"].with_user(self.users["auditor"])
        found = rows.search([("model", "=", "res.company"), ("kind", "=", "change")])
        self.assertEqual(found.company_id, self.district_a)
        self.assertIn("301234567", found.mapped("after"))
        logs = self.Log.with_user(self.users["auditor"])
        self.assertFalse(logs.search([("company_id", "=", self.district_b.id)]))
        lines = self.env["auditlog.log.line"].with_user(self.users["auditor"])
        self.assertEqual(lines.search([]).log_id.company_id, self.district_a)

    def test_list_opens_its_entries(self):
        self.district_a.write({"vat": "301234567"})
        self.env["elektrohisob.audit.output"].create(
            {
                "user_id": 1,
                "kind": "export",
                "model": "res.company",
                "company_id": self.district_a.id,
            }
        )
        self.env.flush_all()
        Report = self.env["elektrohisob.audit.report"].with_user(self.users["auditor"])
        change = Report.search([("new_text", "=", "301234567")])
        self.assertEqual(change.what, "Tax ID")
        self.assertTrue(change.line_ids)
        self.assertEqual(change.action_open_object()["res_id"], self.district_a.id)
        output = Report.search([("kind", "=", "export")], limit=1)
        entry = output.action_open_entry()
        self.assertEqual(entry["res_model"], "elektrohisob.audit.output")
        self.assertEqual(Report.browse(change.id).read(["what"])[0]["what"], "Tax ID")

    def test_logins_are_in_the_list(self):
        self.env["elektrohisob.login.event"].create(
            {"login": "x", "outcome": "refused", "company_id": self.district_a.id}
        )
        self.env.flush_all()
        Report = self.env["elektrohisob.audit.report"].with_user(self.users["auditor"])
        row = Report.search([("kind", "=", "login")], limit=1)
        self.assertEqual((row.object_name, row.what), ("x", "Wrong password"))

    def test_clerk_does_not_see_the_log(self):
        for name in ("elektrohisob.audit.report", "auditlog.log", "auditlog.log.line"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.users["clerk_household"]).search([])
