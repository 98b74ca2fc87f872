from lxml import html

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD, PortalCommon


@tagged("post_install", "-at_install")
class TestCabinet(PortalCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("karim-cabinet", PASSWORD)
        self.url = f"/my/electricity/{self.karim.id}"

    def _get(self, path=""):
        response = self.url_open(self.url + path)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _text(self, node, selector):
        found = node.cssselect(selector)
        self.assertTrue(found, selector)
        return " ".join(found[0].text_content().split())

    def _send(self, value, **post):
        installation = self.karim.usage_point_ids.installation_ids
        form = self._get("/reading")
        token = form.cssselect("input[name=csrf_token]")[0].get("value")
        response = self.url_open(
            f"{self.url}/reading/send",
            data={
                "csrf_token": token,
                f"value_{installation.id}": value,
                **post,
            },
        )
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _get_answer(self, page):
        (answer,) = page.cssselect(".o_elh_answer")
        return answer.get("data-state"), " ".join(answer.text_content().split())

    def _get_sent(self):
        return self.env["elektrohisob.reading"].search(
            [("account_id", "=", self.karim.id), ("source", "=", "portal")]
        )

    # === PAGES === #

    def test_home(self):
        page = html.fromstring(self.url_open("/my").text)
        self.assertEqual(self._text(page, ".o_elh_number"), "26264 00000101")
        self.assertIn("170,000.00", self._text(page, ".o_elh_balance_sum"))
        self.assertEqual(page.cssselect(".o_elh_balance")[0].get("data-state"), "debt")
        self.assertNotIn("Lolayeva", page.text_content())

    def test_home_with_a_temporary_password(self):
        self.karim_user.password_temporary = True
        answer = self.url_open("/my")
        self.assertIn("/elektrohisob/password", answer.url)
        page = html.fromstring(answer.text)
        self.assertEqual(page.cssselect("[name='redirect']")[0].get("value"), "/my")
        self.assertIn("At least", self._text(page, "ul"))

    def test_rules_beside_the_change_of_the_password(self):
        page = html.fromstring(self.url_open("/my/security").text)
        self.assertIn("At least", self._text(page, "form ul"))

    def test_home_of_staff(self):
        self.authenticate(
            "elektrohisob_clerk_household", "elektrohisob_clerk_household"
        )
        page = html.fromstring(self.url_open("/my").text)
        self.assertFalse(page.cssselect(".o_elh_card"))

    def test_single_account_opens_at_once(self):
        response = self.url_open("/my/electricity")
        self.assertTrue(response.url.endswith(self.url))

    def test_account(self):
        page = self._get()
        self.assertIn("170,000.00", self._text(page, ".o_elh_balance_sum"))
        self.assertEqual(len(page.cssselect(".o_elh_bill")), 2)
        self.assertIn("120.00 kWh", self._text(page, ".o_elh_charge"))
        self.assertIn("PT101", self._text(page, ".o_elh_charge"))
        self.assertIn("K-1", page.text_content())
        self.assertNotIn("Staff note", page.text_content())

    def test_languages(self):
        for code, sum_shown in (("uz", "170 000,00"), ("ru", "170 000,00")):
            response = self.url_open(f"/{code}{self.url}")
            page = html.fromstring(response.text)
            shown = self._text(page, ".o_elh_balance_sum").replace("\u00a0", " ")
            self.assertIn(sum_shown, shown)
            self.assertIn(f'lang="{code}', response.text)

    def test_login_greets_in_the_own_language(self):
        self.authenticate(None, None)
        self.karim_user.lang = "ru_RU"
        form = html.fromstring(self.url_open("/web/login").text)
        token = form.cssselect("input[name=csrf_token]")[0].get("value")
        response = self.url_open(
            "/web/login",
            data={
                "csrf_token": token,
                "login": "26264 00000101",
                "password": PASSWORD,
                "type": "password",
            },
        )
        self.assertTrue(response.url.endswith("/ru/my"), response.url)
        self.assertIn('lang="ru', response.text)

    def test_payments_and_readings(self):
        self.assertIn("K-1", self._get("/payments").text_content())
        readings = self._get("/readings")
        self.assertEqual(len(readings.cssselect(".o_elh_row")), 3)

    def test_page_out_of_range(self):
        self._get("/readings/page/99")

    def test_bill(self):
        response = self.url_open(f"{self.url}/bill/{self.period_2.id}")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF"))
        name = f"{self.karim.number}-{self.month_2:%Y-%m}.pdf"
        self.assertIn(name, response.headers["Content-Disposition"])

    # === READINGS === #

    def test_good_reading(self):
        state, _text = self._get_answer(self._send("1 300,5"))
        self.assertEqual(state, "accepted")
        reading = self._get_sent()
        self.assertEqual((reading.value, reading.state), (1300.5, "valid"))

    def test_lower_reading_waits_for_the_operator(self):
        state, text = self._get_answer(self._send("1200"))
        self.assertEqual(state, "parked")
        self.assertIn("lower than your last reading", text)
        self.assertEqual(self._get_sent().state, "queued")
        self.assertIn("being checked", self._get("/readings").text_content().lower())

    def test_second_reading_of_a_day(self):
        """What the check tells the operator is not for the consumer."""
        self._send("1300")
        state, text = self._get_answer(self._send("1301"))
        self.assertEqual(state, "parked")
        self.assertIn("another reading of this day", text)
        self.assertNotIn("refuse", text)

    def test_impossible_reading_is_refused(self):
        """The meter has six whole digits."""
        state, text = self._get_answer(self._send("12345678"))
        self.assertEqual(state, "refused")
        self.assertGreater(len(text), 30)
        self.assertFalse(self._get_sent())

    def test_not_a_number(self):
        for value in ("abc", "1e5", "-5", "1.2.3", "nan", "1" * 5000, "<b>1</b>"):
            with self.subTest(value=value[:10]):
                page = self._send(value)
                state, text = self._get_answer(page)
                self.assertEqual(state, "refused")
                self.assertLess(len(text), 300)
                self.assertFalse(page.cssselect(".o_elh_answer b"))
        self.assertFalse(self._get_sent())

    def test_nothing_entered(self):
        self.assertEqual(self._get_answer(self._send(""))[0], "refused")

    def test_answer_in_the_language_of_the_page(self):
        self.url = f"/ru{self.url}"
        self.assertEqual(self._get_answer(self._send("abc"))[0], "refused")
        _state, text = self._get_answer(self._send("1200"))
        self.assertRegex(text, "[А-Яа-я]{4}")

    def test_register_at_zero(self):
        """A register that shows zero is a last reading too."""
        self._add_readings(self.other, [(self.month_2, 0)])
        self.other.partner_id = self.karim.partner_id
        self.url = f"/my/electricity/{self.other.id}"
        (meter,) = self._get("/reading").cssselect(".o_elh_meter")
        self.assertEqual(meter.get("data-value"), "0.0")
        self.assertTrue(meter.get("data-days"))

    def test_answer_is_shown_once(self):
        self._send("1300")
        self.assertFalse(self._get("/reading").cssselect(".o_elh_answer"))

    def test_meter_of_another_consumer_is_ignored(self):
        foreign = self.lola.usage_point_ids.installation_ids
        state, _text = self._get_answer(self._send("", **{f"value_{foreign.id}": "9"}))
        self.assertEqual(state, "refused")
        self.assertFalse(
            self.env["elektrohisob.reading"].search([("source", "=", "portal")])
        )

    def test_limit_a_day(self):
        for value in range(1190, 1200):
            self._send(str(value))
        self.assertEqual(len(self._get_sent()), 10)
        state, text = self._get_answer(self._send("1189"))
        self.assertEqual(state, "refused")
        self.assertIn("1154", text)
        self.assertEqual(len(self._get_sent()), 10)

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def test_csrf(self):
        installation = self.karim.usage_point_ids.installation_ids
        response = self.url_open(
            f"{self.url}/reading/send", data={f"value_{installation.id}": "1300"}
        )
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._get_sent())

    def test_reading_for_another_account(self):
        form = self._get("/reading")
        token = form.cssselect("input[name=csrf_token]")[0].get("value")
        installation = self.lola.usage_point_ids.installation_ids
        self.url_open(
            f"/my/electricity/{self.lola.id}/reading/send",
            data={"csrf_token": token, f"value_{installation.id}": "600"},
        )
        self.assertFalse(
            self.env["elektrohisob.reading"].search([("source", "=", "portal")])
        )
