from odoo.addons.elektrohisob_base.tests.common import IsolationTests

from .common import ClaimsCommon


class TestIsolation(IsolationTests, ClaimsCommon):
    """Nobody sees the debtors of another district network."""
