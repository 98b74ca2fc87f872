from odoo.addons.elektrohisob_base.tests.common import IsolationTests

from .common import MeteringCommon


class TestIsolation(IsolationTests, MeteringCommon):
    """Points, meters, readings and energy of district B are out of reach in A."""
