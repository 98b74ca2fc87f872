from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.recognise import scanned_number


class PaymentCash(models.TransientModel):
    """Cash desk: one form, one consumer after another, by the keyboard alone."""

    _name = "elektrohisob.payment.cash"
    _description = "Take payment"

    query = fields.Char(
        string="Account number",
        help="Type or scan: thirteen digits, or the QR code of a bill or receipt.",
    )
    account_id = fields.Many2one("elektrohisob.account", compute="_compute_account_id")
    problem = fields.Char(compute="_compute_account_id")
    name = fields.Char(related="account_id.name")
    address = fields.Char(related="account_id.address")
    company_id = fields.Many2one(related="account_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    balance = fields.Monetary(related="account_id.amount_due")
    debt = fields.Monetary(compute="_compute_debt", string="To pay")
    prepayment = fields.Monetary(compute="_compute_debt")
    last_charge = fields.Monetary(
        compute="_compute_last", string="Charged last", help="Last month charged."
    )
    last_charge_month = fields.Char(compute="_compute_last", string="For the month")
    last_payment = fields.Monetary(compute="_compute_last", string="Paid last")
    last_payment_date = fields.Date(compute="_compute_last", string="Day paid")
    amount = fields.Monetary(
        string="Taken",
        compute="_compute_amount",
        store=True,
        readonly=False,
    )
    given = fields.Monetary(help="Cash the consumer gave, to see the change.")
    change = fields.Monetary(
        string="Change to give", compute="_compute_change", help="Given less taken."
    )
    shift_id = fields.Many2one("elektrohisob.cash.shift", compute="_compute_shift_id")
    till = fields.Monetary(related="shift_id.expected", string="In the till")
    payment_id = fields.Many2one("elektrohisob.payment", string="Last receipt")
    payment_label = fields.Char(compute="_compute_payment_label")

    def _compute_display_name(self):
        for desk in self:
            desk.display_name = self.env._("Take payment")

    @api.depends("query")
    def _compute_account_id(self):
        accounts = self.env["elektrohisob.account"]
        for desk in self:
            number = scanned_number(desk.query or "")
            desk.account_id = number and accounts.search(
                accounts._get_numbers_domain([number]), limit=1
            )
            desk.problem = desk._get_problem(number)

    def _get_problem(self, number):
        """Why there is no account for what was typed, or ``False``."""
        if self.account_id or not (self.query or "").strip():
            return False
        if not number:
            return self.env._(
                "“%(text)s” is not an account number: type the thirteen digits.",
                text=self.query[:40],
            )
        return self.env._(
            "There is no account %(number)s in your district networks.",
            number=self.env["elektrohisob.account"]._format_number(number),
        )

    @api.depends("account_id")
    def _compute_currency_id(self):
        for desk in self:
            company = desk.account_id.company_id or self.env.company
            desk.currency_id = company.currency_id

    @api.depends("account_id.amount_due")
    def _compute_debt(self):
        for desk in self:
            desk.debt = max(desk.account_id.amount_due, 0.0)
            desk.prepayment = max(-desk.account_id.amount_due, 0.0)

    @api.depends("account_id")
    def _compute_last(self):
        for desk in self:
            charge = self.env["elektrohisob.charge"]._read_group(
                [("account_id", "=", desk.account_id.id)],
                ["month:month"],
                ["amount:sum"],
                order="month:month desc",
                limit=1,
            )
            month, amount = charge[0] if charge and desk.account_id else (False, 0.0)
            desk.last_charge_month = month and f"{month:%m.%Y}"
            desk.last_charge = amount
            payment = desk.account_id and self.env["elektrohisob.payment"].search(
                [("account_id", "=", desk.account_id.id), ("state", "=", "posted")],
                limit=1,
            )
            desk.last_payment = payment and payment.amount
            desk.last_payment_date = payment and payment.date

    @api.depends("account_id")
    def _compute_amount(self):
        for desk in self:
            desk.amount = max(desk.account_id.amount_due, 0.0)

    @api.depends("given", "amount")
    def _compute_change(self):
        for desk in self:
            desk.change = max(desk.given - desk.amount, 0.0)

    @api.depends("payment_id")
    @api.depends_context("uid")
    def _compute_shift_id(self):
        self.shift_id = self.env["elektrohisob.cash.shift"]._get_mine()

    @api.depends("payment_id")
    def _compute_payment_label(self):
        for desk in self:
            payment = desk.payment_id
            desk.payment_label = payment and self.env._(
                "Taken: %(amount)s, account %(account)s, receipt %(number)s",
                amount=payment.currency_id.format(payment.amount),
                account=payment.account_id.display_name,
                number=payment.number,
            )

    # === ACTIONS === #

    def action_accept(self):
        """Take the payment in cash, open its receipt and clear the form."""
        return self._accept("cash")

    def action_accept_card(self):
        """Take the payment by the terminal, open its receipt and clear the form."""
        return self._accept("card")

    def action_open_shift(self):
        """Count the till and start a shift."""
        return self.env["elektrohisob.cash.shift"].action_mine()

    def action_reprint(self):
        """Open the receipt of the last payment again."""
        if not self.payment_id:
            raise UserError(self.env._("No payment was taken here yet."))
        return self.payment_id.action_print_receipt()

    def action_view_my_payments(self):
        """Open the payments the user took today."""
        return self.env["elektrohisob.payment"].action_view_mine()

    # === BUSINESS METHODS === #

    def _accept(self, means):
        self.ensure_one()
        self._check_desk()
        self.lock_for_update()
        shift = self.env["elektrohisob.cash.shift"]._get_usable()
        account, amount = self.account_id, round(self.amount, 2)
        if not account:
            raise UserError(
                self.problem or self.env._("Type or scan an account number first.")
            )
        if amount <= 0:
            raise UserError(
                self.env._(
                    "Type the sum taken from account %(account)s.",
                    account=account.display_name,
                )
            )
        self._check_highest(account, amount)
        ((payment, _outcome),) = self.env["elektrohisob.payment"]._receive(
            [self._prepare_payment(account, amount, shift, means)]
        )
        self.write(
            {"query": False, "amount": 0.0, "given": 0.0, "payment_id": payment.id}
        )
        return payment.action_print_receipt()

    def _check_desk(self):
        if not self.env.user.has_group("elektrohisob_base.group_cashier"):
            raise AccessError(self.env._("Only cashiers take payments in cash."))

    def _check_highest(self, account, amount):
        """A number typed twice, or scanned into the sum, is no payment."""
        get = self.env["elektrohisob.parameter"]._get_value
        highest = float(get("cash_highest", account.company_id))
        if amount > highest:
            currency = self.currency_id
            raise UserError(
                self.env._(
                    "%(amount)s is above %(highest)s, the largest sum a desk takes at "
                    "once. Look at the number typed; a larger sum goes through the "
                    "bank.",
                    amount=currency.format(amount),
                    highest=currency.format(highest),
                )
            )

    def _prepare_payment(self, account, amount, shift, means):
        numbers = self.env["ir.sequence"].sudo()  # cashiers may not write sequences
        number = numbers.next_by_code("elektrohisob.payment.cash")
        # which provider settles the terminal is no secret of those who use it
        terminal = shift.desk_id.sudo().terminal_id
        is_settled = means == "card" and terminal
        return {
            "account_id": account.id,
            "company_id": account.company_id.id,
            "date": business_today(self),
            "amount": amount,
            "channel": "cash",
            "number": number,
            "provider_id": is_settled and terminal.id,
            "external_key": is_settled and number,
            "payer": account.name,
            "shift_id": shift.id,
            "means": means,
        }
