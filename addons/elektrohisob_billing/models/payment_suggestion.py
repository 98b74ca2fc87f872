from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.text import search_key

from ..engine import recognise

LIMIT = 10
NAME_LIKENESS = 0.5  # mean over the words of the payer's name
LEGAL_FORMS = {"ooo", "mchj", "oaj", "aoj", "yatt", "xususiy", "korxona", "korxonasi"}
SCORES = {
    **{"number": 95, "former": 92, "stir": 90, "pinfl": 90, "slip": 85},
    **{"history": 80, "phone": 75, "local": 70, "digits": 50, "name": 60},
}


class PaymentSuggestion(models.Model):
    """Likely accounts of unidentified payments, and rules that know them."""

    _inherit = "elektrohisob.payment"
    _plain_payment = "TRUE"

    rule_id = fields.Many2one(
        "elektrohisob.payment.rule",
        string="Posted by the rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    suggested_account_id = fields.Many2one(
        "elektrohisob.account",
        string="Likely account",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    suggested_score = fields.Integer(string="Likely, %", readonly=True, aggregator=None)
    suggested_why = fields.Char(string="Because", readonly=True)

    # === ACTIONS === #

    def action_post_suggested(self):
        """Book the payments to their likely accounts."""
        for payment in self.filtered("suggested_account_id"):
            payment._match(payment.suggested_account_id)

    def action_suggest(self):
        """Look for likely accounts again."""
        self._check_matcher()
        self.filtered(lambda payment: payment.state == "unidentified")._suggest()

    # === BUSINESS METHODS === #

    @api.model
    def _receive(self, vals_list):
        """Override of `elektrohisob.payment`: rules know some payers, and what stays
        unidentified gets its likely account."""
        results = super()._receive([self._apply_rules(vals) for vals in vals_list])
        payments = self.union(
            *(found for found, outcome in results if outcome == "unidentified")
        )
        payments._suggest()
        return results

    @api.model
    def _apply_rules(self, vals):
        if vals.get("account_id") or "rule_id" in vals:  # told to wait
            return vals
        # rules of the whole tree of the bank, whose files pay for many districts
        rules = self.env["elektrohisob.payment.rule"].sudo()._find(vals)
        accounts = rules.account_id
        if len(accounts) != 1:
            return vals
        return {
            **vals,
            "account_id": accounts.id,
            "company_id": accounts.company_id.id,
            "rule_id": rules[0].id,
            "reason": False,
        }

    def _suggest(self):
        """Keep the likeliest account of each payment, with the reason."""
        for payment in self.sudo():  # read-only for all; accounts of its tree
            account, score, why = (payment._get_suggestions() or [(False, 0, False)])[0]
            payment.write(
                {
                    "suggested_account_id": account and account.id,
                    "suggested_score": score,
                    "suggested_why": why,
                }
            )

    def _get_suggestions(self):
        """Accounts with a likelihood in per cent and the reason, best first."""
        self.ensure_one()
        best = {}
        for account, score, why in (
            *self._suggest_by_numbers(),
            *self._suggest_by_payer(),
            *self._suggest_by_history(),
            *self._suggest_by_phone(),
            *self._suggest_by_digits(),
            *self._suggest_by_name(),
        ):
            if score > best.get(account, (0, ""))[0]:
                best[account] = (score, why)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0].id))
        return [(account, score, why) for account, (score, why) in ranked[:LIMIT]]

    def _get_text(self):
        return f"{self.purpose or ''} {self.payer or ''}"

    def _search_accounts(self, domain):
        """Accounts of the tree to which the payment came."""
        tree = Domain("company_id", "child_of", self.company_id.id)
        return self.env["elektrohisob.account"].search(
            tree & Domain(domain), limit=LIMIT
        )

    def _search_numbers(self, numbers):
        accounts = self.env["elektrohisob.account"]
        return self._search_accounts(accounts._get_numbers_domain(list(numbers)))

    def _suggest_by_numbers(self):
        """Account numbers of the purpose: as written, former ones, one slip away."""
        for number in recognise.account_numbers(self._get_text()):
            for account in self._search_numbers([number]):
                is_former = account.number != number
                yield (
                    account,
                    SCORES["former" if is_former else "number"],
                    self.env._("Former number in the purpose")
                    if is_former
                    else self.env._("Number in the purpose"),
                )
            for account in self._search_numbers(recognise.misspellings(number)):
                yield (
                    account,
                    SCORES["slip"],
                    self.env._("One slip away from %(number)s", number=number),
                )

    def _suggest_by_payer(self):
        """Accounts with the STIR or PINFL of the payer."""
        code = self.payer_stir or ""
        if len(code) == 9:
            for account in self._search_accounts([("stir", "=", code)]):
                yield account, SCORES["stir"], self.env._("STIR of the payer")
        elif len(code) == 14:
            for account in self._search_accounts([("pinfl", "=", code)]):
                yield account, SCORES["pinfl"], self.env._("PINFL of the payer")

    def _suggest_by_history(self):
        """Accounts the payer paid for before; of several the share of each counts."""
        payer = Domain.FALSE
        for name in ("payer_stir", "payer_account"):
            if self[name]:
                payer |= Domain(name, "=", self[name])
        groups = self.env["elektrohisob.payment"]._read_group(
            payer & Domain("state", "=", "posted"), ["account_id"], ["__count"]
        )
        total = sum(count for _account, count in groups)
        for account, count in groups:
            yield (
                account,
                round(SCORES["history"] * count / total),
                self.env._("The payer paid for it before: %s times", count),
            )

    def _suggest_by_phone(self):
        """Accounts whose telephone is written in the purpose."""
        accounts = self.env["elektrohisob.account"]
        for digits in recognise.loose_digits(self._get_text()):
            if len(digits) == 9 or (len(digits) == 12 and digits.startswith("998")):
                for account in self._search_accounts(
                    accounts._get_token_domain(digits[-9:])
                ):
                    if any(p.endswith(digits[-9:]) for p in account._get_phones()):
                        yield account, SCORES["phone"], self.env._("Telephone")

    def _suggest_by_digits(self):
        """Local numbers without the district, and numbers of old contracts."""
        digits = recognise.loose_digits(self._get_text())
        districts = self.env["res.company"].search(
            Domain("id", "child_of", self.company_id.id)
            & Domain("district_id", "!=", False)
        )
        numbers = [
            district.account_prefix + group.zfill(recognise.LOCAL_DIGITS)
            for district in districts
            for group in digits
            if len(group) <= recognise.LOCAL_DIGITS
        ]
        for account in self._search_numbers(numbers):
            yield account, SCORES["local"], self.env._("Local number in the purpose")
        agreements = self.env["elektrohisob.agreement"].search(
            Domain(
                "number", "in", digits + recognise.contract_numbers(self._get_text())
            ),
            limit=LIMIT,
        )
        for account in agreements.account_id:
            yield account, SCORES["digits"], self.env._("Contract in the purpose")

    def _get_payer_words(self):
        return [
            word
            for word in search_key(self.payer).split()
            if len(word) > 2 and word not in LEGAL_FORMS
        ][:4]

    def _suggest_by_name(self):
        """Consumers whose name or address resembles what the payer wrote."""
        words = self._get_payer_words()
        if not words:
            return
        accounts = self.env["elektrohisob.account"]
        query = accounts._search(  # also the record rules of the user
            Domain("company_id", "child_of", self.company_id.id)
        )
        column = SQL.identifier(query.table, "search_key")
        query.add_where(
            SQL(
                "(%s)",
                SQL(" OR ").join(SQL("%s <%% %s", word, column) for word in words),
            )
        )
        likeness = SQL(
            "(%s) / %s",
            SQL(" + ").join(SQL("word_similarity(%s, %s)", w, column) for w in words),
            len(words),
        )
        # an address in the purpose lifts the right one of several namesakes
        place = SQL("word_similarity(%s, %s)", search_key(self.purpose), column)
        found = query.select(
            SQL.identifier(query.table, "id"),
            SQL("%s AS likeness", likeness),
            SQL("%s AS place", place),
        )
        rows = self.env.execute_query(
            SQL("%s ORDER BY likeness DESC, place DESC LIMIT %s", found, LIMIT)
        )
        for account_id, like, near in rows:
            if like >= NAME_LIKENESS:
                yield (
                    accounts.browse(account_id),
                    round(SCORES["name"] * like + 10 * near),
                    self.env._("Name and address resemble what the payer wrote"),
                )
