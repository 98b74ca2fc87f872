from odoo.addons.elektrohisob_base.tests.common import IsolationTests

from .common import ReportsCommon


class TestIsolation(IsolationTests, ReportsCommon):
    """Nobody sees the reports of another district network."""
