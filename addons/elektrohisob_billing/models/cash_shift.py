from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class CashShift(models.Model):
    """Shift of a cashier at a desk, from a count to a count.

    Opened, closed and moved by its own methods only; closed it does not change any
    more: what was taken and given back is the sum of its payments.
    """

    _name = "elektrohisob.cash.shift"
    _description = "Cash shift"
    _order = "id desc"

    desk_id = fields.Many2one(
        "elektrohisob.cash.desk", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="desk_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(
        required=True, readonly=True, help="Of the desk, in turn.", aggregator=None
    )
    user_id = fields.Many2one(
        "res.users", string="Cashier", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
    )
    date_opened = fields.Datetime(
        string="Opened", required=True, readonly=True, default=fields.Datetime.now
    )
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    opening_expected = fields.Monetary(string="Left by the shift before", readonly=True)
    opening_count = fields.Monetary(string="Counted at opening", readonly=True)
    opening_notes = fields.Json(readonly=True, help="Denomination → how many.")
    opening_remark = fields.Char(readonly=True)
    closing_expected = fields.Monetary(string="Must be at closing", readonly=True)
    closing_count = fields.Monetary(string="Counted at closing", readonly=True)
    closing_notes = fields.Json(readonly=True, help="Denomination → how many.")
    closing_remark = fields.Char(readonly=True)
    difference = fields.Monetary(
        readonly=True, help="At closing: above zero a surplus, below a shortage."
    )
    grand_total = fields.Monetary(
        string="Taken since the desk exists",
        readonly=True,
        help="With this shift; nothing sets it back.",
    )
    payment_ids = fields.One2many("elektrohisob.payment", "shift_id", string="Taken")
    returned_ids = fields.One2many(
        "elektrohisob.payment", "returned_shift_id", string="Given back"
    )
    operation_ids = fields.One2many("elektrohisob.cash.operation", "shift_id")

    _number_uniq = models.Constraint(
        "unique(desk_id, number)", "The desk already has a shift with this number."
    )
    _one_open_desk = models.UniqueIndex(
        "(desk_id) WHERE state = 'open'", "The cash desk already has an open shift."
    )
    _one_open_user = models.UniqueIndex(
        "(user_id) WHERE state = 'open'",
        "The cashier already has an open shift. Close it first.",
    )

    @api.depends("desk_id", "number")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = self.env._(
                "Shift %(number)s, desk %(desk)s",
                number=shift.number,
                desk=shift.desk_id.display_name,
            )

    # === ACTIONS === #

    @api.model
    def action_mine(self):
        """Open the user's own open shift, or the count that starts one."""
        shift = self._get_mine()
        if not shift:
            return self.env["elektrohisob.cash.count"]._get_action("open")
        return {
            "type": "ir.actions.act_window",
            "name": shift.display_name,
            "res_model": self._name,
            "res_id": shift.id,
            "view_mode": "form",
        }

    def action_close(self):
        """Count the till and close the shift."""
        return self._get_count("close")

    def action_collect(self):
        """Hand cash over to the bank or to the collectors."""
        return self._get_count("collect")

    def action_bring(self):
        """Take change into the till."""
        return self._get_count("bring")

    def action_print(self):
        """Open the report of the shift: X while it goes on, Z when it is closed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/cash-shift/{self.id}",
            "target": "new",
        }

    def action_view_payments(self):
        """Payments the shift took."""
        return self._get_payments("shift_id")

    def action_view_returned(self):
        """Payments whose money the shift gave back."""
        return self._get_payments("returned_shift_id")

    # === BUSINESS METHODS === #

    def _get_count(self, kind):
        self.ensure_one()
        self._check_own()
        return self.env["elektrohisob.cash.count"]._get_action(kind, shift=self)

    def _get_payments(self, field):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.payment_action"
        )
        return {**action, "domain": [(field, "=", self.id)], "context": {}}

    @api.model
    def _get_mine(self):
        """The user's open shift, empty if there is none."""
        return self.search(
            [("user_id", "=", self.env.uid), ("state", "=", "open")], limit=1
        )

    @api.model
    def _get_usable(self):
        """The user's open shift, locked until the end of the transaction.

        :raise UserError: there is none, or it goes on for too long
        """
        shift = self._get_mine()
        if not shift:
            raise UserError(
                self.env._(
                    "You have no open shift. Count the till and open one: Payments → "
                    "My shift."
                )
            )
        shift.sudo().lock_for_update()  # read-only for cashiers
        hours = self.env["elektrohisob.parameter"]._get_value(
            "cash_shift_hours", shift.company_id, business_today(self)
        )
        if shift.date_opened + timedelta(hours=hours) <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(shift)s has been open for more than %(hours)s hours. Count "
                    "the till, close it and open the next one.",
                    shift=shift.display_name,
                    hours=hours,
                )
            )
        return shift

    def _check_own(self):
        for shift in self:
            if shift.user_id != self.env.user and not self.env.su:
                raise AccessError(
                    self.env._(
                        "%(shift)s is kept by %(cashier)s alone.",
                        shift=shift.display_name,
                        cashier=shift.sudo().user_id.name,  # not all users are read
                    )
                )
            if shift.state != "open":
                raise UserError(self.env._("%s is closed already.", shift.display_name))

    def _check_holds(self, means, amount):
        """Refuse to give out cash the till does not hold."""
        self.ensure_one()
        if means == "cash" and self.expected < amount:
            raise UserError(
                self.env._(
                    "The till of %(shift)s holds %(holds)s, less than the %(wanted)s "
                    "to give. Enter the change that was brought first.",
                    shift=self.display_name,
                    holds=self.currency_id.format(self.expected),
                    wanted=self.currency_id.format(amount),
                )
            )
