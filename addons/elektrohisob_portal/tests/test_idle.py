import time

from odoo.http import root
from odoo.tests import HttpCase, tagged

from ..models.ir_http import NEXT
from .common import PASSWORD, PortalCommon

CHECK = "/auth-timeout/check-identity"


@tagged("post_install", "-at_install")
class TestIdle(PortalCommon, HttpCase):
    """The cabinet closes after 15 idle minutes, that of a legal entity after 35."""

    def _get_idle_seconds(self, user):
        return user._get_lock_timeouts()["lock_timeout_inactivity"]

    def test_households_and_legal_entities(self):
        self.assertEqual(self._get_idle_seconds(self.karim_user), [(900, False)])
        self.lola.category = "legal"
        self.assertEqual(self._get_idle_seconds(self.lola_user), [(2100, False)])
        self.other.partner_id = self.lola_user.partner_id
        self.assertEqual(self._get_idle_seconds(self.lola_user), [(900, False)])

    def test_parameter_and_role(self):
        self._set_parameter("cabinet_idle_minutes_household", "5")
        self.assertEqual(self._get_idle_seconds(self.karim_user), [(300, False)])
        portal = self.env.ref("base.group_portal")
        portal.lock_timeout_inactivity = 10
        self.assertEqual(self._get_idle_seconds(self.karim_user), [(300, False)])
        portal.lock_timeout_inactivity = 2
        self.assertEqual(self._get_idle_seconds(self.karim_user), [(120, False)])

    def test_staff_has_the_time_of_its_role(self):
        self.assertEqual(self._get_idle_seconds(self.users["cashier"]), [])

    def test_a_request_begins_the_time_anew(self):
        self.authenticate("karim-cabinet", PASSWORD)
        url = f"/my/electricity/{self.karim.id}"
        self.assertEqual(self.url_open(url).status_code, 200)
        session = root.session_store.get(self.session.sid)
        self.assertAlmostEqual(session[NEXT], time.time() + 900, delta=60)
        session[NEXT] = time.time() + 100
        root.session_store.save(session)
        self.assertEqual(self.url_open(url, allow_redirects=False).status_code, 200)
        session = root.session_store.get(self.session.sid)
        self.assertAlmostEqual(session[NEXT], time.time() + 900, delta=60)

    def test_an_idle_cabinet_asks_for_the_password(self):
        self.authenticate("karim-cabinet", PASSWORD)
        url = f"/my/electricity/{self.karim.id}"
        self.url_open(url)
        session = root.session_store.get(self.session.sid)
        session[NEXT] = time.time() - 1
        root.session_store.save(session)
        for _once_more in range(2):  # asking does not prolong it
            answer = self.url_open(url, allow_redirects=False)
            self.assertEqual(answer.status_code, 303)
            self.assertIn(CHECK, answer.headers["Location"])
        page = self.url_open(url)
        self.assertNotIn("Karimov", page.text)
        self.make_jsonrpc_request(
            "/auth-timeout/session/check-identity",
            {"type": "password", "login": "karim-cabinet", "password": PASSWORD},
        )
        self.assertEqual(self.url_open(url, allow_redirects=False).status_code, 200)
