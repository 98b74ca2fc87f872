from odoo.addons.elektrohisob_claims.tests.common import ClaimsCommon


class ReportsCommon(ClaimsCommon):
    """Adds what ``IsolationTests`` needs of this addon."""

    @classmethod
    def _get_isolation_records(cls, company):
        records = super()._get_isolation_records(company)
        cls.env.flush_all()
        turnover = cls.env["elektrohisob.turnover.report"].search(
            [("account_id", "=", records["elektrohisob.account"].id)]
        )
        return records | {turnover._name: turnover}
