import base64
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .sync_common import SyncCommon
from .test_sync_exchange import Centre


@tagged("elh_tour", "post_install", "-at_install")
class TestSyncTour(SyncCommon, HttpCase):
    """The centre publishes, a division pulls, each by the buttons of its pages."""

    def test_centre_publishes_and_a_division_pulls(self):
        self._create_user("admin", self.holding + self.district_a, "sync_top")
        self._become("centre")
        self.region.name = "Renamed at the centre"
        self.start_tour(
            "/odoo/action-elektrohisob_base.sync_package_action",
            "elektrohisob_base_publish",
            login="sync_top",
        )
        (content,) = [base64.b64decode(p.content) for p in self.packages.search([])]
        self.region.name = "As it was"
        self._cross_over()
        line = Centre([content])
        with patch.object(type(self.nodes), "_get_client", lambda node: line):
            self.start_tour(
                "/odoo/action-elektrohisob_base.sync_node_action",
                "elektrohisob_base_pull",
                login="elektrohisob_admin",
            )
        self.assertEqual(self.region.name, "Renamed at the centre")
        self.assertEqual(self.packages.search([]).state, "applied")
