from odoo.tests import HttpCase, tagged

from .common import PASSWORD, PortalCommon


@tagged("elh_tour", "post_install", "-at_install")
class TestTour(PortalCommon, HttpCase):
    def test_cabinet(self):
        """A consumer sees the balance and the chart and sends a reading."""
        self.karim_user.password = PASSWORD
        self.start_tour("/my", "elektrohisob_cabinet", login="karim-cabinet")
        reading = self.env["elektrohisob.reading"].search(
            [("account_id", "=", self.karim.id), ("source", "=", "portal")]
        )
        self.assertEqual((reading.value, reading.state), (1300, "valid"))
