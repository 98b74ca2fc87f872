from odoo import fields, models


class Installation(models.Model):
    """Several meters of a point at once: each has a place of its own there.

    A second cable, or reactive energy counted by a meter of its own. The first place
    is that of the main meter: a channel of interval data and remote commands are its.
    """

    _inherit = "elektrohisob.installation"

    place_no = fields.Integer(
        string="Meter of the point",
        default=1,
        readonly=True,
        aggregator=None,
        help="1 is the main meter; others hang beside it at the same time. The energy "
        "of the point is that of all its meters.",
    )

    # COALESCE: rows written past the ORM have the main meter
    _point_no_overlap = models.Constraint(
        "EXCLUDE USING gist (usage_point_id WITH =, (COALESCE(place_no, 1)) WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (active)",
        "The usage point already has a meter at this place on these days.",
    )

    # === BUSINESS METHODS === #

    def _get_main(self):
        """The main ones first."""
        return self.sorted(lambda row: row.place_no or 1)
