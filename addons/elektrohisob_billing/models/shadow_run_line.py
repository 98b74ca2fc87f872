from odoo import api, fields, models


class ShadowRunLine(models.Model):
    """Accounts of one district network and tariff whose average month ends in one
    block of the draft; or those that could not be computed, by reason."""

    _name = "elektrohisob.shadow.run.line"
    _description = "Result of a shadow run"
    _order = "run_id desc, company_id, tariff_id, block, code, id"
    _rec_name = "band"

    run_id = fields.Many2one(
        "elektrohisob.shadow.run",
        string="Shadow run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    unit_id = fields.Many2one(
        related="company_id.parent_id", store=True, string="Enterprise"
    )
    tariff_id = fields.Many2one(
        "elektrohisob.tariff", required=True, readonly=True, ondelete="restrict"
    )
    group = fields.Selection(
        related="tariff_id.group", store=True, string="Tariff group"
    )
    category = fields.Selection(related="tariff_id.category", store=True)
    block = fields.Integer(readonly=True)
    band = fields.Char(
        string="kWh a month",
        readonly=True,
        help="Block of the draft in which the average month of the accounts ends.",
    )
    code = fields.Selection(
        [
            ("not_billed", "Not billed"),
            ("no_tariff", "No tariff"),
            ("error", "Program error"),
        ],
        string="Why not computed",
        readonly=True,
    )
    account_count = fields.Integer(string="Accounts", readonly=True)
    winner_count = fields.Integer(string="Winners", readonly=True)
    loser_count = fields.Integer(string="Losers", readonly=True)
    parked_count = fields.Integer(string="Not computed", readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    amount_before = fields.Monetary(string="Revenue before", readonly=True)
    amount_after = fields.Monetary(string="Revenue after", readonly=True)
    difference = fields.Monetary(readonly=True)
    saved = fields.Monetary(string="Winners pay less", readonly=True)
    paid = fields.Monetary(string="Losers pay more", readonly=True)
    kept = fields.Monetary(
        string="Kept at old prices",
        readonly=True,
        help="So much less in the first months, if the draft began with them, for what "
        "is paid ahead today.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # === BUSINESS METHODS === #

    @api.model
    def _write_rows(self, run, sums, parked):
        """Write the results of a run.

        :param sums: (district, tariff, block) → sums of the engine
        :param parked: (district, tariff, code) → accounts
        """
        bands = {
            (version.tariff_id.id, rate.block): rate.display_name
            for version in run.version_ids
            for rate in version.rate_ids
        }
        rows = [
            {
                "run_id": run.id,
                "company_id": company_id,
                "tariff_id": tariff_id,
                "block": no,
                "band": bands[tariff_id, no],
                "account_count": found.accounts,
                "winner_count": found.winners,
                "loser_count": found.losers,
                "kwh": found.wh / 1000,
                "amount_before": found.before / 100,
                "amount_after": found.after / 100,
                "difference": (found.after - found.before) / 100,
                "saved": found.saved / 100,
                "paid": found.paid / 100,
                "kept": found.kept / 100,
            }
            for (company_id, tariff_id, no), found in sums.items()
        ]
        rows += [
            {
                "run_id": run.id,
                "company_id": company_id,
                "tariff_id": tariff_id,
                "code": code,
                "parked_count": count,
            }
            for (company_id, tariff_id, code), count in parked.items()
        ]
        self.create(rows)
