from collections import Counter, defaultdict

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.bulk import array_text

from ..engine.shadow import Effect, Sums, add_up, extremes


class ShadowRunChunk(models.Model):
    """Slice of a shadow run: accounts of one district network, one job."""

    _name = "elektrohisob.shadow.run.chunk"
    _description = "Slice of a shadow run"
    _inherit = ["elektrohisob.run.slice.mixin"]

    run_id = fields.Many2one(
        "elektrohisob.shadow.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, ondelete="restrict"
    )
    account_from = fields.Integer(string="First account id")
    account_to = fields.Integer(string="Last account id")
    account_count = fields.Integer(string="Accounts")
    parked_count = fields.Integer(string="Not computed")
    booked_amount = fields.Float(digits=(16, 2))
    figures = fields.Json(help="Sums by tariff and band, in Wh and tiyin.")

    def _process(self):
        """Override of `elektrohisob.run.slice.mixin`: a cancelled run ends here."""
        self.ensure_one()
        if self.run_id.stage == "running":
            super()._process()

    def _work(self):
        """Override of `elektrohisob.run.slice.mixin` to price the accounts twice."""
        run = self.run_id
        query = run._get_tariffs_of(self.account_from, self.account_to, self.company_id)
        rows = self.env.execute_query(query)
        tariff_of = {id_: tariff for id_, company, tariff in rows}
        first, until = run._get_window()
        effects, parked = self.env["elektrohisob.settlement"]._try_drafts(
            tariff_of, first, until, run._get_drafts()
        )
        blocks = {
            version.tariff_id.id: version._to_engine_whole().blocks
            for version in run.version_ids
        }
        count = self.env["elektrohisob.parameter"]._get_value(
            "shadow_run_examples", self.company_id
        )
        reasons = Counter((tariff_of[id_], code) for id_, (code, _) in parked.items())
        return {
            "parked_count": len(parked),
            "booked_amount": self._get_booked(effects, first, until),
            "figures": {
                "sums": [
                    [*key, *sums.row()] for key, sums in add_up(effects, blocks).items()
                ],
                "parked": [[*key, found] for key, found in reasons.items()],
                "examples": [list(effect) for effect in extremes(effects, count)],
                "reasons": [
                    [id_, tariff_of[id_], *parked[id_]]
                    for id_ in sorted(parked)[:count]
                ],
            },
        }

    def _get_booked(self, effects, first, until):
        """So'm charged for the months to the accounts that were computed."""
        ((tiyin,),) = self.env.execute_query(
            SQL(
                """
                SELECT sum(c.amount)
                  FROM unnest(%s::int[]) AS w(id)
                  JOIN elektrohisob_charge c
                    ON c.account_id = w.id AND c.month >= %s AND c.month < %s
                """,
                array_text(effect.account_id for effect in effects),
                first,
                until,
            )
        )
        return tiyin or 0.0

    # === RESULTS === #

    def _write_results(self):
        """Lines and examples of the run of these slices."""
        sums: dict[tuple, Sums] = defaultdict(Sums)
        parked: Counter = Counter()
        examples, reasons = [], []
        for chunk in self:
            place = chunk.company_id.id
            for tariff, no, *row in chunk.figures["sums"]:
                sums[place, tariff, no].merge(row)
            for tariff, code, found in chunk.figures["parked"]:
                parked[place, tariff, code] += found
            examples += [(Effect(*row), place) for row in chunk.figures["examples"]]
            reasons += [(*row, place) for row in chunk.figures["reasons"]]
        run = self.run_id
        if not run:
            return
        # results are written by the run alone
        lines = self.env["elektrohisob.shadow.run.line"].sudo()
        lines._write_rows(run, sums, parked)
        count = self.env["elektrohisob.parameter"]._get_value(
            "shadow_run_examples", run.company_id
        )
        places = {effect.account_id: place for effect, place in examples}
        kept = extremes((effect for effect, _place in examples), count)
        lines.env["elektrohisob.shadow.run.example"]._write_rows(
            run,
            [(effect, places[effect.account_id]) for effect in kept],
            reasons[:count],
        )
