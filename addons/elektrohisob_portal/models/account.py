from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools.dates import business_today

BILLS = 12


class Account(models.Model):
    """What the personal cabinet shows of an account, and who may enter it.

    The ``_get_cabinet_*`` methods return plain data for the pages; controllers
    call them on records whose access is already checked.
    """

    _inherit = "elektrohisob.account"

    note = fields.Text(groups="elektrohisob_base.group_staff")
    search_key = fields.Char(groups="elektrohisob_base.group_staff")
    cabinet_login = fields.Char(
        string="Login of the cabinet",
        compute="_compute_cabinet_login",
        compute_sudo=True,
        groups="elektrohisob_base.group_staff",
    )

    @api.depends("partner_id.user_ids.login", "partner_id.user_ids.share")
    def _compute_cabinet_login(self):
        for account in self:
            account.cabinet_login = account._get_cabinet_user().login

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to let cabinet users of the partner see the account."""
        accounts = super().create(vals_list)
        accounts._sync_cabinet_companies()
        return accounts

    def write(self, vals):
        """Override of `base` to let cabinet users of the partner see the account."""
        result = super().write(vals)
        if "partner_id" in vals or "company_id" in vals:
            self._sync_cabinet_companies()
        return result

    # === ACTIONS === #

    def action_grant_cabinet(self):
        """Open the wizard that gives the consumer access to the cabinet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Access to the personal cabinet"),
            "res_model": "elektrohisob.account.grant",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _get_cabinet_user(self):
        """Portal user of the account's partner, or an empty recordset."""
        self.ensure_one()
        return self.partner_id.user_ids.filtered("share")[:1]

    def _sync_cabinet_companies(self):
        """Add the districts of the accounts to the cabinet users of their partners.

        The company rule hides rows of districts a user is not allowed to.
        """
        # Users and other districts are out of a clerk's reach.
        sudo = self.sudo().filtered("partner_id")
        for partner, accounts in sudo.grouped("partner_id").items():
            users = (
                self.env["res.users"]
                .sudo()
                .search([("partner_id", "child_of", partner.ids), ("share", "=", True)])
            )
            for user in users:
                missing = accounts.company_id - user.company_ids
                if missing:
                    user.company_ids += missing

    def _get_cabinet_accounts(self, partner):
        """Accounts of a consumer, open ones first."""
        return self.search([("partner_id", "=", partner.id)], order="state, number")

    def _get_cabinet_summary(self):
        """Balance, due day and last reading as shown at the top of the pages."""
        self.ensure_one()
        due = self._get_cabinet_due_date()
        today = business_today(self)
        owes = self.currency_id.compare_amounts(self.amount_due, 0)
        return {
            "account": self,
            "number": self._format_number(self.number),
            "state": {1: "debt", 0: "zero", -1: "prepaid"}[owes],
            "amount": abs(self.amount_due),
            "currency": self.currency_id,
            "due": due,
            "overdue": bool(due and due < today),
            "reading": self._get_cabinet_last_reading(),
        }

    def _get_cabinet_due_date(self):
        """Last day to pay the newest bill of a household that owes, or False.

        Households pay a month not later than a day of the following one; others pay
        in advance by their contract.
        """
        self.ensure_one()
        owes = self.currency_id.compare_amounts(self.amount_due, 0) > 0
        if not owes or self.category != "household":
            return False
        charge = self.env["elektrohisob.charge"].search(
            [("account_id", "=", self.id)], order="id desc", limit=1
        )
        booked = charge.period_id.date_start
        if not booked:
            return False
        due_month = next_month(booked)
        day = self.env["elektrohisob.parameter"]._get_value(
            "household_due_day", self.company_id, due_month
        )
        return due_month.replace(day=day)

    def _get_cabinet_last_reading(self, installation=None):
        """Newest valid reading of the account or of one of its meters."""
        domain = [("account_id", "=", self.id), ("state", "=", "valid")]
        if installation:
            domain.append(("installation_id", "=", installation.id))
        return self.env["elektrohisob.reading"].search(
            domain, order="date desc, id desc", limit=1
        )

    def _get_cabinet_chart(self):
        """Charged energy (kWh) and sums (so'm) of the last twelve months of use.

        :return: dict of equally long lists ``labels``, ``kwh`` and ``amount``, with
            ``units`` (of energy and money) and ``empty``
        """
        self.ensure_one()
        year = self._get_year_chart()
        months = [fields.Date.to_date(month) for month in year["months"]]
        return {
            "labels": [format_date(self.env, m, date_format="LLL yy") for m in months],
            "kwh": [round(kwh, 3) for kwh in year["kwh"]],
            "amount": [round(amount, 2) for amount in year["amount"]],
            "units": [self.env._("kWh"), self.currency_id.symbol],
            "empty": not any(year["kwh"]) and not any(year["amount"]),
        }

    def _get_cabinet_bills(self, limit=BILLS):
        """Bills by period, newest first.

        :return: list of dicts: ``period``, ``title``, ``opening``, ``charged``,
            ``paid``, ``other``, ``closing`` (so'm; above zero = owed), ``kwh``,
            ``charges``, ``billed`` (false while the month goes on), ``shown`` (the
            newest one billed) and ``why`` (its explanation, None: nothing charged)
        """
        self.ensure_one()
        groups = self.env["elektrohisob.ledger.entry"]._read_group(
            [("account_id", "=", self.id)], ["period_id", "kind"], ["amount:sum"]
        )
        sums = {}
        for period, kind, amount in groups:
            sums.setdefault(period, {})[kind] = amount
        bills, closing = [], 0.0
        for period in sorted(sums, key=lambda period: period.date_start):
            bill = self._prepare_cabinet_bill(period, sums[period], closing)
            closing = bill["closing"]
            bills.append(bill)
        bills = bills[::-1][:limit]
        charges = self.env["elektrohisob.charge"].search(
            [
                ("account_id", "=", self.id),
                ("period_id", "in", [bill["period"].id for bill in bills]),
            ],
            order="month, block, id",
        )
        by_period = charges.grouped("period_id")
        shown = False
        explained = {
            period: self._tell_explanation(period, found)
            for period, found in self._explain_months(by_period).items()
        }
        for bill in bills:
            bill["charges"] = by_period.get(bill["period"], charges.browse())
            bill["kwh"] = sum(bill["charges"].mapped("kwh"))
            bill["billed"] = bool(bill["charges"]) or bill["period"].state == "closed"
            bill["shown"] = bill["billed"] and not shown
            bill["why"] = explained.get(bill["period"])
            shown = shown or bill["billed"]
        return bills

    @api.model
    def _prepare_cabinet_bill(self, period, sums, opening):
        charged = sums.get("charge", 0) + sums.get("correction", 0)
        paid = -sums.get("payment", 0)
        total = sum(sums.values())
        title = format_date(self.env, period.date_start, date_format="LLLL yyyy")
        return {
            "period": period,
            "title": title[:1].upper() + title[1:],
            "opening": round(opening, 2),
            "charged": charged,
            "paid": paid,
            "other": round(total - charged + paid, 2),
            "closing": round(opening + total, 2),
        }

    def _get_cabinet_meters(self):
        """Meters a consumer may read now, each with its last valid reading."""
        self.ensure_one()
        installations = self.usage_point_ids.installation_id
        return [
            {
                "installation": installation,
                "meter": installation.meter_id,
                "place": installation.usage_point_id.name or "",
                "reading": self._get_cabinet_last_reading(installation),
                "daily": self._get_cabinet_daily_kwh(installation),
            }
            for installation in installations
        ]

    def _get_cabinet_daily_kwh(self, installation):
        """Usual use of a meter in kWh a day over the last year; 0 if unknown."""
        since = fields.Date.subtract(business_today(self), years=1)
        rows = self.env["elektrohisob.consumption"].search_fetch(
            [
                ("account_id", "=", self.id),
                ("installation_id", "=", installation.id),
                ("month", ">=", since),
                ("quality", "=", "measured"),
            ],
            ["kwh", "date_start", "date_end"],
        )
        if not rows:
            return 0.0
        first, last = min(rows.mapped("date_start")), max(rows.mapped("date_end"))
        return round(sum(rows.mapped("kwh")) / max((last - first).days, 1), 3)

    def _get_cabinet_explanation(self, charge):
        """Sentences that say where the energy of a charge comes from."""
        return charge._explain(self.env.lang).splitlines()
