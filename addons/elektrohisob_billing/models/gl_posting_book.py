from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from ..engine.gl import subtract

OFF_BALANCE = "written_off_kept"


class GlPosting(models.Model):
    """Journal entries from what is not booked yet."""

    _inherit = "elektrohisob.gl.posting"

    # === ACTIONS === #

    def action_post_all(self):
        """Bring the general ledger of the user's districts up to date, by jobs."""
        self.check_access("read")
        periods = self.env["elektrohisob.period"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("state", "in", ("open", "closing")),
            ]
        )
        self._delay_post(periods)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%(count)s months are being posted. Look again in a minute.",
                    count=len(periods),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _cron_post(self):
        """Bring the general ledger of every district up to date, by jobs."""
        periods = self.env["elektrohisob.period"]
        self._delay_post(periods.search([("state", "in", ("open", "closing"))]))

    @api.model
    def _delay_post(self, periods):
        """One job a district; one that waits already is enough."""
        for period in periods:
            # whoever asks, books are kept by the system
            postings = self.sudo().with_delay(
                identity_key=f"gl-post-{period.id}", description=period.display_name
            )
            postings._post(period)

    @api.model
    def _post(self, period):
        """Book what the subledger of a district has moved in a month and the general
        ledger does not have yet; a second time it writes nothing.

        Units whose top has no chart of accounts keep no general ledger here.

        :return: the new postings
        """
        books = self.sudo()  # the general ledger is written by this method alone
        company = period.company_id.sudo()
        if not company.root_id.chart_template or period.state == "closed":
            return books
        period.sudo().lock_for_update()
        missing = subtract(books._get_target(period), books._get_booked(period))
        by_day = defaultdict(list)
        for key, tiyin in sorted(missing.items(), key=str):
            by_day[key[1], key[0] == OFF_BALANCE].append((key, tiyin))
        return books._book_days(period, sorted(by_day.items())).sudo(False)

    @api.model
    def _book_days(self, period, days):
        """A journal entry a day, with its postings; all in one go, as most of what a
        journal entry costs it costs once a call.

        :param days: list of ((day, whether off balance), [(key, tiyin)])
        """
        company = period.company_id
        lang = company.partner_id.lang or self.env.lang
        own = self.with_context(lang=lang, tracking_disable=True).with_company(company)
        labels = dict(own._fields["event"]._description_selection(own.env))
        accounts = own._get_accounts(company)
        moves = own.env["account.move"].create(
            [
                own._prepare_move(company, *place, rows, labels, accounts)
                for place, rows in days
            ]
        )
        posted = own.create(
            [
                own._prepare_posting(period, move, *row)
                for move, (_place, rows) in zip(moves, days, strict=True)
                for row in rows
            ]
        )
        moves._post(soft=False)
        if accounts_paid := posted.account_id:
            own.env["elektrohisob.invoice"]._reconcile(accounts_paid)
        return posted

    @api.model
    def _prepare_move(self, company, day, is_off, rows, labels, accounts):
        """Values of the journal entry of a day."""
        lines = [
            line
            for key, tiyin in rows
            for line in self._prepare_lines(key, tiyin, labels, accounts)
        ]
        return {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": self._get_journal(company, is_off).id,
            "date": day,
            "ref": f"{company.name} · {day:%m.%Y}",  # the same in every language
            "line_ids": [(0, 0, vals) for vals in lines],
        }

    @api.model
    def _prepare_posting(self, period, move, key, tiyin):
        event, day, kind, category, group, account, debit, credit = key
        return {
            "company_id": period.company_id.id,
            "period_id": period.id,
            "date": day,
            "kind": kind or False,
            "event": event,
            "category": category or False,
            "tariff_group": group or False,
            "account_id": account,
            "debit_code": debit,
            "credit_code": credit,
            "amount": tiyin / 100,
            "move_id": move.id,
        }

    @api.model
    def _prepare_lines(self, key, tiyin, labels, accounts):
        """The debit and the credit of a posting; below zero they change places."""
        event, _day, kind, category, group, account_id, *codes = key
        if tiyin < 0:
            codes.reverse()
        account = self.env["elektrohisob.account"].browse(account_id or ())
        names = dict(self._fields["category"]._description_selection(self.env))
        told = (labels[event], account.name or names.get(category), group)
        common = {
            "name": " · ".join(part for part in told if part),
            "partner_id": account._get_counterparty().id if account else False,
            "elektrohisob_account_id": account_id,
            "elektrohisob_kind": kind or event,
        }
        return [
            {
                **common,
                "account_id": self._find_account(code, accounts),
                side: abs(tiyin) / 100,
            }
            for side, code in zip(("debit", "credit"), codes, strict=True)
        ]

    @api.model
    def _get_accounts(self, company):
        """Code → id of the accounts of the books."""
        top = company.root_id
        accounts = self.env["account.account"].with_company(top)
        found = accounts.search([("company_ids", "in", top.ids)])
        return {account.code: account.id for account in found}

    @api.model
    def _find_account(self, code, accounts):
        if code not in accounts:
            raise UserError(
                self.env._(
                    "The chart of accounts has no account %(code)s, which a posting "
                    "rule names. Add the account or change the rule under Accounting → "
                    "Posting rules.",
                    code=code,
                )
            )
        return accounts[code]

    @api.model
    def _get_journal(self, company, is_off=False):
        """Journal of what comes from the subledger."""
        top = company.root_id
        name = "off_balance" if is_off else "elektrohisob"
        journal = self.env.ref(f"account.{top.id}_{name}", raise_if_not_found=False)
        if not journal:
            raise UserError(
                self.env._(
                    "%(unit)s has no journal for what comes from consumers. Load the "
                    "chart of accounts of Uzbekistan.",
                    unit=top.name,
                )
            )
        return journal
