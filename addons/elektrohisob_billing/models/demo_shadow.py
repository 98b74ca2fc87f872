from odoo import Command, api, models

FIRST, MONTH, BEFORE = "2027-05-01", "2026-09-01", "2026-08-01"
RISE = 8  # percent


class Demo(models.AbstractModel):
    """A draft of the household tariff, tried on two billed months."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _try_draft(self, town):
        """A shadow run of the enterprise and one of the district network, and one
        that waits to be computed."""
        tariff = self.env.ref("elektrohisob_billing.tariff_h_gen")
        version = tariff.version_ids.filtered(lambda row: not row.date_end)[:1]
        draft = version._renew(FIRST, percent=RISE, state="draft")
        runs = self.env["elektrohisob.shadow.run"].with_context(
            queue_job__no_delay=True
        )
        vals = {
            "version_ids": [Command.set(draft.ids)],
            "month_from": BEFORE,
            "month_to": MONTH,
        }
        found = runs.create(
            [
                {**vals, "company_id": unit.id}
                for unit in (town.company.parent_id, town.company, town.company)
            ]
        )
        found[:2].action_start()
