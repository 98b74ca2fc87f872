from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.text import search_key

from ..engine import recognise

LIMIT = 10
NAME_LIKENESS = 0.5  # mean over the words of the payer's name
LEGAL_FORMS = {"ooo", "mchj", "oaj", "aoj", "yatt", "xususiy", "korxona", "korxonasi"}
SCORES = {"number": 95, "stir": 90, "pinfl": 90, "slip": 85, "local": 70, "digits": 50}


class PaymentMatch(models.TransientModel):
    """Finding the account of an unidentified payment, likeliest first."""

    _name = "elektrohisob.payment.match"
    _description = "Match payment"

    payment_id = fields.Many2one(
        "elektrohisob.payment", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="payment_id.currency_id")
    date = fields.Date(related="payment_id.date")
    amount = fields.Monetary(related="payment_id.amount")
    payer = fields.Char(related="payment_id.payer")
    payer_stir = fields.Char(related="payment_id.payer_stir")
    purpose = fields.Char(related="payment_id.purpose")
    line_ids = fields.One2many(
        "elektrohisob.payment.match.line", "wizard_id", string="Suggestions"
    )
    account_id = fields.Many2one(
        "elektrohisob.account",
        string="Another account",
        help="Search by number, consumer, address or phone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to look for accounts at once."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.line_ids = [
                fields.Command.create(
                    {"account_id": account.id, "score": score, "why": why}
                )
                for account, score, why in wizard._get_suggestions()
            ]
        return wizards

    def action_match(self):
        """Book the payment to the chosen account."""
        self.ensure_one()
        if not self.account_id:
            raise UserError(
                self.env._("Choose a suggested account or search for another one.")
            )
        self.payment_id._match(self.account_id)
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match payment"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _get_suggestions(self):
        """Accounts with a likelihood in per cent and the reason, best first."""
        self.ensure_one()
        best = {}
        for account, score, why in (
            *self._suggest_by_numbers(),
            *self._suggest_by_payer(),
            *self._suggest_by_digits(),
            *self._suggest_by_name(),
        ):
            if score > best.get(account, (0, ""))[0]:
                best[account] = (score, why)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0].id))
        return [(account, score, why) for account, (score, why) in ranked[:LIMIT]]

    def _get_text(self):
        payment = self.payment_id
        return f"{payment.purpose or ''} {payment.payer or ''}"

    def _search_numbers(self, numbers):
        return self.env["elektrohisob.account"].search(
            self.env["elektrohisob.account"]._get_numbers_domain(list(numbers)),
            limit=LIMIT,
        )

    def _suggest_by_numbers(self):
        """Account numbers of the purpose, as written and one slip away."""
        for number in recognise.account_numbers(self._get_text()):
            for account in self._search_numbers([number]):
                yield account, SCORES["number"], self.env._("Number in the purpose")
            for account in self._search_numbers(recognise.misspellings(number)):
                yield (
                    account,
                    SCORES["slip"],
                    self.env._("One slip away from %(number)s", number=number),
                )

    def _suggest_by_payer(self):
        """Accounts with the STIR or PINFL of the payer."""
        code = self.payment_id.payer_stir or ""
        accounts = self.env["elektrohisob.account"]
        if len(code) == 9:
            for account in accounts.search([("stir", "=", code)], limit=LIMIT):
                yield account, SCORES["stir"], self.env._("STIR of the payer")
        elif len(code) == 14:
            for account in accounts.search([("pinfl", "=", code)], limit=LIMIT):
                yield account, SCORES["pinfl"], self.env._("PINFL of the payer")

    def _suggest_by_digits(self):
        """Local numbers without the district, and numbers of old contracts."""
        digits = recognise.loose_digits(self._get_text())
        company = self.payment_id.company_id
        districts = self.env["res.company"].search(
            Domain("id", "child_of", company.id) & Domain("district_id", "!=", False)
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

    def _suggest_by_name(self):
        """Consumers whose name resembles that of the payer."""
        words = [
            word
            for word in search_key(self.payment_id.payer).split()
            if len(word) > 2 and word not in LEGAL_FORMS
        ][:4]
        if not words:
            return
        accounts = self.env["elektrohisob.account"]
        query = accounts._search(Domain.TRUE)  # record rules of the user
        column = SQL.identifier(query.table, "search_key")
        query.add_where(
            SQL(
                "(%s)",
                SQL(" OR ").join(SQL("%s <%% %s", word, column) for word in words),
            )
        )
        found = query.select(
            SQL.identifier(query.table, "id"),
            SQL(
                "(%s) / %s AS likeness",
                SQL(" + ").join(
                    SQL("word_similarity(%s, %s)", word, column) for word in words
                ),
                len(words),
            ),
        )
        rows = self.env.execute_query(
            SQL("%s ORDER BY likeness DESC LIMIT %s", found, LIMIT)
        )
        for account_id, likeness in rows:
            if likeness >= NAME_LIKENESS:
                yield (
                    accounts.browse(account_id),
                    round(60 * likeness),
                    self.env._("Name resembles that of the payer"),
                )
