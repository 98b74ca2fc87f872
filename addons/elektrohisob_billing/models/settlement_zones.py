from odoo import api, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text


class Settlement(models.AbstractModel):
    """Which accounts pay by zones of the day."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _get_zoned(self, account_ids):
        """Override of `elektrohisob_metering`: those of a tariff with zones."""
        self.env["elektrohisob.agreement.term"].flush_model(["tariff_id", "account_id"])
        self.env["elektrohisob.tariff.component"].flush_model(["kind", "version_id"])
        self.env["elektrohisob.tariff.version"].flush_model(["tariff_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT t.account_id
                  FROM elektrohisob_agreement_term t
                  JOIN elektrohisob_tariff_version v
                    ON v.tariff_id = t.tariff_id AND v.state = 'published'
                  JOIN elektrohisob_tariff_component c ON c.version_id = v.id
                 WHERE t.account_id = ANY(%s::int[]) AND c.kind = 'zone'
                """,
                array_text(account_ids),
            )
        )
        return super()._get_zoned(account_ids) | {account_id for (account_id,) in rows}
