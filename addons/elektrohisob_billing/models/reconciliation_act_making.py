from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today


class ReconciliationAct(models.Model):
    """Reconciliation acts are made from the ledger, for one or for a whole district."""

    _inherit = "elektrohisob.reconciliation.act"

    @api.model
    def _make(self, accounts, month, run):
        """Override of `elektrohisob.legal.document.mixin`: an act of the month for
        everybody with a movement or a balance."""
        last = fields.Date.end_of(month, "month")
        made, skipped = self.browse(), {}
        for account in accounts:
            act, reason = self._make_one(account, month, last, run)
            if act:
                made += act
            else:
                skipped[account] = reason
        return made, skipped

    @api.model
    def _make_one(self, account, first, last, run=None):
        """Act of one account over some days.

        :return: (act, why there is none)
        """
        before = self.search(
            [
                ("account_id", "=", account.id),
                ("date_from", "=", first),
                ("date_to", "=", last),
                ("state", "!=", "replaced"),
            ]
        )
        if before.state == "accepted":
            return self.browse(), self.env._("%s is accepted", before.number)
        figures = self._load_figures(account, first, last)
        if before and before._is_same(figures):
            return self.browse(), self.env._("has %s already", before.number)
        if not figures["line_ids"] and not figures["opening"]:
            return self.browse(), self.env._("no movement and no balance")
        # nobody writes acts by hand; whoever makes them has the right
        if before:
            before.sudo().state = "replaced"
            before.flush_recordset()  # one is in force, in the table too
        vals = self._prepare_act_vals(account, first, last, run)
        lines = [fields.Command.create(line) for line in figures["line_ids"]]
        # the same: made by the program
        act = self.sudo().create({**figures, **vals, "line_ids": lines})
        return act.sudo(False), False

    @api.model
    def _prepare_act_vals(self, account, first, last, run):
        """Values of one act beside its figures."""
        company = account.company_id
        days = self.env["elektrohisob.parameter"]._get_value(
            "reconciliation_days", company, first
        )
        return {
            "number": self._next_number(company),
            "account_id": account.id,
            "company_id": company.id,
            "agreement_id": (account.agreement_id or account.agreement_ids[:1]).id,
            "run_id": run and run.id,
            "month": first.replace(day=1),
            "date": business_today(self),
            "date_from": first,
            "date_to": last,
            "date_due": fields.Date.add(last, days=days),
        }

    @api.model
    def _load_figures(self, account, first, last):
        """What our books say: balances, turnover, movements."""
        balance = account._get_balance_on(fields.Date.subtract(first, days=1))
        lines = []
        for place, row in enumerate(account._get_entry_rows(first, last), start=1):
            date, kind, amount, note, kwh, month, cancels, *_ids = row
            is_debit = account._is_debit(kind, amount)
            lines.append(
                {
                    "sequence": place,
                    "date": date,
                    "kind": kind,
                    "is_cancelled": bool(cancels),
                    "document": note or (month and f"{month:%m.%Y}") or "",
                    "kwh": kwh,
                    "debit": amount if is_debit else 0.0,
                    "credit": 0.0 if is_debit else -amount,
                }
            )
        debit = round(sum(line["debit"] for line in lines), 2)
        credit = round(sum(line["credit"] for line in lines), 2)
        opening = round(balance, 2) + 0.0
        return {
            "opening": opening,
            "debit": debit,
            "credit": credit,
            "closing": round(opening + debit - credit, 2) + 0.0,
            "kwh": round(sum(line["kwh"] for line in lines), 3),
            "line_ids": lines,
        }

    def _is_same(self, figures):
        """Whether the act tells just these figures."""
        self.ensure_one()
        names = ("opening", "debit", "credit", "closing", "kwh")
        return len(self.line_ids) == len(figures["line_ids"]) and all(
            abs(self[name] - figures[name]) < 0.005 for name in names
        )

    @api.model
    def _get_due_day(self, company, month):
        """Last day on which the acts of a month are to be with the consumers."""
        days = self.env["elektrohisob.parameter"]._get_value(
            "reconciliation_days", company, month
        )
        return fields.Date.add(fields.Date.end_of(month, "month"), days=days)

    @api.model
    def _cron_make(self):
        """Make the acts of the month before, from its closing until the day on which
        they are to be returned."""
        today = business_today(self)
        month = fields.Date.subtract(today.replace(day=1), months=1)
        periods = self.env["elektrohisob.period"].search(
            [("state", "=", "closed"), ("date_start", "=", month)]
        )
        runs = self.env["elektrohisob.legal.run"]
        for period in periods:
            company = period.company_id
            done = runs.search_count(
                [("period_id", "=", period.id), ("kind", "=", "reconciliation")],
                limit=1,
            )
            if done or today > self._get_due_day(company, month):
                continue
            run = runs.new({"company_id": company.id, "scope": "all"})
            if run._get_served_accounts():
                runs.create(
                    {
                        "company_id": company.id,
                        "period_id": period.id,
                        "kind": "reconciliation",
                    }
                ).action_start()
