from odoo import fields, models


class ContactHours(models.Model):
    """Hours of a contact point on one day of the week, with a break."""

    _name = "elektrohisob.contact.hours"
    _description = "Working hours of a contact point"
    _order = "contact_point_id, weekday"
    _rec_name = "weekday"

    contact_point_id = fields.Many2one(
        "elektrohisob.contact.point", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contact_point_id.company_id", store=True)
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Day",
        required=True,
    )
    hour_from = fields.Float(string="Opens", required=True, default=9.0)
    hour_to = fields.Float(string="Closes", required=True, default=18.0)
    break_from = fields.Float(string="Break from", default=13.0)
    break_to = fields.Float(
        string="Break to", default=14.0, help="Equal to its start: no break."
    )

    _day_uniq = models.Constraint(
        "unique(contact_point_id, weekday)", "Each day of the week is entered once."
    )
    _hours_in_order = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24 AND "
        "(break_from = break_to OR (hour_from <= break_from "
        "AND break_from < break_to AND break_to <= hour_to)))",
        "A contact point opens before it closes, and the break lies between.",
    )

    def _get_hours(self):
        """Opening, closing, start and end of the break, in hours."""
        return self.hour_from, self.hour_to, self.break_from, self.break_to
