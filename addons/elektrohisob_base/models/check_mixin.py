from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CheckMixin(models.AbstractModel):
    """A built-in check with a code, whose logic is in an engine.

    Administrators decide what a finding leads to; what is tolerated are parameters,
    by date and by unit. A model that inherits names in ``_tolerances`` the parameter
    behind each tolerance of its engine: code of the check → {tolerance: parameter}.
    """

    _name = "elektrohisob.check.mixin"
    _description = "Built-in check"
    _tolerances = {}

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="What is checked", required=True, translate=True)
    tolerance = fields.Char(
        compute="_compute_tolerance", help="Today in the unit you work in."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("unique(code)", "This check already exists.")

    @api.depends("code")
    @api.depends_context("company", "lang")
    def _compute_tolerance(self):
        found = self._get_parameters()
        for rule in self:
            codes = self._tolerances.get(rule.code, {}).values()
            parameters = found.filtered(lambda row, codes=codes: row.code in codes)
            rule.tolerance = " · ".join(parameters.mapped("current_value"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built_in(self):
        raise ValidationError(
            self.env._("Built-in checks are not deleted. Archive the check instead.")
        )

    # === ACTIONS === #

    def action_open_tolerances(self):
        """List the parameters the check reads its tolerances from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.parameter",
            "view_mode": "list,form",
            "domain": [("id", "in", self._get_parameters().ids)],
        }

    # === BUSINESS METHODS === #

    def _get_parameters(self):
        """Parameters that hold the tolerances of these checks."""
        codes = [
            code
            for rule in self
            for code in self._tolerances.get(rule.code, {}).values()
        ]
        return self.env["elektrohisob.parameter"].search([("code", "in", codes)])

    def _get_tolerances(self, company, day) -> dict:
        """Tolerances of one check in the unit on the day, by their engine names."""
        get = self.env["elektrohisob.parameter"]._get_value
        return {
            name: get(code, company, day)
            for name, code in self._tolerances.get(self.code, {}).items()
        }
