from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD, PortalCommon

VISIBLE = (
    "elektrohisob.account",
    "elektrohisob.account.state",
    "elektrohisob.usage.point",
    "elektrohisob.device",
    "elektrohisob.installation",
    "elektrohisob.reading",
    "elektrohisob.consumption",
    "elektrohisob.charge",
    "elektrohisob.payment",
    "elektrohisob.ledger.entry",
    "elektrohisob.invoice",
    "elektrohisob.invoice.line",
    "elektrohisob.reconciliation.act",
    "elektrohisob.reconciliation.act.line",
    "elektrohisob.advance.notice",
)
PARENTS = {
    "elektrohisob.invoice.line": "invoice_id",
    "elektrohisob.reconciliation.act.line": "act_id",
}
IRRELEVANT = ("action_archive", "action_unarchive")  # no field active
HIDDEN_FIELDS = {
    "elektrohisob.account": (
        "pinfl",
        "identity_document",
        "note",
        "search_key",
        "cabinet_login",
    ),
    "elektrohisob.reading": ("message_id", "decided_by_id"),
}


class SecurityCommon(PortalCommon):
    @classmethod
    def _build(cls):
        super()._build()
        for account in cls.karim + cls.lola:
            cls._create_documents(account)

    @classmethod
    def _create_documents(cls, account):
        """An invoice and a reconciliation act with a line each, an advance notice."""
        head = {
            "number": f"DOC-{account.number}",
            "account_id": account.id,
            "company_id": account.company_id.id,
            "month": cls.month_2,
            "date": cls.this_month,
            "date_due": cls.this_month,
        }
        cls.env["elektrohisob.invoice"].create(
            {
                **head,
                "period_id": cls.period_2.id,
                "state": "posted",
                "line_ids": [Command.create({"unit": "kWh", "amount": 600})],
            }
        )
        cls.env["elektrohisob.reconciliation.act"].create(
            {
                **head,
                "date_from": cls.month_2,
                "date_to": cls.this_month,
                "line_ids": [
                    Command.create({"date": cls.this_month, "kind": "charge"})
                ],
            }
        )

        cls.env["elektrohisob.advance.notice"].create(
            {**head, "mode": "full", "stage": "sent", "amount": 600}
        )

    def _get_rows(self, model, account):
        """Rows of an account in one of the visible models, as superuser."""
        records = self.env[model].sudo()
        if model == "elektrohisob.account":
            return account
        if model == "elektrohisob.device":
            return records.search([("installation_ids.account_id", "=", account.id)])
        path = ".".join(filter(None, (PARENTS.get(model), "account_id")))
        return records.search([(path, "=", account.id)])


@tagged("post_install", "-at_install")
class TestSecurity(SecurityCommon):
    """Consumer Karim gets at nothing of consumer Lola through the ORM."""

    def test_only_own_rows_are_found(self):
        for name in VISIBLE:
            with self.subTest(model=name):
                own = self._get_rows(name, self.karim)
                foreign = self._get_rows(name, self.lola)
                self.assertTrue(own and foreign)
                model = self.env[name].with_user(self.karim_user)
                self.assertEqual(model.search([]), own.with_user(self.karim_user))
                domain = [("id", "in", foreign.ids)]
                self.assertFalse(model.search(domain))
                self.assertFalse(model.web_search_read(domain, {"id": {}})["records"])
                self.assertEqual(model.search_count(domain), 0)
                self.assertEqual(model._read_group(domain, [], ["__count"]), [(0,)])

    def test_foreign_rows_are_not_read(self):
        for name in VISIBLE:
            foreign = self._get_rows(name, self.lola).with_user(self.karim_user)
            with self.subTest(model=name):
                for read in (
                    lambda rows=foreign: rows.read(["display_name"]),
                    lambda rows=foreign: rows.web_read({"display_name": {}}),
                    lambda rows=foreign: rows.export_data(["id"]),
                ):
                    self.env.invalidate_all()
                    with self.assertRaises(UserError):  # export: a right of staff
                        read()

    def test_nothing_is_written(self):
        for name in VISIBLE:
            rows = self._get_rows(name, self.karim).with_user(self.karim_user)
            with self.subTest(model=name):
                with self.assertRaises(UserError):  # documents say no before the rules
                    rows.write({"company_id": self.district_a.id})
                with self.assertRaises(AccessError):
                    rows.unlink()
                with self.assertRaises(AccessError):
                    rows.create({"company_id": self.district_a.id})

    def test_other_models_are_closed(self):
        for name, model in self.env.registry.items():
            if not name.startswith("elektrohisob.") or model._abstract:
                continue
            records = self.env[name].with_user(self.karim_user)
            with self.subTest(model=name):
                self.assertEqual(records.has_access("read"), name in VISIBLE)
                self.assertFalse(records.has_access("write"))
                self.assertFalse(records.has_access("create"))
                self.assertFalse(records.has_access("unlink"))

    def test_staff_fields_are_hidden(self):
        for name, names in HIDDEN_FIELDS.items():
            rows = self._get_rows(name, self.karim).with_user(self.karim_user)
            for field in names:
                with self.subTest(model=name, field=field):
                    self.assertNotIn(field, rows.fields_get())
                    with self.assertRaises(AccessError):
                        rows.read([field])
                    with self.assertRaises(AccessError):
                        rows.search([(field, "!=", False)])

    def test_pinfl_does_not_leak_through_the_search(self):
        accounts = self.env["elektrohisob.account"].with_user(self.karim_user)
        with self.assertRaises(AccessError):
            accounts.find(query="3202")
        with self.assertRaises(AccessError):
            accounts.name_search("Lola")

    def test_buttons_change_nothing(self):
        """Public methods are callable by RPC; none of them serves a consumer."""
        before = self._snapshot()
        for name in VISIBLE:
            rows = self._get_rows(name, self.karim).with_user(self.karim_user)
            for method in dir(type(rows)):
                if not method.startswith("action_") or method in IRRELEVANT:
                    continue
                with self.subTest(model=name, method=method):
                    self._call_button(rows[:1], method)
        self.assertEqual(self._snapshot(), before)

    @mute_logger("odoo.sql_db")
    def _call_button(self, row, method):
        with self.env.cr.savepoint() as savepoint:
            try:
                getattr(row, method)()
            except (UserError, TypeError, KeyError):
                savepoint.rollback()

    def _snapshot(self):
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for name in VISIBLE:
            rows = self._get_rows(name, self.karim)
            stored = [
                f.name for f in rows._fields.values() if f.store and f.column_type
            ]
            found[name] = rows.read(stored, load=None)
        return found

    def test_contact_of_a_company_sees_its_accounts(self):
        company = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        self.other.partner_id = company
        self.karim_user.partner_id.parent_id = company
        accounts = self.env["elektrohisob.account"].with_user(self.karim_user)
        self.assertIn(self.other, accounts.search([]))


@tagged("post_install", "-at_install")
class TestSecurityHttp(SecurityCommon, HttpCase):
    """Consumer Karim gets at nothing of consumer Lola through the web."""

    def setUp(self):
        super().setUp()
        self.authenticate("karim-cabinet", PASSWORD)

    def _rpc(self, model, method, args, kwargs):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "jsonrpc": "2.0",
                "method": "call",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
        )
        return response.json()

    def test_urls_of_another_consumer(self):
        """A stranger's page and a page that does not exist look the same."""
        paths = ("", "/payments", "/readings", "/payments/page/1", "/reading")
        paths += (f"/bill/{self.period_2.id}",)
        for account_id in (self.lola.id, self.other.id, 999999999):
            for path in paths:
                url = f"/my/electricity/{account_id}{path}"
                with self.subTest(url=url):
                    response = self.url_open(url, allow_redirects=False)
                    self.assertEqual(response.status_code, 303)
                    self.assertTrue(response.headers["Location"].endswith("/my"))
                    self.assertNotIn("Lolayeva", response.text)

    @mute_logger("odoo.http")
    def test_bill_address_of_the_staff(self):
        response = self.url_open(
            f"/elektrohisob/bill/{self.lola.id}/{self.month_2:%Y-%m}"
        )
        self.assertIn(response.status_code, (403, 404))

    def test_bill_of_a_period_without_entries(self):
        period = self.env["elektrohisob.period"].create(
            {"company_id": self.district_b.id, "date_start": self.month_2}
        )
        response = self.url_open(
            f"/my/electricity/{self.karim.id}/bill/{period.id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)

    def test_staff_does_not_use_the_cabinet_of_a_consumer(self):
        self.authenticate(
            "elektrohisob_clerk_household", "elektrohisob_clerk_household"
        )
        response = self.url_open(
            f"/my/electricity/{self.karim.id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)

    def test_logged_out(self):
        self.authenticate(None, None)
        response = self.url_open(
            f"/my/electricity/{self.karim.id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    @mute_logger("odoo.http")
    def test_rpc(self):
        specification = {"specification": {"display_name": {}}}
        for name in VISIBLE:
            foreign = self._get_rows(name, self.lola).ids
            with self.subTest(model=name):
                answer = self._rpc(
                    name, "web_search_read", [[("id", "in", foreign)]], specification
                )
                self.assertEqual(answer["result"]["records"], [])
                answer = self._rpc(name, "read", [foreign], {})
                self.assertIn("AccessError", answer["error"]["data"]["name"])
                answer = self._rpc(name, "write", [foreign, {"company_id": 1}], {})
                self.assertIn("AccessError", answer["error"]["data"]["name"])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_json2(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.karim_user)
            .sudo()  # consumers get no keys; the worst case is tried here
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        )
        headers = {"Authorization": f"bearer {key}"}

        def post(path, **body):
            return self.url_open(f"/json/2/{path}", json=body, headers=headers)

        foreign = post(
            "elektrohisob.account/search_read",
            domain=[["number", "=", self.lola.number]],
            fields=["number"],
        )
        self.assertEqual(foreign.json(), [])
        own = post("elektrohisob.account/search_read", domain=[], fields=["number"])
        self.assertEqual([row["number"] for row in own.json()], [self.karim.number])
        for path, body in (
            ("elektrohisob.account/balance", {"account": self.lola.number}),
            (
                "elektrohisob.account/statement",
                {
                    "account": self.lola.number,
                    "date_from": str(self.month_1),
                    "date_to": str(self.this_month),
                },
            ),
            (
                "elektrohisob.reading/submit",
                {
                    "account": self.lola.number,
                    "date": str(self.this_month),
                    "value": 9999,
                    "source": "operator",
                },
            ),
            (
                "elektrohisob.reading/submit",
                {
                    "account": self.karim.number,
                    "date": str(self.this_month),
                    "value": 9999,
                    "source": "act",
                },
            ),
        ):
            with self.subTest(path=path, body=body):
                answer = post(path, **body)
                if answer.status_code < 400:  # a reading of an unknown account
                    self.assertEqual(answer.json()["state"], "refused")
        self.assertFalse(
            self.env["elektrohisob.reading"].search([("value", "=", 9999)])
        )
