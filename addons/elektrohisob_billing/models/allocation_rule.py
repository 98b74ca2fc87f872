from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.allocation import Rule
from .ledger_document import DEBTS

PLACES = ("first_kind", "second_kind", "third_kind")


class AllocationRule(models.Model):
    """Which debts the money of a category of consumers covers first, from a day on.

    The rules of the nearest unit count: an enterprise with rules of its own does not
    use those of the country.
    """

    _name = "elektrohisob.allocation.rule"
    _description = "Order in which payments cover debts"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "category, company_id, date_start desc"

    category = fields.Selection(
        lambda self: (
            self.env["elektrohisob.account"]
            ._fields["category"]
            ._description_selection(self.env)
        ),
        required=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        index=True,
        ondelete="cascade",
        help="Counts in this unit and below it; empty: everywhere.",
    )
    order = fields.Selection(
        [("age", "The age of the debt, then its kind"), ("kind", "Its kind, then age")],
        string="What decides",
        required=True,
        default="age",
    )
    age = fields.Selection(
        [
            ("oldest", "The oldest month first"),
            ("current", "The month of the payment, then the oldest"),
        ],
        required=True,
        default="oldest",
    )
    court_first = fields.Boolean(
        string="Court order first",
        help="Months under a court order are covered before all others.",
    )
    first_kind = fields.Selection(DEBTS, required=True, default="costs")
    second_kind = fields.Selection(DEBTS, required=True, default="penalty")
    third_kind = fields.Selection(DEBTS, required=True, default="principal")
    basis = fields.Char(
        required=True, translate=True, help="Act, clause of the contract or order."
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (category WITH =, COALESCE(company_id, 0) WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The category already has a rule on these days. End it first.",
    )

    @api.depends("category", "date_start")
    def _compute_display_name(self):
        names = dict(self._fields["category"]._description_selection(self.env))
        for rule in self:
            day = f"{rule.date_start:%d.%m.%Y}" if rule.date_start else ""
            rule.display_name = f"{names.get(rule.category, '')} {day}".strip()

    @api.constrains(*PLACES)
    def _check_kinds(self):
        for rule in self:
            if len({rule[place] for place in PLACES}) < len(PLACES):
                raise ValidationError(
                    self.env._(
                        "%(rule)s: name each kind of debt once.", rule=rule.display_name
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _get_rules(self, category, company):
        """Rules of the engine for accounts of ``category`` in ``company``."""
        # a district may not see its enterprise, whose rules bind it
        units = company.sudo().parent_ids
        found = self.sudo().search(
            [("category", "=", category), ("company_id", "in", [False, *units.ids])]
        )
        depth = {unit: place for place, unit in enumerate(units, 1)}
        nearest = max((depth.get(rule.company_id, 0) for rule in found), default=0)
        found = found.filtered(lambda r: depth.get(r.company_id, 0) == nearest)
        rules = [rule._get_engine_rule() for rule in found]
        return rules or [Rule(fields.Date.to_date("2000-01-01"), ("principal",))]

    def _get_engine_rule(self):
        return Rule(
            start=self.date_start,
            kinds=tuple(self[place] for place in PLACES),
            by_kind=self.order == "kind",
            current_first=self.age == "current",
            court_first=self.court_first,
        )
