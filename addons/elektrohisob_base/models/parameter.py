from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import parameter as engine
from ..tools.audit import open_audit
from ..tools.dates import business_today

CERTAINTIES = [
    ("verified", "Read in the source"),
    ("order", "Set by order"),
    ("stated", "Stated by one source"),
    ("inferred", "Inferred from sources"),
    ("conflict", "Sources conflict"),
    ("practice", "General practice, not verified"),
]


class Parameter(models.Model):
    """A number, day or choice of the rules, with values by date and by unit.

    The value of a unit is that of the nearest unit above it, itself included, which
    has one on the day; rows without a unit are the whole country's.
    """

    _name = "elektrohisob.parameter"
    _description = "Parameter"
    _inherit = ["elektrohisob.sync.mixin"]
    _sync_fields = (
        *("code", "name", "description", "sequence", "subsystem", "value_type"),
        *("unit", "choice_ids", "lowest", "highest", "level", "is_planned"),
    )
    _sync_central = True
    _order = "subsystem, sequence, code"
    _rec_names_search = ["name", "code"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, string="What it decides")
    sequence = fields.Integer(default=10)
    subsystem = fields.Selection(
        [
            ("common", "Common"),
            ("metering", "Metering"),
            ("billing", "Billing"),
            ("payment", "Payments"),
            ("claims", "Claims"),
            ("portal", "Personal cabinet"),
            ("administration", "Administration"),
        ],
        required=True,
        default="common",
    )
    value_type = fields.Selection(
        [
            ("integer", "Whole number"),
            ("decimal", "Number"),
            ("money", "Sum of money"),
            ("percent", "Percent"),
            ("days", "Days"),
            ("boolean", "Yes or no"),
            ("date", "Date"),
            ("text", "Text"),
            ("choice", "One of a list"),
        ],
        string="Kind of value",
        required=True,
    )
    unit = fields.Char(translate=True, string="Measured in")
    choice_ids = fields.One2many(
        "elektrohisob.parameter.choice", "parameter_id", string="Choices"
    )
    lowest = fields.Char(help="The least number that is plausible; empty for any.")
    highest = fields.Char(help="The greatest number that is plausible; empty for any.")
    level = fields.Selection(
        [
            ("country", "The whole country only"),
            ("enterprise", "Down to territorial enterprises"),
            ("district", "Down to district networks"),
            ("section", "Down to sections"),
        ],
        string="May differ",
        required=True,
        default="country",
    )
    is_planned = fields.Boolean(
        string="Not used yet",
        help="Kept for a part of the program that is still to come: changing it "
        "changes nothing today.",
    )
    value_ids = fields.One2many(
        "elektrohisob.parameter.value",
        "parameter_id",
        string="Values",
        context={"active_test": False},
    )
    current_id = fields.Many2one(
        "elektrohisob.parameter.value",
        string="Value in force",
        compute="_compute_current",
        compute_sudo=True,
        help="Today in the unit you work in, or on the day and in the unit asked for.",
    )
    current_value = fields.Char(
        string="In force", compute="_compute_current", compute_sudo=True
    )
    current_origin = fields.Char(
        string="Set for", compute="_compute_current", compute_sudo=True
    )
    current_start = fields.Date(
        string="Since", compute="_compute_current", compute_sudo=True
    )
    current_norm = fields.Char(
        string="Ground", compute="_compute_current", compute_sudo=True
    )
    current_source = fields.Char(
        string="Source", compute="_compute_current", compute_sudo=True
    )
    current_certainty = fields.Selection(
        CERTAINTIES, string="Certainty", compute="_compute_current", compute_sudo=True
    )

    _code_uniq = models.Constraint(
        "unique(code)", "Another parameter already has this code."
    )
    _code_form = models.Constraint(
        "CHECK(code ~ '^[a-z][a-z0-9_]*$')",
        "The code of a parameter is small Latin letters, digits and underscores.",
    )

    @api.depends(
        "value_ids.value", "value_ids.date_start", "value_ids.date_end", "code"
    )
    @api.depends_context("company", "lang", "parameter_company", "parameter_date")
    def _compute_current(self):
        asked = self.env["res.company"].browse(
            self.env.context.get("parameter_company")
        )
        company = asked & self.env.user.company_ids or self.env.company
        day = fields.Date.to_date(self.env.context.get("parameter_date"))
        chain = self._get_chain(company)
        found = {}
        for parameter in self:
            history = self._get_history(parameter.code) if parameter._origin else ()
            value = engine.value_on(history, chain, day or business_today(self))
            found[parameter] = value and value.id
        for parameter, row_id in found.items():
            row = self.env["elektrohisob.parameter.value"].browse(row_id)
            row = row.with_prefetch(tuple(filter(None, found.values())))
            parameter.current_id = row
            parameter.current_value = row.value_text
            parameter.current_origin = row.origin
            parameter.current_start = row.date_start
            parameter.current_norm = row.norm
            parameter.current_source = row.source
            parameter.current_certainty = row.certainty

    @api.constrains("lowest", "highest", "value_type")
    def _check_bounds(self):
        for parameter in self:
            for bound in filter(None, (parameter.lowest, parameter.highest)):
                try:
                    engine.parse("decimal", bound)
                except ValueError as error:
                    raise ValidationError(
                        self.env._(
                            "%(parameter)s: the bound “%(bound)s” is not a number. "
                            "Write it as 15 or 0.5, or leave it empty.",
                            parameter=parameter.name,
                            bound=bound,
                        )
                    ) from error

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to forget that a code was unknown."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `write` to read the values anew."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Override of `unlink` to forget the values."""
        self.env.registry.clear_cache()
        return super().unlink()

    # === ACTIONS === #

    def action_open_audit(self):
        """Who changed the parameter and its values."""
        return open_audit(self, "value_ids", "choice_ids")

    def action_change(self):
        """Open the wizard that changes the value from a date."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change from a date"),
            "res_model": "elektrohisob.parameter.change",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_parameter_id": self.id},
        }
