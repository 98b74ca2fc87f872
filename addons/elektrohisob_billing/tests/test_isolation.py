from odoo.addons.elektrohisob_base.tests.common import IsolationTests

from .common import BillingCommon


class TestIsolation(IsolationTests, BillingCommon):
    """Nobody sees the sums of another district network."""
