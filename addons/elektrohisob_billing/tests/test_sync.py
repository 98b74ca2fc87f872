import base64

from odoo.addons.elektrohisob_base.models.sync_node import ROLE, UNIT

from .common import BillingCommon


class TestSyncTariffs(BillingCommon):
    def test_prices_travel_with_their_version(self):
        """A version with its blocks is one row; at a division it cannot be priced."""
        parameters = self.env["ir.config_parameter"]
        packages = self.env["elektrohisob.sync.package"]
        keys = self.env["elektrohisob.sync.key"]
        self.holding.network_code = self.holding.network_code or "17"
        parameters.set_param(ROLE, "centre")
        parameters.set_param(UNIT, self.holding.network_code)
        keys._get_active() or keys._make()
        tariff = self.env["elektrohisob.tariff"].create(
            {"code": "SYNC", "name": "Sync", "group": "II", "category": "legal"}
        )
        version = self.env["elektrohisob.tariff.version"].create(
            {
                "tariff_id": tariff.id,
                "date_start": "2026-01-01",
                "vat_rate": 12,
                "rate_ids": [
                    (0, 0, {"block": 1, "kwh_to": 200, "price": 600}),
                    (0, 0, {"block": 2, "kwh_from": 200, "price": 1000}),
                ],
            }
        )
        first = [base64.b64decode(p.content) for p in packages._publish()]
        version.rate_ids[0].price = 650
        version.date_end = "2026-06-30"
        self.assertEqual(
            self.env["elektrohisob.sync.change"].search([], limit=1).key,
            "SYNC/2026-01-01",
        )
        second = [base64.b64decode(p.content) for p in packages._publish()]
        version.unlink()
        tariff.unlink()
        self.env["elektrohisob.sync.change"].search([]).unlink()
        packages.search([]).unlink()
        parameters.set_param(ROLE, "division")
        self.env["elektrohisob.sync.node"].create({"name": "C", "role": "centre"})
        for content in first:
            self.assertFalse(packages._take(content).parked_count)
        version = tariff.search([("code", "=", "SYNC")]).version_ids
        self.assertEqual(version.rate_ids.sorted("block").mapped("price"), [600, 1000])
        for content in second:
            self.assertFalse(packages._take(content).parked_count)
        self.assertEqual(version.rate_ids.sorted("block").mapped("price"), [650, 1000])
        self.assertEqual(str(version.date_end), "2026-06-30")
        version.write({"rate_ids": [(1, version.rate_ids[0].id, {"price": 1})]})
        self.assertEqual(version.rate_ids.sorted("block").mapped("price"), [650, 1000])
        proposal = self.env["elektrohisob.sync.proposal"].search([])
        self.assertEqual(list(proposal.after), ["rate_ids"])
