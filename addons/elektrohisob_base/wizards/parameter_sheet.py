from odoo import fields, models
from odoo.tools.misc import format_date

from ..tools.dates import business_today


class ParameterSheet(models.TransientModel):
    """Ask for all parameters as they were, are or will be in a unit on a day."""

    _name = "elektrohisob.parameter.sheet"
    _description = "Values on a date"

    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.user.company_ids.ids)],
    )
    date = fields.Date(
        string="On",
        required=True,
        default=business_today,
    )

    def action_show(self):
        """List every parameter with its value and where it comes from."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_base.parameter_action"
        )
        action["display_name"] = action["name"] = self.env._(
            "%(unit)s, %(day)s",
            unit=self.company_id.name,
            day=format_date(self.env, self.date),
        )
        action["path"] = False
        action["context"] = {
            "search_default_group_subsystem": 1,
            "parameter_company": self.company_id.id,
            "parameter_date": fields.Date.to_string(self.date),
        }
        return action
