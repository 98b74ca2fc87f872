from odoo.addons.elektrohisob_base.tests.common import IsolationTests
from odoo.addons.elektrohisob_reports.tests.common import ReportsCommon


class TestIsolation(IsolationTests, ReportsCommon):
    """All six addons together: the rules of none opens what another closes."""

    whole_line = True
