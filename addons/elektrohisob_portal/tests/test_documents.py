"""Invoices, reconciliation acts and statements of organisations in the cabinet."""

from datetime import date
from io import BytesIO

from lxml import html
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_billing.tests.common import BillingCommon

PASSWORD = "cabinet-test-1"
OCTOBER = date(2025, 10, 1)


class DocumentsCommon(BillingCommon):
    """Two firms with a cabinet; each used 300 kWh at 1000 so'm in October 2025 and
    paid 100 000: 200 000 are owed by the invoice and by the act."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"].sudo()
        charts.try_loading("uz", company=cls.holding, install_demo=False)
        (cls.holding | cls.enterprise | cls.district_a)._set_currency_uzs()
        cls.period = cls._open_month("2025-10-01")
        cls.zamin = cls._create_firm("I-1", "“Zamin” MChJ", "301234567")
        cls.bobur = cls._create_firm("I-2", "“Bobur” MChJ", "301234568")
        cls.user = cls._create_cabinet(cls.zamin, "zamin-cabinet")
        cls._create_cabinet(cls.bobur, "bobur-cabinet")
        cls.invoice, cls.act = cls._make_documents(cls.zamin)
        cls.foreign_invoice, cls.foreign_act = cls._make_documents(cls.bobur)

    @classmethod
    def _create_firm(cls, code, name, stir):
        installation = cls._create_consumer(
            code, tariff="L-II", category="legal", name=name
        )
        account = installation.account_id
        account.stir = stir
        cls._read(installation, ("2025-11-01", 300))
        cls._settle(account, cls.period)
        cls.env["elektrohisob.payment"]._receive(
            [
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "date": "2025-10-31",
                    "amount": 100_000,
                    "channel": "bank",
                }
            ]
        )
        return account

    @classmethod
    def _create_cabinet(cls, account, login):
        account.partner_id = cls.env["res.partner"].create(
            {"name": account.name, "email": f"{login}@example.com", "lang": "en_US"}
        )
        users = cls.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "login": login,
                "password": PASSWORD,
                "partner_id": account.partner_id.id,
                "company_id": account.company_id.id,
                "company_ids": [Command.set(account.company_id.ids)],
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                "tz": "Asia/Tashkent",
            }
        )

    @classmethod
    def _make_documents(cls, account):
        invoice, _skipped = cls.env["elektrohisob.invoice"]._make_until(
            account, date(2025, 10, 31)
        )
        acts = cls.env["elektrohisob.reconciliation.act"]
        act, _skipped = acts._make(account, OCTOBER, None)
        return invoice, act


@tagged("post_install", "-at_install")
class TestDocuments(DocumentsCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("zamin-cabinet", PASSWORD)
        self.url = f"/my/electricity/{self.zamin.id}"

    def _get(self, path):
        response = self.url_open(self.url + path)
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.url, response.url)
        return html.fromstring(response.text)

    def _text(self, page, selector="#wrap"):
        (node,) = page.cssselect(selector)[:1]
        return " ".join(node.text_content().replace("\u00a0", " ").split())

    def _answer(self, act=None, account=None, **post):
        token = self._get(f"/act/{self.act.id}").cssselect("input[name=csrf_token]")
        token = token or self._get("/reading").cssselect("input[name=csrf_token]")
        account, act = account or self.zamin, act or self.act
        response = self.url_open(
            f"/my/electricity/{account.id}/act/{act.id}/answer",
            data={"csrf_token": token[0].get("value"), **post},
        )
        act.invalidate_recordset()
        return response, html.fromstring(response.text)

    def _get_state(self, page):
        (answer,) = page.cssselect(".o_elh_answer")
        return answer.get("data-state"), " ".join(answer.text_content().split())

    # === INVOICES === #

    def test_home_and_overview(self):
        home = html.fromstring(self.url_open("/my").text)
        self.assertTrue(home.cssselect(f"a[href$='{self.zamin.id}/invoices']"))
        self.assertNotIn("Bobur", home.text_content())
        page = self._get("")
        self.assertIn(self.invoice.number, page.text_content())
        self.assertIn(self.act.number, page.text_content())
        self.assertNotIn(self.foreign_invoice.number, page.text_content())

    def test_list_and_filters(self):
        page = self._get("/invoices")
        self.assertEqual(len(page.cssselect(".o_elh_document")), 1)
        text = self._text(page, ".o_elh_totals")
        self.assertIn("300,000.00", text)
        for path, count in (
            ("?unpaid=1", 1),
            ("?month=2025-10", 1),
            ("?month=2025-09", 0),
            ("?month=x'--&unpaid=", 1),
            ("/page/99", 1),
        ):
            with self.subTest(path=path):
                rows = self._get(f"/invoices{path}").cssselect(".o_elh_document")
                self.assertEqual(len(rows), count)
        self.invoice.state = "draft"
        self.assertFalse(self._get("/invoices").cssselect(".o_elh_document"))

    def test_unpaid_sum_and_paid(self):
        self.assertEqual(self.invoice._get_cabinet_state(), "overdue")
        self.env["elektrohisob.gl.posting"]._post(self.period)
        self.env["elektrohisob.invoice"]._reconcile(self.zamin)
        self.invoice.invalidate_recordset()
        self.assertEqual(self.invoice._get_cabinet_unpaid(), 200_000)
        self.assertIn(
            "200,000.00", self._text(self._get("/invoices"), ".o_elh_totals_last")
        )

    def test_invoice_and_its_file(self):
        text = self._text(self._get(f"/invoice/{self.invoice.id}"))
        for part in (self.invoice.number, "267 857,14", "32 142,86", "300 000,00"):
            self.assertIn(part, text)
        for lang in ("uz", "ru"):
            response = self.url_open(f"/{lang}{self.url}/invoice/{self.invoice.id}/pdf")
            self.assertTrue(response.content.startswith(b"%PDF"))
            self.assertIn(".pdf", response.headers["Content-Disposition"])

    # === ACTS === #

    def test_act_is_accepted_once(self):
        page = self._get(f"/act/{self.act.id}")
        self.assertTrue(page.cssselect(".o_elh_act_form"))
        self.assertIn("Answer overdue", self._text(page))
        _response, page = self._answer(decision="accepted", name="Director A. Aliyev")
        self.assertEqual(self._get_state(page)[0], "done")
        self.assertFalse(page.cssselect(".o_elh_act_form"))
        self.assertRecordValues(
            self.act,
            [
                {
                    "state": "accepted",
                    "channel": "cabinet",
                    "answered_by": "Director A. Aliyev",
                    "their_closing": self.act.closing,
                    "entered_by_id": self.user.id,
                }
            ],
        )
        event = self.act.event_ids[:1]
        self.assertEqual((event.state, event.create_uid), ("accepted", self.user))
        _response, page = self._answer(decision="disagreed", remark="x")
        state, text = self._get_state(page)
        self.assertEqual((state, self.act.state), ("refused", "accepted"))
        self.assertIn("answered already", text)

    def test_disagreement(self):
        for post, words in (
            ({}, "Choose"),
            ({"decision": "sent"}, "Choose"),
            ({"decision": "disagreed"}, "balance by your books"),
            ({"decision": "disagreed", "their_closing": "abc"}, "not a sum"),
            ({"decision": "disagreed", "their_closing": "nan"}, "not a sum"),
            ({"decision": "disagreed", "their_closing": "200000"}, "same as ours"),
            ({"decision": "disagreed", "their_closing": "5"}, "what you disagree"),
        ):
            with self.subTest(post=post):
                state, text = self._get_state(self._answer(**post)[1])
                self.assertEqual((state, self.act.state), ("refused", "made"))
                self.assertIn(words, text)
        _response, page = self._answer(
            decision="disagreed",
            their_closing="1 000,50",
            side="ahead",
            remark="<b>Paid</b> 201 000,50 on 31.10",
        )
        self.assertEqual(self._get_state(page)[0], "done")
        self.assertEqual(
            (self.act.state, self.act.their_closing, self.act.difference),
            ("disagreed", -1000.5, 201_000.5),
        )
        self.assertFalse(page.cssselect(".o_elh_card b"))
        told = self.act.activity_ids
        self.assertIn(self.users["accountant"], told.user_id)
        self.assertIn("Zamin", told[:1].summary)

    def test_typed_stays_after_a_refusal(self):
        _response, page = self._answer(decision="disagreed", remark="Paid twice")
        self.assertEqual(page.cssselect("#remark")[0].text, "Paid twice")
        page = self._get(f"/act/{self.act.id}")
        self.assertFalse(page.cssselect(".o_elh_answer"), "shown once")

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def test_csrf(self):
        response = self.url_open(
            f"{self.url}/act/{self.act.id}/answer", data={"decision": "accepted"}
        )
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.act.state, "made")

    def test_replaced_act_is_gone(self):
        self.act.state = "replaced"
        response = self.url_open(f"{self.url}/act/{self.act.id}")
        self.assertTrue(response.url.endswith("/my"))
        with self.assertRaisesRegex(UserError, "made anew"):
            self.act._answer_in_cabinet(
                decision="accepted", closing=None, remark="", name=""
            )

    # === STATEMENT === #

    def test_statement(self):
        days = "date_from=2025-10-01&date_to=2025-10-31"
        text = self._text(self._get(f"/statement?{days}"))
        for part in ("300,000.00", "100,000.00", "200,000.00"):
            self.assertIn(part, text)
        self.assertIn("before", self._text(self._get("/statement?date_to=2001-01-01")))
        self._get("/statement?date_from=x&date_to=2025-99-99")
        response = self.url_open(f"{self.url}/statement/pdf?{days}")
        self.assertTrue(response.content.startswith(b"%PDF"))
        response = self.url_open(f"{self.url}/statement/xlsx?{days}")
        sheet = load_workbook(BytesIO(response.content)).active
        values = [cell.value for row in sheet.iter_rows() for cell in row]
        self.assertIn(200_000, values)

    # === OTHERS === #

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nothing_of_another_firm(self):
        own, foreign = self.zamin.id, self.bobur.id
        invoice, act = self.foreign_invoice.id, self.foreign_act.id
        for path in (
            f"{foreign}/invoices",
            f"{foreign}/acts",
            f"{foreign}/statement",
            f"{foreign}/statement/pdf",
            f"{foreign}/statement/xlsx",
            *(f"{one}/invoice/{invoice}" for one in (own, foreign)),
            *(f"{one}/invoice/{invoice}/pdf" for one in (own, foreign)),
            *(f"{one}/act/{act}" for one in (own, foreign)),
            *(f"{one}/act/{act}/pdf" for one in (own, foreign)),
        ):
            with self.subTest(path=path):
                response = self.url_open(f"/my/electricity/{path}")
                self.assertTrue(response.url.endswith("/my"), response.url)
                self.assertNotIn("Bobur", response.text)
        for account in (self.zamin, self.bobur):
            response, _page = self._answer(
                self.foreign_act, account, decision="accepted"
            )
            self.assertTrue(response.url.endswith("/my"), response.url)
            self.assertEqual(self.foreign_act.state, "made")

    def test_letter_leads_to_the_cabinet(self):
        text = self.env.ref("elektrohisob_billing.legal_mail_act")
        _subject, body = text._write_letter(self.act, "ru_RU")
        self.assertIn(f"{self.url}/act/{self.act.id}", body)
        self.zamin.partner_id.user_ids.active = False
        self.assertNotIn("/act/", text._write_letter(self.act, "ru_RU")[1])
