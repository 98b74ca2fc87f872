from odoo import fields, models

from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.bulk_fields import BulkMany2one

from .reading import READING_TYPES


class Consumption(models.Model):
    """Energy used at a point on some days of one month, as booked.

    Append-only bulk table written by ``elektrohisob.settlement``: a corrected
    piece is taken back by a row with the opposite sign.
    """

    _name = "elektrohisob.consumption"
    _description = "Consumption"
    _order = "month desc, id desc"
    _rec_name = "account_id"
    _log_access = False

    account_id = BulkMany2one("elektrohisob.account", required=True, readonly=True)
    company_id = BulkMany2one("res.company", required=True, readonly=True)
    usage_point_id = BulkMany2one(
        "elektrohisob.usage.point", required=True, readonly=True
    )
    installation_id = BulkMany2one(
        "elektrohisob.installation",
        readonly=True,
        ondelete="restrict",
        help="Empty where energy was found without a meter: norms and losses.",
    )
    period_id = BulkMany2one(
        "elektrohisob.period",
        string="Booked in",
        required=True,
        readonly=True,
    )
    month = fields.Date(required=True, readonly=True, help="Month of use.")
    date_start = fields.Date(string="From", required=True, readonly=True)
    date_end = fields.Date(
        string="Until", required=True, readonly=True, help="00:00 of this day."
    )
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    quality = fields.Selection(
        [("measured", "Measured"), ("estimated", "Estimated")],
        required=True,
        readonly=True,
    )
    reading_type = fields.Selection(
        READING_TYPES,
        string="Kind of energy",
        required=True,
        readonly=True,
        default="A+",
    )
    origin = fields.Selection(
        [
            ("register", "Readings of the meter"),
            ("profile", "Interval data"),
            ("average", "Estimate: usual energy a day"),
            ("last_year", "Estimate: same days of last year"),
            ("power", "Estimate: permitted power × hours"),
            ("norm", "Norm: power × hours, no meter"),
            ("loss", "Losses up to the balance boundary"),
            ("sub", "Sub-consumer"),
        ],
        string="Found by",
        required=True,
        readonly=True,
        default="register",
    )
    reading_from_id = BulkMany2one(
        "elektrohisob.reading", readonly=True, ondelete="restrict"
    )
    reading_to_id = BulkMany2one("elektrohisob.reading", readonly=True)

    _account_idx = models.Index("(account_id, month)")
    _company_idx = models.Index("(company_id, month, id)")
    _month_idx = models.Index("(month, id)")

    def init(self):
        """Rows are facts: the database refuses to change them."""
        protect(self.env.cr, self._table)
