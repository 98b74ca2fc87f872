from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

# lists: Odoo names no choices of a tuple
EVENTS = [
    ("charge", "Energy charged, without VAT"),
    ("charge_vat", "VAT of what is charged"),
    ("past_year_up", "Charged in addition for earlier years"),
    ("past_year_down", "Taken back for earlier years"),
    ("benefit", "Benefit paid by a third party"),
    ("payment_cash", "Debt paid at the cash desk"),
    ("payment_bank", "Debt paid through a bank"),
    ("payment_online", "Debt paid through a payment service"),
    ("payment_post", "Debt paid at a post office"),
    ("payment_card", "Debt paid by card at the cash desk"),
    ("payment_unit", "Debt paid at a desk of another unit"),
    ("advance_cash", "Advance paid at the cash desk"),
    ("advance_bank", "Advance paid through a bank"),
    ("advance_online", "Advance paid through a payment service"),
    ("advance_post", "Advance paid at a post office"),
    ("advance_card", "Advance paid by card at the cash desk"),
    ("advance_unit", "Advance paid at a desk of another unit"),
    ("offset", "Advance set off against the debt"),
    ("refund", "Advance given back"),
    ("refund_debt", "Money given back that covered a debt"),
    ("transfer_out", "Balance handed over to another district"),
    ("transfer_in", "Balance taken over from another district"),
    ("opening", "Balance at the beginning"),
    ("penalty", "Penalty recognised"),
    ("penalty_paid", "Penalty covered by money"),
    ("write_off", "Debt written off"),
    ("written_off_kept", "Debt written off, kept off balance"),
    ("unidentified_cash", "Unidentified money of the cash desk"),
    ("unidentified_bank", "Unidentified money of a bank"),
    ("unidentified_online", "Unidentified money of a payment service"),
    ("unidentified_post", "Unidentified money of a post office"),
    ("unidentified_card", "Unidentified money paid by card"),
    ("unidentified_unit", "Unidentified money of a desk of another unit"),
    ("returned", "Unidentified money returned to its sender"),
    ("taken_cash", "Cash taken for another unit"),
    ("taken_card", "Card payments taken for another unit"),
    ("agent_transfer", "Payment service handed money over"),
    ("commission", "Commission of a payment agent, without VAT"),
    ("commission_vat", "VAT of the commission"),
    ("commission_kept", "Commission kept back by the agent"),
    ("benefit_paid", "Benefits paid by the third party"),
    ("cash_collect", "Cash handed over to the bank"),
    ("cash_bring", "Change brought to the cash desk"),
    ("cash_over", "Surplus counted at the cash desk"),
    ("cash_short", "Shortage counted at the cash desk"),
]


class GlRule(models.Model):
    """Which accounts an event of the subledger moves, from a day on."""

    _name = "elektrohisob.gl.rule"
    _description = "Posting rule"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "event, category, date_start desc"

    event = fields.Selection(EVENTS, required=True, index=True)
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="Consumers",
        help="Empty: all for whom there is no rule of their own.",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit",
        ondelete="restrict",
        help="The unit and those below it; empty: all that have no rule of their own.",
    )
    debit_code = fields.Char(string="Debit", required=True, size=10)
    credit_code = fields.Char(string="Credit", required=True, size=10)
    basis = fields.Char(
        translate=True, help="Order of the accounting policy, clause of the standard."
    )
    debit_name = fields.Char(string="Account of the debit", compute="_compute_names")
    credit_name = fields.Char(string="Account of the credit", compute="_compute_names")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (event WITH =, COALESCE(category, '') WITH =, "
        "COALESCE(company_id, 0) WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The event already has a rule on these days. End it first.",
    )

    @api.depends("debit_code", "credit_code")
    @api.depends_context("lang", "company")
    def _compute_names(self):
        names = self._get_account_names()
        for rule in self:
            rule.debit_name = names.get(rule.debit_code)
            rule.credit_name = names.get(rule.credit_code)

    @api.depends("event", "debit_code", "credit_code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        events = dict(self._fields["event"]._description_selection(self.env))
        for rule in self:
            name = events.get(rule.event, "")
            rule.display_name = f"{name}: {rule.debit_code} / {rule.credit_code}"

    @api.constrains("debit_code", "credit_code")
    def _check_codes(self):
        names = self._get_account_names()
        for rule in self:
            wrong = {rule.debit_code, rule.credit_code} - names.keys()
            if names and wrong:
                raise ValidationError(
                    self.env._(
                        "The chart of accounts has no account %(code)s. Open it under "
                        "Accounting → Chart of accounts.",
                        code=", ".join(sorted(wrong)),
                    )
                )
            if rule.debit_code == rule.credit_code:
                raise ValidationError(
                    self.env._("Debit and credit of a rule are two accounts.")
                )

    # === BUSINESS METHODS === #

    @api.model
    def _get_account_names(self):
        """Code → name of the accounts of the top unit; none without a chart."""
        top = self.env.company.root_id
        # names of accounts are no secret
        accounts = self.env["account.account"].sudo().with_company(top)
        found = accounts.search([("company_ids", "in", top.ids)])
        return {account.code: account.name for account in found}

    @api.model
    def _find_rules(self, company):
        """Rules that may count in a unit, the nearest and most special first."""
        # a district may not see its enterprise, whose rules bind it
        units = company.sudo().parent_ids
        found = self.sudo().search([("company_id", "in", [False, *units.ids])])
        depth = {unit: place for place, unit in enumerate(units, 1)}
        return found.sorted(
            lambda rule: (depth.get(rule.company_id, 0), bool(rule.category)),
            reverse=True,
        )

    @api.model
    def _get_codes(self, event, company, date, category=None, rules=None):
        """Codes of the debit and the credit of an event on a day.

        :param rules: what ``_find_rules`` gave, if many are asked for
        :raise UserError: there is no rule on that day
        """
        for rule in self._find_rules(company) if rules is None else rules:
            fits = rule.event == event and rule.category in (False, category)
            if fits and rule._is_in_force(date):
                return rule.debit_code, rule.credit_code
        events = dict(self._fields["event"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "No posting rule says which accounts “%(event)s” moves on %(day)s. Add "
                "one under Accounting → Posting rules.",
                event=events.get(event, event),
                day=format_date(self.env, date),
            )
        )
