from odoo import api, fields, models


class ShadowRunExample(models.Model):
    """An account worth a look after a shadow run: among those that would pay most
    more or most less, or one that could not be computed."""

    _name = "elektrohisob.shadow.run.example"
    _description = "Account of a shadow run"
    _order = "run_id desc, kind, place, id"
    _rec_name = "account_id"

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
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="cascade"
    )
    tariff_id = fields.Many2one(
        "elektrohisob.tariff", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("loser", "Pays more"), ("winner", "Pays less"), ("parked", "Not computed")],
        string="What becomes of it",
        required=True,
        readonly=True,
    )
    place = fields.Integer(readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    amount_before = fields.Monetary(string="Paid before", readonly=True)
    amount_after = fields.Monetary(string="Would pay", readonly=True)
    difference = fields.Monetary(readonly=True)
    reason = fields.Char(string="Why not computed", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    # === BUSINESS METHODS === #

    @api.model
    def _write_rows(self, run, effects, reasons):
        """Write the accounts of a run.

        :param effects: (effect of the engine, district), by what they pay more
        :param reasons: (account, tariff, code, reason, district)
        """
        rows = [
            {
                "run_id": run.id,
                "company_id": company_id,
                "account_id": effect.account_id,
                "tariff_id": effect.tariff_id,
                "kind": "loser" if effect.change > 0 else "winner",
                "place": place if effect.change < 0 else len(effects) - place,
                "kwh": effect.wh / 1000,
                "amount_before": effect.before / 100,
                "amount_after": effect.after / 100,
                "difference": effect.change / 100,
            }
            for place, (effect, company_id) in enumerate(effects)
        ]
        rows += [
            {
                "run_id": run.id,
                "company_id": company_id,
                "account_id": account_id,
                "tariff_id": tariff_id,
                "kind": "parked",
                "reason": reason,
            }
            for account_id, tariff_id, _code, reason, company_id in reasons
        ]
        self.create(rows)
