from odoo.tests import HttpCase, tagged

from .common import PASSWORD, PortalCommon
from .test_documents import DocumentsCommon


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


@tagged("elh_tour", "post_install", "-at_install")
class TestActTour(DocumentsCommon, HttpCase):
    def test_act(self):
        """A firm finds its act and disagrees with it."""
        self.user.password = PASSWORD
        self.start_tour("/my", "elektrohisob_act", login="zamin-cabinet")
        self.act.invalidate_recordset()
        self.assertEqual(
            (self.act.state, self.act.their_closing), ("disagreed", 150_000)
        )
