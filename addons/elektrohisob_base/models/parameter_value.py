import logging
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date, formatLang

from ..engine import parameter as engine
from ..tools.dates import business_today
from .parameter import CERTAINTIES

_logger = logging.getLogger(__name__)


class ParameterValue(models.Model):
    """Value of a parameter from a day to a day, in a unit and those below it.

    Rows are written by ``elektrohisob.parameter._change_from`` alone. What was
    corrected stays as a withdrawn (inactive) row: the history is complete.
    """

    _name = "elektrohisob.parameter.value"
    _description = "Value of a parameter"
    _inherit = ["elektrohisob.dated.mixin", "elektrohisob.sync.mixin"]
    _sync_key_fields = ("parameter_id", "date_start", "value")
    _sync_fields = (
        *("parameter_id", "date_start", "date_end", "value", "norm", "source"),
        *("certainty", "active"),
    )
    _order = "parameter_id, company_id, date_start desc, id desc"

    parameter_id = fields.Many2one(
        "elektrohisob.parameter", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        index=True,
        ondelete="restrict",
        help="Empty: the whole country.",
    )
    value = fields.Char(
        string="Stored value",
        required=True,
        help="15, 0.1, 2026-12-31, 1 or 0 for yes or no, or the code of a choice.",
    )
    norm = fields.Char(
        string="Ground", translate=True, help="Normative act, or number of the order."
    )
    source = fields.Char(help="Where the value was read.")
    certainty = fields.Selection(CERTAINTIES, required=True, default="order")
    active = fields.Boolean(default=True, string="Counts")
    state = fields.Selection(
        [
            ("past", "Ended"),
            ("current", "In force"),
            ("future", "Still to come"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
    )
    value_text = fields.Char(string="Value", compute="_compute_value_text")
    origin = fields.Char(string="Valid for", compute="_compute_origin")
    subsystem = fields.Selection(related="parameter_id.subsystem")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (parameter_id WITH =, (COALESCE(company_id, 0)) WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (active)",
        "Two values of one parameter overlap in a unit. End the earlier one first.",
    )

    @api.depends("value", "parameter_id.value_type", "parameter_id.unit")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for row in self:
            row.value_text = row._format() if row.value else ""

    @api.depends("active", "date_start", "date_end")
    def _compute_state(self):
        today = business_today(self)
        for row in self:
            if not row.active:
                row.state = "withdrawn"
            elif row.date_start and row.date_start > today:
                row.state = "future"
            else:
                is_past = row.date_end and row.date_end < today
                row.state = "past" if is_past else "current"

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_origin(self):
        for row in self:
            # the name of a unit above is no secret
            row.origin = row.company_id.sudo().name or self.env._("Whole country")

    @api.depends("parameter_id", "date_start")
    def _compute_display_name(self):
        for row in self:
            day = row.date_start and format_date(self.env, row.date_start)
            name = row.parameter_id.display_name
            row.display_name = f"{name or ''} {day or ''}".strip()

    @api.constrains("value", "parameter_id")
    def _check_value(self):
        for row in self:
            parameter = row.parameter_id
            try:
                typed = engine.parse(parameter.value_type, row.value)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(parameter)s: “%(value)s” is not a value of the kind "
                        "“%(kind)s”. Correct it.",
                        parameter=parameter.name,
                        value=row.value,
                        kind=parameter._get_label("value_type"),
                    )
                ) from error
            parameter._check_plausible(typed)

    @api.constrains("company_id", "parameter_id")
    def _check_level(self):
        for row in self.filtered("company_id"):
            row.parameter_id._check_level(row.company_id)

    # === CRUD METHODS === #

    @api.model
    def load(self, fields, data):
        """Override of `load`: a shipped value never replaces what a company set."""
        return super(ParameterValue, self.with_context(noupdate=True)).load(
            fields, data
        )

    @api.model
    def _load_records(self, data_list, update=False):
        """Override of `_load_records`: a shipped value ends the shipped one before it
        and gives way to what a company has set for its days."""
        known = self.env["ir.model.data"]._xmlid_to_res_id
        wanted = [
            data
            for data in data_list
            if known(data.get("xml_id") or "", raise_if_not_found=False)
            or self._make_room(data["values"])
        ]
        return super()._load_records(wanted, update)

    @api.model
    def _make_room(self, vals):
        """Whether a row may be loaded on its days, shipped rows before it ended."""
        start = fields.Date.to_date(vals["date_start"])
        end = fields.Date.to_date(vals.get("date_end"))
        domain = [
            ("parameter_id", "=", vals["parameter_id"]),
            ("company_id", "=", vals.get("company_id", False)),
            "|",
            ("date_end", "=", False),
            ("date_end", ">=", start),
        ]
        if end:
            domain.append(("date_start", "<=", end))
        standing = self.search(domain)
        shipped = standing.filtered(lambda row: row.get_external_id()[row.id])
        if standing - shipped or any(row.date_start >= start for row in shipped):
            _logger.info("The company's own values of %s stay", vals["parameter_id"])
            return False
        shipped.date_end = start - timedelta(days=1)
        shipped.flush_recordset()  # before the row that would overlap with them
        return True

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to read the values anew."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `write` to read the values anew."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Override of `unlink` to read the values anew."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(
            self.env._(
                "Values of parameters are not deleted: change the parameter from a "
                "date, and the earlier value stays in its history."
            )
        )

    # === BUSINESS METHODS === #

    def _carve(self, start, end):
        """Free the days ``start``..``end`` of one unit: end what began before, have
        it go on afterwards, and withdraw what lies between."""
        resumed = []
        for row in self:
            last = row.date_end
            if (end and row.date_start > end) or (last and last < start):
                continue
            if end and (not last or last > end):
                again = {"date_start": end + timedelta(days=1), "date_end": last}
                resumed += row.copy_data(again)
            if row.date_start < start:
                row.date_end = start - timedelta(days=1)
            else:
                row.active = False
        self.flush_recordset()  # before rows that would overlap with the old ones
        self.create(resumed)

    def _format(self):
        """Value with what it is measured in, for people."""
        parameter = self.parameter_id
        typed = engine.parse(parameter.value_type, self.value)
        if isinstance(typed, bool):
            return self.env._("Yes") if typed else self.env._("No")
        if isinstance(typed, (int, Decimal)):
            places = max(0, -Decimal(engine.store(typed)).as_tuple().exponent)
            number = formatLang(self.env, float(typed), digits=places)
            return f"{number} {parameter._get_unit_label()}".strip()
        if parameter.value_type == "date":
            return format_date(self.env, typed)
        if parameter.value_type == "choice":
            choices = parameter.choice_ids
            return choices.filtered(lambda one: one.code == typed).name or typed
        return typed

    @api.model
    def _to_plain(self, typed):
        """Typed value as JSON can carry it."""
        if isinstance(typed, Decimal):
            return float(typed)
        if isinstance(typed, (bool, int, str)):
            return typed
        return fields.Date.to_string(typed)
