from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools.dates import business_today


class ApprovalRule(models.Model):
    """Which role may decide which requests, and up to what amount.

    The rules of the nearest unit count: where an enterprise has rules of its own for
    an operation, those of the holding do not apply below it.
    """

    _name = "elektrohisob.approval.rule"
    _description = "Rule of decisions"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "operation, company_id, amount_to, id"

    operation = fields.Selection(
        lambda self: self.env["elektrohisob.approval"]._get_operations(),
        required=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        index=True,
        ondelete="cascade",
        help="Counts in this unit and below it; empty: everywhere.",
    )
    group_id = fields.Many2one(
        "res.groups", string="Role that decides", required=True, ondelete="restrict"
    )
    amount_to = fields.Monetary(
        string="Amount up to", help="In so‘m; 0 means without a limit."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    date_start = fields.Date(default=business_today)

    _amount_positive = models.Constraint(
        "CHECK(amount_to >= 0)", "The amount of a rule cannot be below zero."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (operation WITH =, COALESCE(company_id, 0) WITH =, "
        "group_id WITH =, daterange(date_start, date_end, '[]') WITH &&)",
        "This role already has a rule for the operation on these days. End it first.",
    )

    def _compute_currency_id(self):
        self.currency_id = self.env.ref("base.UZS")

    @api.depends("operation", "group_id")
    def _compute_display_name(self):
        operations = dict(self.env["elektrohisob.approval"]._get_operations())
        for rule in self:
            operation = operations.get(rule.operation, "")
            rule.display_name = f"{operation}: {rule.group_id.name or ''}"

    # === BUSINESS METHODS === #

    @api.model
    def _get_applicable(self, operation, company, on=None):
        """Rules of the nearest unit that has any for ``operation``.

        :param date on: the day of the decision, today by default
        """
        # a district may not see its enterprise, whose rules bind it
        units = company.sudo().parent_ids
        rules = self.sudo().search(
            self._domain_on(on or business_today(self))
            & fields.Domain("operation", "=", operation)
            & fields.Domain("company_id", "in", [False, *units.ids])
        )
        depth = {unit: place for place, unit in enumerate(units, 1)}
        nearest = max((depth.get(rule.company_id, 0) for rule in rules), default=0)
        return rules.filtered(lambda rule: depth.get(rule.company_id, 0) == nearest)

    def _filter_amount(self, amount):
        """Rules of ``self`` that reach ``amount`` so'm."""
        return self.filtered(
            lambda rule: not rule.amount_to or amount <= rule.amount_to
        )

    def _get_roles(self):
        """Roles and limits in words: “Manager (up to 5 000 000 so‘m), Auditor”."""
        words = []
        for rule in self.sorted("amount_to"):
            role = rule.sudo().group_id.name  # names of roles are no secret
            if rule.amount_to:
                role = self.env._(
                    "%(role)s (up to %(amount)s)",
                    role=role,
                    amount=format_amount(self.env, rule.amount_to, rule.currency_id),
                )
            words.append(role)
        return ", ".join(words)
