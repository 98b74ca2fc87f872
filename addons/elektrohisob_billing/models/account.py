from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today


class Account(models.Model):
    _inherit = "elektrohisob.account"

    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_due = fields.Monetary(
        string="Balance",
        compute="_compute_amount_due",
        help="Above zero: debt. Below zero: prepayment.",
    )
    charge_ids = fields.One2many("elektrohisob.charge", "account_id")
    payment_ids = fields.One2many("elektrohisob.payment", "account_id")
    entry_ids = fields.One2many("elektrohisob.ledger.entry", "account_id")

    year_chart = fields.Json(
        string="Twelve months of use and charges", compute="_compute_year_chart"
    )
    last_charge_period_id = fields.Many2one(
        "elektrohisob.period", compute="_compute_last_charge_period_id"
    )

    @api.depends("state_ids.balance")
    def _compute_amount_due(self):
        for account in self:
            # not ``[:1].balance``: a slice forgets the other accounts of the list
            account.amount_due = sum(account.state_ids.mapped("balance"))

    def _compute_year_chart(self):
        """kWh and so'm of the last twelve months of use, corrections included."""
        for account in self:
            account.year_chart = account._origin._get_year_chart()

    def _compute_last_charge_period_id(self):
        for account in self:
            charges = self.env["elektrohisob.charge"]
            account.last_charge_period_id = charges.search(
                [("account_id", "=", account._origin.id)], limit=1
            ).period_id

    # === ACTIONS === #

    def action_view_charges(self):
        """Open the charges of the account, by month."""
        return self._open_own("elektrohisob_billing.charge_action")

    def action_view_benefits(self):
        """Open the benefits of the account."""
        return self._open_own("elektrohisob_billing.benefit_action")

    def action_view_corrections(self):
        """Open the corrections of earlier months of the account."""
        return self._open_own("elektrohisob_billing.correction_action")

    def action_view_payments(self):
        """Open the payments of the account."""
        return self._open_own("elektrohisob_billing.payment_action")

    def action_view_entries(self):
        """Open the ledger of the account."""
        return self._open_own("elektrohisob_billing.ledger_entry_action")

    def action_bill(self):
        """Show what a month cost and why; print its bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bill"),
            "res_model": "elektrohisob.account.bill",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_take_payment(self):
        """Open the cash desk with this account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.payment_cash_action"
        )
        return {**action, "context": {"default_query": self.number}}

    def action_settle(self):
        """Compute the account again and book the difference into the open month.

        :raise UserError: nothing can be computed; the message tells why
        """
        self.ensure_one()
        self._check_may_settle()
        period = self.env["elektrohisob.period"]._get_open(self.company_id)
        # the books are written by methods only; the right is checked above
        settlement = self.env["elektrohisob.settlement"].sudo()
        settled = settlement._settle(self.sudo(), period.sudo())
        if self.id in settled.parked:
            code, reason = settled.parked[self.id]
            if code == "correction_waits":
                return self._open_own("elektrohisob_billing.correction_action")
            raise UserError(
                self.env._(
                    "Account %(account)s cannot be computed: %(reason)s",
                    account=self.display_name,
                    reason=reason,
                )
            )
        _wh, amount = settled.charged.get(self.id, (0, 0))
        if amount:
            message = self.env._("%s so'm booked.", pdf.money(amount))
        else:
            message = self.env._("Everything is booked already; nothing changed.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    def _render_bill_pdf(self, period, lang=None):
        """PDF with the bills of these accounts for ``period``.

        :param lang: language of the bills; by default that of each account
        :return: bytes
        """
        return self.env["elektrohisob.bill"]._render(self, period, lang)

    def _get_bill_url(self, period, lang=None):
        """Address from which the bill can be downloaded."""
        self.ensure_one()
        url = f"/elektrohisob/bill/{self.id}/{period.date_start:%Y-%m}"
        return f"{url}?lang={lang}" if lang else url

    def _get_year_chart(self):
        """Months (first days) with kWh and so'm, oldest first."""
        today = business_today(self).replace(day=1)
        groups = self.env["elektrohisob.charge"]._read_group(
            [("account_id", "in", self.ids)],
            ["month:month"],
            ["kwh:sum", "amount:sum"],
            order="month:month desc",
            limit=12,
        )
        found = {month: sums for month, *sums in groups}
        last = max(found, default=today)
        months = [fields.Date.subtract(last, months=back) for back in range(11, -1, -1)]
        return {
            "months": [fields.Date.to_string(month) for month in months],
            "kwh": [found.get(month, (0, 0))[0] for month in months],
            "amount": [found.get(month, (0, 0))[1] for month in months],
        }

    def _open_own(self, xmlid):
        """Action ``xmlid`` showing what belongs to this account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("account_id", "=", self.id)], "context": {}}

    @api.model
    def _check_may_settle(self):
        roles = ("clerk_household", "clerk_legal", "accountant", "manager", "admin")
        if not any(
            self.env.user.has_group(f"elektrohisob_base.group_{role}") for role in roles
        ):
            raise AccessError(
                self.env._(
                    "Accounts are recalculated by clerks, accountants and managers. "
                    "Ask one of them."
                )
            )
