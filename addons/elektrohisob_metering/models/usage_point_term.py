from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

from ..engine.losses import Transformer, form_squared
from ..engine.point import LossScheme, PointTerm


class UsagePointTerm(models.Model):
    """What holds for a usage point on some days: where it is connected, what feeds
    it, which losses lie between the meter and the balance boundary, and what is
    charged without a meter. A change is a new row from its day."""

    _name = "elektrohisob.usage.point.term"
    _description = "Connection terms of a usage point"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "usage_point_id, date_start desc"
    _check_company_auto = True

    def _default_fill_factor(self):
        return self.env["elektrohisob.parameter"]._get_value("network_fill_factor")

    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="usage_point_id.company_id", store=True, index=True
    )
    act_number = fields.Char(string="Act of the balance boundary")
    boundary = fields.Char(
        string="Balance boundary", help="Where the network of the company ends."
    )
    substation_code = fields.Char(string="Substation or TP")
    feeder_code = fields.Char(string="Feeder")
    installed_power = fields.Float(string="Installed power (kW)", digits=(16, 3))
    parent_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Fed from the meter of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Energy of this point is taken off the point that feeds it.",
    )
    norm_power = fields.Float(
        string="Power without a meter (kW)",
        digits=(16, 3),
        help="Equipment charged by its power and hours: street lights, amplifiers.",
    )
    norm_hours = fields.Float(string="Hours a day", digits=(4, 2))
    loss_scheme = fields.Selection(
        [
            ("none", "None"),
            ("percent", "Percent of the energy"),
            ("transformer", "Transformer"),
            ("line", "Line"),
            ("transformer_line", "Transformer and line"),
        ],
        string="Losses",
        required=True,
        default="none",
    )
    loss_direction = fields.Selection(
        [
            ("add", "Added: the meter is on the consumer's side"),
            ("subtract", "Taken off: the meter is on the network's side"),
        ],
        string="Losses are",
        required=True,
        default="add",
    )
    loss_percent = fields.Float(string="Losses (%)", digits=(6, 3))
    transformer_kva = fields.Float(string="Rated power (kVA)", digits=(10, 2))
    no_load_kw = fields.Float(string="No-load losses (kW)", digits=(10, 4))
    load_kw = fields.Float(string="Short-circuit losses (kW)", digits=(10, 4))
    line_ohm_km = fields.Float(string="Resistance (Ohm/km)", digits=(10, 4))
    line_km = fields.Float(string="Length (km)", digits=(10, 3))
    line_kv = fields.Float(string="Voltage (kV)", digits=(6, 2))
    tg_phi = fields.Float(string="tg φ", digits=(6, 4))
    fill_factor = fields.Float(
        default=lambda self: self._default_fill_factor(),
        digits=(4, 3),
        help="Average load divided by the maximum.",
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (usage_point_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The point already has terms on these days. End them first.",
    )
    _parent_other = models.Constraint(
        "CHECK(parent_id <> usage_point_id)", "A point cannot feed itself."
    )
    _figures = models.Constraint(
        "CHECK(loss_percent BETWEEN 0 AND 100 AND norm_power >= 0 "
        "AND norm_hours BETWEEN 0 AND 24 AND fill_factor > 0 AND fill_factor <= 1 "
        "AND transformer_kva >= 0 AND line_km >= 0 AND line_kv >= 0)",
        "Percent is from 0 to 100, hours a day from 0 to 24, the fill factor above 0 "
        "and up to 1, and no power, length or voltage is below zero.",
    )

    @api.depends("usage_point_id", "date_start")
    def _compute_display_name(self):
        for term in self:
            point = term.usage_point_id.with_context(point_with_account=True)
            day = format_date(self.env, term.date_start) if term.date_start else ""
            term.display_name = f"{point.display_name or ''}, {day}".strip(", ")

    @api.constrains("parent_id", "usage_point_id", "date_start", "date_end")
    def _check_no_loop(self):
        """Nothing feeds itself over other points."""
        for term in self.filtered("parent_id"):
            seen = term.usage_point_id
            parents = term.parent_id
            while parents:
                if parents & seen:
                    raise ValidationError(
                        self.env._(
                            "Point %(point)s would feed itself through %(parent)s. "
                            "Choose another point that feeds it.",
                            point=term.usage_point_id.display_name,
                            parent=term.parent_id.display_name,
                        )
                    )
                seen |= parents
                above = self.search([("usage_point_id", "in", parents.ids)])
                parents = above.parent_id

    @api.constrains("loss_scheme", "transformer_kva", "line_kv", "norm_power",
                    "norm_hours")  # fmt: skip
    def _check_figures(self):
        for term in self:
            missing = []
            if "transformer" in term.loss_scheme and not term.transformer_kva:
                missing.append(self.env._("rated power of the transformer"))
            if "line" in term.loss_scheme and not term.line_kv:
                missing.append(self.env._("voltage of the line"))
            if term.norm_power and not term.norm_hours:
                missing.append(self.env._("hours a day"))
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(term)s: enter the %(missing)s.",
                        term=term.display_name,
                        missing=", ".join(missing),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to have the days of the terms settled again."""
        terms = super().create(vals_list)
        terms._record_change("added", terms._get_fed_accounts())
        return terms

    def write(self, vals):
        """Override of `base` to have the days before and after settled again."""
        before, fed = snapshot(self, vals), self._get_fed_accounts()
        result = super().write(vals)
        changed = differences(before, snapshot(self, vals))
        for term_id, (accounts, day) in self._get_fed_accounts().items():
            old_accounts, old_day = fed[term_id]
            fed[term_id] = (accounts | old_accounts, min(day, old_day))
        self.browse(changed)._record_change("changed", fed, changed)
        return result

    def unlink(self):
        """Override of `base` to have the days settled without the terms."""
        self._record_change("removed", self._get_fed_accounts())
        return super().unlink()

    # === BUSINESS METHODS === #

    def _get_fed_accounts(self):
        """Own account and that of the point above, with the first day of each term."""
        return {
            term.id: (
                {*term.account_id.ids, *term.parent_id.account_id.ids},
                term.date_start,
            )
            for term in self
        }

    def _record_change(self, operation, fed, changed=None):
        """The accounts ``fed`` by the terms are to be settled again."""
        self.flush_recordset()
        changes = [
            Change(
                account,
                day,
                term.id,
                {
                    "name": term.usage_point_id.display_name,
                    "fields": (changed or {}).get(term.id, {}),
                },
            )
            for term in self
            for accounts, day in [fed[term.id]]
            for account in accounts
        ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, operation, changes
        )

    def _get_engine_term(self):
        """The term as the engine takes it."""
        self.ensure_one()
        return PointTerm(
            self.usage_point_id.id,
            self.date_start,
            (self.date_end and self.date_end + timedelta(days=1)) or None,
            watts=round(self.norm_power * 1000),
            hours=_exact(self.norm_hours, 2),
            losses=self._get_loss_scheme(),
            parent_id=self.parent_id.id or None,
        )

    def _get_loss_scheme(self):
        scheme = self.loss_scheme
        if scheme == "none":
            return None
        plate, resistance, percent = None, Decimal(0), Decimal(0)
        if scheme == "percent":
            percent = _exact(self.loss_percent, 3)
        if "transformer" in scheme:
            plate = Transformer(
                _exact(self.transformer_kva, 2),
                _exact(self.no_load_kw, 4),
                _exact(self.load_kw, 4),
            )
        if "line" in scheme:
            resistance = _exact(self.line_ohm_km, 4) * _exact(self.line_km, 3)
        return LossScheme(
            sign=-1 if self.loss_direction == "subtract" else 1,
            percent=percent,
            transformer=plate,
            resistance=resistance,
            voltage=_exact(self.line_kv, 2),
            tg_phi=_exact(self.tg_phi, 4),
            form_squared=form_squared(_exact(self.fill_factor, 3)),
        )


def _exact(value, digits):
    """Decimal of a stored float with so many decimals."""
    return Decimal(f"{value:.{digits}f}")
