from odoo import api, fields, models


class CountryBuild(models.TransientModel):
    """Create or complete the country: a look at what will be created, then do it."""

    _name = "elektrohisob.country.build"
    _description = "Create or complete the country"

    line_ids = fields.One2many(
        "elektrohisob.country.build.line",
        "wizard_id",
        string="Units",
        default=lambda self: self._default_line_ids(),
        readonly=True,
    )
    existing_count = fields.Integer(string="Exist already", compute="_compute_counts")
    missing_count = fields.Integer(string="Will be created", compute="_compute_counts")

    @api.model
    def _default_line_ids(self):
        return [
            fields.Command.create(
                {
                    "code": unit.code,
                    "name": unit.company.name or unit.name,
                    "network_level": unit.level,
                    "company_id": unit.company.id,
                    "state": "exists" if unit.company else "missing",
                }
            )
            for unit in self.env["res.company"]._get_country_plan()
        ]

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for wizard in self:
            missing = wizard.line_ids.filtered(lambda line: line.state == "missing")
            wizard.missing_count = len(missing)
            wizard.existing_count = len(wizard.line_ids) - len(missing)

    def action_build(self):
        """Create what is missing, a part of the units a request: the page shows how
        far it is, and what was created stays when somebody closes it."""
        return {
            "type": "ir.actions.client",
            "tag": "elektrohisob_base.country_progress",
            "name": self.env._("Creating the units"),
            "target": "new",
        }
