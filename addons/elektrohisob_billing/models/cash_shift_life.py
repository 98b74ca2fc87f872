from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools import pdf

from ..engine.cash import Till


class CashShift(models.Model):
    """From opening to closing: what is in the till and how it came there."""

    _inherit = "elektrohisob.cash.shift"

    taken_cash = fields.Monetary(string="Taken in cash", compute="_compute_till")
    taken_card = fields.Monetary(string="Taken by card", compute="_compute_till")
    taken_count = fields.Integer(string="Payments", compute="_compute_till")
    returned_cash = fields.Monetary(
        string="Given back in cash", compute="_compute_till"
    )
    returned_card = fields.Monetary(
        string="Given back by card", compute="_compute_till"
    )
    returned_count = fields.Integer(string="Returns", compute="_compute_till")
    collected = fields.Monetary(
        string="Handed over to the bank", compute="_compute_till"
    )
    brought = fields.Monetary(string="Change brought", compute="_compute_till")
    expected = fields.Monetary(
        string="Must be in the till", compute="_compute_till", help="By the papers."
    )

    @api.depends("opening_count", "payment_ids", "returned_ids", "operation_ids")
    def _compute_till(self):
        taken = self._sum_payments("shift_id")
        returned = self._sum_payments("returned_shift_id")
        moved = {
            (shift.id, kind): amount
            for shift, kind, amount in self.env[
                "elektrohisob.cash.operation"
            ]._read_group(
                [("shift_id", "in", self.ids)], ["shift_id", "kind"], ["amount:sum"]
            )
        }
        for shift in self:
            for means in ("cash", "card"):
                key = (shift._origin.id, means)
                shift[f"taken_{means}"] = taken.get(key, (0.0, 0))[0]
                shift[f"returned_{means}"] = returned.get(key, (0.0, 0))[0]
            shift.taken_count = shift._count(taken)
            shift.returned_count = shift._count(returned)
            shift.collected = moved.get((shift._origin.id, "collect"), 0.0)
            shift.brought = moved.get((shift._origin.id, "bring"), 0.0)
            till = shift._get_till()
            shift.expected = till.expected / 100

    def _sum_payments(self, field):
        """(shift id, means) → so'm and how many, of payments linked by ``field``."""
        # a shift holds its payments whatever district their accounts are in now
        payments = self.env["elektrohisob.payment"].sudo()
        return {
            (shift.id, means): (amount, number)
            for shift, means, amount, number in payments._read_group(
                [(field, "in", self.ids)],
                [field, "means"],
                ["amount:sum", "__count"],
            )
        }

    def _count(self, found):
        """How many payments of this shift, by cash and by card."""
        keys = [(self._origin.id, means) for means in ("cash", "card")]
        return sum(found[key][1] for key in keys if key in found)

    def _get_till(self):
        """What the engine says of this shift."""
        return Till(
            *(
                pdf.tiyin(amount)
                for amount in (
                    *(self.opening_count, self.taken_cash, self.returned_cash),
                    *(self.brought, self.collected),
                )
            )
        )

    # === BUSINESS METHODS === #

    @api.model
    def _open(self, desk, counted, notes=None, remark=None):
        """Start the user's shift at a desk.

        :param counted: so'm in the till
        :param notes: denomination → how many, of the same count
        """
        if not self.env.user.has_group("elektrohisob_base.group_cashier"):
            raise AccessError(self.env._("Only cashiers open shifts."))
        if desk not in desk._get_choice(self.env.user):
            raise UserError(
                self.env._(
                    "No shift can be opened at cash desk %s: another one is open "
                    "there, or you are not among its cashiers.",
                    desk.display_name,
                )
            )
        self._check_counted(counted)
        desk.sudo().lock_for_update()  # desks are set up by managers
        last = desk._get_last_shift()
        difference = round(counted - last.closing_count, 2)
        self._check_remark(difference, remark)
        self.flush_model(["state"])  # the indexes must see what was closed
        return (
            self.sudo()  # no role writes shifts past these methods
            .create(
                {
                    "desk_id": desk.id,
                    "number": last.number + 1,
                    "user_id": self.env.uid,
                    "opening_expected": last.closing_count,
                    "opening_count": counted,
                    "opening_notes": notes or {},
                    "opening_remark": remark,
                }
            )
            .sudo(False)
        )

    def _close(self, counted, notes=None, remark=None):
        """Close the user's shift on a count (so'm)."""
        self.ensure_one()
        self._check_own()
        self._check_counted(counted)
        shift = self.sudo()  # no role writes shifts past these methods
        shift.lock_for_update()
        difference = shift._get_till().difference(pdf.tiyin(counted)) / 100
        self._check_remark(difference, remark)
        before = self.search(
            [("desk_id", "=", self.desk_id.id), ("number", "<", self.number)],
            order="number desc",
            limit=1,
        )
        shift.write(
            {
                "state": "closed",
                "date_closed": fields.Datetime.now(),
                "closing_expected": shift.expected,
                "closing_count": counted,
                "closing_notes": notes or {},
                "closing_remark": remark,
                "difference": difference,
                "grand_total": before.grand_total + self.taken_cash + self.taken_card,
            }
        )

    def _move(self, kind, amount, document, note=None):
        """Hand cash over (``collect``) or take change in (``bring``); so'm."""
        self.ensure_one()
        self._check_own()
        shift = self.sudo()  # no role writes shifts past these methods
        shift.lock_for_update()
        if round(amount, 2) <= 0:
            raise UserError(self.env._("Count or type the sum first."))
        if kind == "collect":
            shift._check_holds("cash", amount)
        return shift.operation_ids.create(
            {
                "shift_id": self.id,
                "kind": kind,
                "amount": amount,
                "document": document,
                "note": note,
            }
        )

    @api.model
    def _check_counted(self, counted):
        if counted < 0:
            raise UserError(self.env._("A till cannot hold less than nothing."))

    @api.model
    def _check_remark(self, difference, remark):
        if difference and not (remark or "").strip():
            currency = self.env.company.currency_id
            raise UserError(
                self.env._(
                    "The count differs from the papers by %s. Count again, or write "
                    "in the remark why.",
                    currency.format(difference),
                )
            )
