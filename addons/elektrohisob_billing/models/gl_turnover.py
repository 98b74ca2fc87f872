from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import parse_day

READERS = ("accountant", "manager", "auditor", "admin")
SIDES = (
    *("opening_debit", "opening_credit", "debit", "credit"),
    *("closing_debit", "closing_credit"),
)

# Sides of a balance are those of each unit: what districts owe and have is not set off.
TURNOVER = """
SELECT account.id, account.code_store->>%(root)s,
       COALESCE(account.name->>%(lang)s, account.name->>'en_US'),
       account.account_type = 'off_balance',
       sum(greatest(opening, 0)), sum(greatest(-opening, 0)), sum(debit), sum(credit),
       sum(greatest(opening + debit - credit, 0)),
       sum(greatest(credit - opening - debit, 0))
  FROM (SELECT account_id, company_id,
               COALESCE(sum(balance) FILTER (WHERE date < %(first)s), 0) AS opening,
               COALESCE(sum(debit) FILTER (WHERE date >= %(first)s), 0) AS debit,
               COALESCE(sum(credit) FILTER (WHERE date >= %(first)s), 0) AS credit
          FROM account_move_line
         WHERE parent_state = 'posted' AND company_id = ANY(%(units)s)
           AND date <= %(last)s AND account_id IS NOT NULL
         GROUP BY account_id, company_id) AS unit
  JOIN account_account AS account ON account.id = unit.account_id
 GROUP BY account.id
HAVING sum(abs(opening)) <> 0 OR sum(abs(debit)) <> 0 OR sum(abs(credit)) <> 0
 ORDER BY 2
"""


class Gl(models.AbstractModel):
    """Turnover of the accounts of the general ledger."""

    _inherit = "elektrohisob.gl"

    @api.model
    @api.readonly
    def turnover(self, *, company, date_from, date_to, below=True):
        """Turnover sheet: accounts with balances at both ends and what moved between.

        Only posted entries count. Balances are taken for each unit: where one district
        owes and another has paid ahead, the account has both sides.

        :param int company: id of a unit
        :param str date_from: first day, ``YYYY-MM-DD``
        :param str date_to: last day
        :param bool below: also the units below it that the user works for
        :return: dict with ``company``, ``date_from``, ``date_to``, ``accounts`` (by
            code: ``code``, ``name``, ``is_off_balance``, and in so'm
            ``opening_debit``, ``opening_credit``, ``debit``, ``credit``,
            ``closing_debit``, ``closing_credit``) and ``totals`` (the same six sums of
            the accounts of the balance) and ``is_balanced``
        :raise UserError: no such unit, no such day, or the days in the wrong order
        """
        first, last = self._parse_span(date_from, date_to)
        units = self._get_units(company, below)
        rows = self._get_turnover(units, first, last)
        totals = self._add_up(rows)
        return {
            "company": int(company),
            "date_from": str(first),
            "date_to": str(last),
            "accounts": [
                {name: row[name] for name in ("code", "name", "is_off_balance", *SIDES)}
                for row in rows
            ],
            "totals": totals,
            "is_balanced": self._is_balanced(totals),
        }

    # === BUSINESS METHODS === #

    @api.model
    def _check_reader(self):
        """Books are read by those who keep and who check them."""
        user = self.env.user
        groups = (f"elektrohisob_base.group_{role}" for role in READERS)
        if not self.env.su and not any(map(user.has_group, groups)):
            raise AccessError(
                self.env._(
                    "The books are read by accountants, managers, auditors and "
                    "administrators. Ask one of them for the report."
                )
            )

    @api.model
    def _parse_span(self, date_from, date_to):
        """First and last day of a report."""
        first, last = parse_day(self, date_from), parse_day(self, date_to)
        if not first or not last or last < first:
            raise UserError(
                self.env._(
                    "A report needs a first day and a last day not before it. Correct "
                    "the days."
                )
            )
        return first, last

    @api.model
    def _get_units(self, company, below=True):
        """The unit and, if asked, those below it; only active ones of the user.

        :raise AccessError: the user does not read books
        :raise UserError: the unit is not his
        """
        self._check_reader()
        own = self.env.companies
        unit = own.filtered(lambda one: one.id == int(company))
        if not unit:
            raise UserError(
                self.env._("There is no unit %s, or it is not yours.", company)
            )
        if not below:
            return unit
        # who stands above his own units is no secret
        return own.filtered(lambda one: unit in one.sudo().parent_ids)

    @api.model
    def _get_turnover(self, units, first, last):
        """Rows of ``turnover`` with ``account_id``, floats in so'm."""
        self.env["account.move.line"].flush_model()
        self.env["account.account"].flush_model()
        query = SQL(
            TURNOVER,
            root=self._get_root(units),
            lang=self.env.lang or "en_US",
            units=units.ids,
            first=first,
            last=last,
        )
        return [
            {
                "account_id": id_,
                "code": code or "",
                "name": name or "",
                "is_off_balance": is_off_balance,
                **{
                    side: round(float(amount), 2)
                    for side, amount in zip(SIDES, sums, strict=True)
                },
            }
            for id_, code, name, is_off_balance, *sums in self.env.execute_query(query)
        ]

    @api.model
    def _get_root(self, units):
        """Key of the codes of accounts: the unit at the top, whose chart is shared."""
        return str(units[:1].sudo().root_id.id)  # its number alone

    @api.model
    def _add_up(self, rows):
        """Six sums of the accounts of the balance; off-balance ones stand alone."""
        kept = [row for row in rows if not row["is_off_balance"]]
        return {side: round(sum(row[side] for row in kept), 2) for side in SIDES}

    @api.model
    def _is_balanced(self, totals):
        """Debit equals credit at the beginning, between and at the end."""
        pairs = zip(SIDES[::2], SIDES[1::2], strict=True)
        return all(round(totals[one] - totals[two], 2) == 0 for one, two in pairs)

    @api.model
    def _get_control_balance(self, units, last):
        """What the books say consumers owe, less what they have paid ahead.

        :return: dict with ``codes`` of the accounts and ``balance`` (so'm)
        """
        codes = sorted(self._get_control(units[:1]))
        rows = [
            row for row in self._get_turnover(units, last, last) if row["code"] in codes
        ]
        balance = sum(row["closing_debit"] - row["closing_credit"] for row in rows)
        return {"codes": codes, "balance": round(balance, 2)}
