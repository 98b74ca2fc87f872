from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.engine.text import search_key
from odoo.addons.elektrohisob_base.tools.dates import business_today


class PaymentRule(models.Model):
    """Whose money it is, told once: a payer or words of the purpose → an account.

    Applied to payments that come without an account, and to those that wait: every
    night and by a button. Where rules name different
    accounts the payment waits, as one that nobody recognised.
    """

    _name = "elektrohisob.payment.rule"
    _description = "Rule of unidentified payments"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "company_id, id"
    _check_company_auto = True

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    payer_stir = fields.Char(string="Payer's STIR or PINFL", index="btree_not_null")
    payer_account = fields.Char(
        string="Payer's bank account", index="btree_not_null", size=20
    )
    purpose = fields.Char(
        string="Words of the purpose",
        help="All of them must occur; Latin or Cyrillic, in any order.",
    )
    note = fields.Char(string="Why", required=True)
    payment_count = fields.Integer(
        string="Payments posted", compute="_compute_payment_count"
    )

    _named = models.Constraint(
        "CHECK(payer_stir > '' OR payer_account > '' OR length(purpose) > 5)",
        "A rule names the payer's STIR or bank account, or words of the purpose that "
        "are longer than five letters.",
    )

    def _compute_payment_count(self):
        counts = dict(
            self.env["elektrohisob.payment"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.payment_count = counts.get(rule, 0)

    @api.depends("account_id", "payer_stir", "payer_account", "purpose")
    def _compute_display_name(self):
        for rule in self:
            parts = (rule.payer_stir, rule.payer_account, rule.purpose)
            words = " · ".join(filter(None, parts))
            rule.display_name = f"{words} → {rule.account_id.display_name or ''}"

    @api.constrains("payer_stir", "payer_account")
    def _check_codes(self):
        for rule in self:
            for code, sizes in (
                (rule.payer_stir, (9, 14)),
                (rule.payer_account, (20,)),
            ):
                if code and not (code.isdigit() and len(code) in sizes):
                    raise ValidationError(
                        self.env._(
                            "%(code)s: a STIR has nine digits, a PINFL fourteen, a "
                            "bank account twenty.",
                            code=code,
                        )
                    )

    # === ACTIONS === #

    def action_apply(self):
        """Book what waits already and fits these rules."""
        self.check_access("write")
        payments = self.env["elektrohisob.payment"]
        payments._check_matcher()
        count = payments._apply_rules_to_waiting(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": self.env._(
                    "%(count)s payments that waited are booked by the rules.",
                    count=count,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _cron_apply(self):
        """Book what waits and fits a rule in force, every night."""
        rules = self.search(self._domain_on(business_today(self)))
        self.env["elektrohisob.payment"]._apply_rules_to_waiting(rules)

    def _get_waiting_domain(self):
        """What waits and may fit one of these rules; words are compared later."""
        found = Domain.FALSE
        for rule in self:
            own = Domain("company_id", "parent_of", rule.company_id.id)
            for name in ("payer_stir", "payer_account"):
                if rule[name]:
                    own &= Domain(name, "=", rule[name])
            found |= own
        return found & Domain("state", "=", "unidentified")

    @api.model
    def _find(self, vals):
        """Rules that fit the values of a payment, in the tree of its company."""
        return self.browse(
            rule.id
            for rule in self._get_candidates(vals)
            if (not rule.payer_stir or rule.payer_stir == vals.get("payer_stir"))
            and (
                not rule.payer_account
                or rule.payer_account == vals.get("payer_account")
            )
            and set(search_key(rule.purpose).split())
            <= set(search_key(vals.get("purpose")).split())
        )

    def _get_candidates(self, vals):
        return self.search(
            self._domain_on(fields.Date.to_date(vals["date"]))
            & fields.Domain("company_id", "child_of", vals["company_id"])
            & fields.Domain("payer_stir", "in", [False, vals.get("payer_stir")])
            & fields.Domain("payer_account", "in", [False, vals.get("payer_account")])
        )
