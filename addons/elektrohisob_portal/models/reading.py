from odoo import fields, models


class Reading(models.Model):
    """Consumers see their readings, but not who of the staff decided and why."""

    _inherit = "elektrohisob.reading"

    message_id = fields.Many2one(groups="elektrohisob_base.group_staff")
    decided_by_id = fields.Many2one(groups="elektrohisob_base.group_staff")
