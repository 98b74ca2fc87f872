from datetime import timedelta

from odoo import fields, models

from ..engine.season import Season


class TariffSeason(models.Model):
    """Days of a tariff version on which the bounds of its blocks are others.

    Its days are dates of one year, so that a decision can move them.
    """

    _name = "elektrohisob.tariff.season"
    _description = "Season of a tariff"
    _inherit = ["elektrohisob.tariff.part.mixin", "elektrohisob.dated.mixin"]
    _sync_key_fields = ("date_start",)
    _sync_fields = ("name", "date_start", "date_end", "percent")
    _order = "version_id, date_start"

    name = fields.Char(required=True, translate=True)
    date_end = fields.Date(required=True)
    percent = fields.Float(string="Bounds (% of usual)", digits=(8, 2), required=True)

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (version_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Seasons of one tariff version overlap. End the earlier one first.",
    )
    _percent_range = models.Constraint(
        "CHECK(percent > 0)", "Bounds of a season are above zero per cent of usual."
    )

    def _to_engine(self):
        """This season for the engine: half-open days, hundredths of a percent."""
        self.ensure_one()
        return Season(
            self.date_start,
            self.date_end + timedelta(days=1),
            round(self.percent * 100),
        )
