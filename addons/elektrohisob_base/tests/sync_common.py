import base64

from ..models.sync_node import ROLE, UNIT
from .common import ElektrohisobCommon


class SyncCommon(ElektrohisobCommon):
    """One database plays the centre first and, rows put back, a division after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holding.network_code = cls.holding.network_code or "17"
        cls.enterprise.network_code = cls.enterprise.network_code or "1726"
        cls.district_a.network_code = cls.district_a.network_code or "1726264"
        cls.district = cls.district_a.district_id
        cls.region = cls.district.region_id
        cls.packages = cls.env["elektrohisob.sync.package"]
        cls.changes = cls.env["elektrohisob.sync.change"]
        cls.rows = cls.env["elektrohisob.sync.row"]
        cls.proposals = cls.env["elektrohisob.sync.proposal"]
        cls.nodes = cls.env["elektrohisob.sync.node"]
        cls.keys = cls.env["elektrohisob.sync.key"]

    @classmethod
    def _become(cls, role, unit=None):
        unit = unit or (cls.holding if role == "centre" else cls.district_a)
        cls.env["ir.config_parameter"].set_param(ROLE, role)
        cls.env["ir.config_parameter"].set_param(UNIT, unit.network_code)
        if role == "centre" and not cls.keys._get_active():
            cls.keys._make()

    def _publish(self):
        """Bytes of what is published now."""
        return [base64.b64decode(p.content) for p in self.packages._publish()]

    def _cross_over(self):
        """Forget that this database was the centre; only its key is still known."""
        self.packages.search([]).unlink()
        self._become("division")
        self.nodes.create({"name": "Centre", "role": "centre"})

    def _street(self, name="Bobur", locality=None, **vals):
        locality = locality or self._locality()
        return self.env["elektrohisob.street"].create(
            {"name": name, "locality_id": locality.id, **vals}
        )

    def _locality(self, name="Navroʻz MFY", **vals):
        return self.env["elektrohisob.locality"].create(
            {"name": name, "district_id": self.district.id, **vals}
        )
