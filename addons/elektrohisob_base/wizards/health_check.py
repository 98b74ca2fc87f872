from odoo import api, fields, models


class HealthCheck(models.TransientModel):
    """One row of the health page, made anew whenever the page is opened."""

    _name = "elektrohisob.health.check"
    _description = "Health of the installation"
    _order = "sequence, id"

    sequence = fields.Integer()
    area = fields.Selection(
        [
            ("program", "Program"),
            ("jobs", "Jobs and tasks"),
            ("books", "Books"),
            ("exchange", "Exchange"),
            ("server", "Server and database"),
            ("certificates", "Certificates and licences"),
        ],
        readonly=True,
    )
    name = fields.Char(string="Checked", readonly=True)
    state = fields.Selection(
        [("ok", "In order"), ("warn", "Attention"), ("bad", "Act now")], readonly=True
    )
    value = fields.Char(string="Found", readonly=True)
    advice = fields.Char(string="What to do", readonly=True)

    @api.model
    def action_open(self):
        """Check everything and show it, the worst first within its area."""
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        rows = self.env["elektrohisob.health"].state()["rows"]
        names = ("area", "name", "state", "value", "advice")
        self.create(
            [
                {"sequence": index, **{name: row[name] for name in names}}
                for index, row in enumerate(rows)
            ]
        )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "elektrohisob_base.health_check_action"
        )
        return {**action, "domain": [("create_uid", "=", self.env.uid)]}
