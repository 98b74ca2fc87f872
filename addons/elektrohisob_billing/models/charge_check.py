from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine import bill_checks

# Tolerance of the engine → parameter it is read from; those of the settlement itself
# have no name in the engine.
TOLERANCES = {
    "sum_high": {
        "factor": "bill_high_factor",
        "threshold": "bill_high_threshold",
        "least": "bill_history_months",
    },
    "sum_new": {"limit": "bill_new_limit", "least": "bill_history_months"},
    "zero_bill": {"threshold": "bill_zero_usual", "least": "bill_history_months"},
    "estimates": {"limit": "bill_estimates"},
    "credit": {"limit": "bill_credit_limit"},
    "no_reading": {"months": "estimate_max_months"},
    "correction_waits": {"limit": "correction_approval_amount"},
}
MONEY = ("sum_new", "credit")


class ChargeCheck(models.Model):
    """One check of bills before they are booked.

    The logic of the checks that can be released is in ``engine/bill_checks.py``; the
    others are what the settlement itself cannot compute. Administrators decide what
    a finding leads to; tolerances are parameters, by date and by unit.
    """

    _name = "elektrohisob.charge.check"
    _description = "Check of bills"
    _inherit = ["elektrohisob.check.mixin"]
    _order = "sequence, code"
    _tolerances = TOLERANCES

    sequence = fields.Integer()
    name = fields.Char(string="What is found")
    severity = fields.Selection(
        [
            ("parks", "Not booked until decided"),
            ("warns", "Booked with a warning"),
        ],
        string="A bill with the finding is",
        required=True,
    )
    remedy = fields.Char(string="What to do", translate=True)
    waiting_count = fields.Integer(
        string="Waiting",
        compute="_compute_findings",
        help="Findings nobody has decided and nothing has mended yet.",
    )
    field_count = fields.Integer(
        string="Sent to field check",
        compute="_compute_findings",
        help="Of the waiting ones: a crew looks at the meter.",
    )
    true_count = fields.Integer(
        string="Rightly found",
        compute="_compute_findings",
        help="Facts were mended, after which the finding was gone.",
    )
    false_count = fields.Integer(
        string="Wrongly found",
        compute="_compute_findings",
        help="Released as they are. Many of them mean that the tolerance is too "
        "narrow.",
    )
    precision = fields.Float(
        string="Precision, %",
        compute="_compute_findings",
        digits=(5, 1),
        help="Rightly found of all that were decided.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_findings(self):
        """What became of the findings, in the active units."""
        self.env["elektrohisob.charge.run.parked"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT code,
                       count(*) FILTER (WHERE resolved IS NOT TRUE),
                       count(*) FILTER (
                             WHERE resolved IS NOT TRUE AND decision = 'field'),
                       count(*) FILTER (WHERE decision = 'mended'),
                       count(*) FILTER (WHERE decision = 'released')
                  FROM elektrohisob_charge_run_parked
                 WHERE company_id = ANY(%s)
                 GROUP BY code
                """,
                self.env.companies.ids,
            )
        )
        found = {code: counts for code, *counts in rows}
        for rule in self:
            waiting, field, right, wrong = found.get(rule.code, (0, 0, 0, 0))
            rule.waiting_count = waiting
            rule.field_count = field
            rule.true_count = right
            rule.false_count = wrong
            rule.precision = 100.0 * right / (right + wrong) if right + wrong else 0.0

    @api.constrains("severity", "active", "code")
    def _check_severity(self):
        for rule in self:
            if rule.code not in bill_checks.CHECKS and (
                rule.severity != bill_checks.PARKS or not rule.active
            ):
                raise ValidationError(
                    self.env._(
                        "“%(check)s” cannot be switched off or made softer: such an "
                        "account cannot be computed, or two persons decide it.",
                        check=rule.name,
                    )
                )

    # === ACTIONS === #

    def action_open_parked(self):
        """Accounts with this finding."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_run_parked_action"
        )
        return {**action, "domain": [("code", "=", self.code)], "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _get_rules(self, period) -> dict[str, bill_checks.Rule]:
        """Rules in force for the engine in the district and month, by code."""
        rules = {}
        # anybody's settlement meets them
        for row in self.sudo().search_fetch([("code", "in", list(bill_checks.CHECKS))]):
            tolerance = row._get_tolerances(period.company_id, period.date_start)
            if "threshold" in tolerance:
                tolerance["threshold"] = round(tolerance["threshold"] * 1000)
            if row.code in MONEY:
                tolerance["limit"] = round(tolerance["limit"] * 100)
            rules[row.code] = bill_checks.Rule(row.code, row.severity, **tolerance)
        return rules
