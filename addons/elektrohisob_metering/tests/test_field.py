import json
from urllib.parse import urlsplit
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .common import PIXEL, MeteringCommon

HOME = "/elektrohisob/field"


class TestField(MeteringCommon, HttpCase):
    """The page of field crews: own orders only, repeated submits, pictures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.users["crew"]
        cls.crew = cls._create_crew(users=cls.member)
        account = cls._create_account(surname="Qodirov")
        cls.installation = cls._create_installation(account, "F1", opening=100)
        cls.order = cls._create_order(cls.installation, "check", cls.crew)
        cls.other_crew = cls._create_crew(name="Crew 2")
        cls.other = cls._create_order(
            cls._create_installation(cls._create_account(), "F2"),
            "read",
            cls.other_crew,
        )
        foreign = cls._create_crew(cls.district_b, name="Crew B")
        cls.foreign = cls._create_order(
            cls._create_installation(cls._create_account(cls.district_b), "F3"),
            "read",
            foreign,
        )

    def setUp(self):
        super().setUp()
        self.authenticate(self.member.login, self.member.login)

    def _send(self, order, **item):
        item = {"order": order.id, "uuid": str(uuid4()), "type": "result", **item}
        answer = self.make_jsonrpc_request(f"{HOME}/send", {"item": item})
        self.env.invalidate_all()
        return answer

    def test_page_shows_own_orders(self):
        page = self.url_open(HOME)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Qodirov", page.text)
        self.assertIn(self.order.number, page.text)
        for order in (self.other, self.foreign):
            self.assertNotIn(order.number, page.text)
        start = page.text.index('type="application/json">') + 24
        data = json.loads(page.text[start : page.text.index("</script>", start)])
        (row,) = data["orders"]
        self.assertEqual((row["last"], row["meter"][:2]), ("100", "F1"))
        self.assertIn("No access to the meter", [r["name"] for r in data["reasons"]])
        orders = self.url_open(f"{HOME}/orders").json()["orders"]
        self.assertEqual([row["id"] for row in orders], self.order.ids)
        worker = self.url_open(f"{HOME}/worker.js")
        self.assertEqual(worker.headers["Content-Type"], "text/javascript")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], HOME)

    def test_login_of_a_crew_opens_the_page(self):
        """Others, and he who came for another page, go where they want to."""
        for role, wish, place in (
            ("crew", "", HOME),
            ("crew", "/odoo?", HOME),
            ("crew", "/odoo/consumers", "/odoo/consumers"),
            ("engineer", "", "/odoo"),
        ):
            with self.subTest(role=role, wish=wish):
                self.authenticate(None, None)
                login = self.users[role].login
                answer = self.url_open(
                    "/web/login",
                    data={
                        "login": login,
                        "password": login,
                        "redirect": wish,
                        "csrf_token": Request.csrf_token(self),
                    },
                    allow_redirects=False,
                )
                self.assertEqual(urlsplit(answer.headers["Location"]).path, place)

    def test_who_is_in_no_crew_is_told_so(self):
        self.authenticate(self.users["cashier"].login, self.users["cashier"].login)
        page = self.url_open(HOME)
        self.assertEqual(page.status_code, 403)
        self.assertIn("You are in no crew", page.text)
        self.assertNotIn("Qodirov", page.text)

    def test_result_and_its_repetition(self):
        item = {
            "uuid": str(uuid4()),
            "outcome": "done",
            "value": "150",
            "seal_number": "S-77",
            "signature": f"data:image/png;base64,{PIXEL.decode()}",
            "signer": "Qodirov A.",
            "latitude": 41.311081,
            "longitude": 69.240562,
            "accuracy": 8.4,
        }
        first = self._send(self.order, **item)
        self.assertEqual((first["state"], first["repeat"]), ("done", False))
        self.assertEqual(self._send(self.order, **item), {**first, "repeat": True})
        order = self.order
        self.assertEqual((order.state, order.seal_number), ("done", "S-77"))
        self.assertEqual(order.done_by_id, self.member)
        self.assertEqual(order.latitude, 41.311081)
        self.assertTrue(order.signature)
        self.assertEqual(len(self.installation.reading_ids), 2)
        self.assertEqual(order.reading_id.value, 150)
        self.assertNotIn(order.number, self.url_open(HOME).text)

    def test_photo_and_its_repetition(self):
        photo = {"type": "photo", "uuid": str(uuid4()), "image": PIXEL.decode()}
        self._send(self.order, outcome="done")
        for _turn in range(2):
            self.assertIn("message", self._send(self.order, **photo))
        self.assertEqual(len(self.order.photo_ids), 1)
        self.assertEqual(self.order.photo_ids.user_id, self.member)

    def test_refusals_change_nothing(self):
        for order in (self.other, self.foreign):
            answer = self._send(order, outcome="done", value="1")
            self.assertIn("Your crew has no work order", answer["refused"])
            answer = self._send(order, type="photo", image=PIXEL.decode())
            self.assertIn("Your crew has no work order", answer["refused"])
            self.assertEqual(order.state, "issued")
        for item in (
            {"outcome": "failed"},
            {"outcome": "done", "value": "ten"},
            {"outcome": "done", "uuid": "1"},
            {"outcome": "done", "signature": "PHN2Zy8+"},
            {"type": "photo", "image": "PHN2Zy8+"},
            {"type": "photo", "image": ""},
        ):
            with self.subTest(item=item):
                self.assertTrue(self._send(self.order, **item)["refused"])
        self.assertEqual(self.order.state, "issued")
        self.assertFalse(self.order.photo_ids)

    def test_sheet(self):
        orders = self.order | self.other
        url = orders.action_print_sheet()["url"]
        self.assertTrue(url.startswith("/elektrohisob/work_sheet/"))
        answer = self.url_open(f"{url}-{self.foreign.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))
        printed = self.env["elektrohisob.audit.output"].search(
            [("model", "=", orders._name)], limit=1
        )
        self.assertEqual(printed.row_count, 2)
        foreign = self.foreign.action_print_sheet()["url"]
        self.assertEqual(self.url_open(foreign).status_code, 404)

    def test_sheet_of_today(self):
        engineer = self.users["engineer"]
        crew = self.crew.with_user(engineer)
        with self.assertRaisesRegex(UserError, "Crew 1"):
            crew.action_print_today()
        self.order.date_planned = business_today(self.order)
        self.assertIn(str(self.order.id), crew.action_print_today()["url"])
