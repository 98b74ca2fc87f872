from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.cash import TIYIN, CountWrong, count


class CashCount(models.TransientModel):
    """Count of a till: to open or close a shift, to hand cash over, to bring change."""

    _name = "elektrohisob.cash.count"
    _description = "Count of cash"

    kind = fields.Selection(
        [
            ("open", "Open a shift"),
            ("close", "Close the shift"),
            ("collect", "Hand cash over"),
            ("bring", "Bring change"),
        ],
        required=True,
        readonly=True,
    )
    shift_id = fields.Many2one("elektrohisob.cash.shift", readonly=True)
    desk_id = fields.Many2one("elektrohisob.cash.desk", string="Cash desk")
    choice_ids = fields.Many2many(
        "elektrohisob.cash.desk", compute="_compute_choice_ids"
    )
    company_id = fields.Many2one(related="desk_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    expected = fields.Monetary(
        string="Must be in the till", compute="_compute_expected"
    )
    line_ids = fields.One2many("elektrohisob.cash.count.line", "count_id")
    amount = fields.Monetary(
        string="Counted",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="The sum of the notes and coins; without them type the sum.",
    )
    difference = fields.Monetary(compute="_compute_difference")
    document = fields.Char(string="Slip or order No.")
    remark = fields.Char()

    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for wizard in self:
            wizard.display_name = kinds.get(wizard.kind)

    @api.depends("kind")
    def _compute_choice_ids(self):
        desks = self.env["elektrohisob.cash.desk"]._get_choice(self.env.user)
        for wizard in self:
            wizard.choice_ids = desks

    @api.depends("company_id")
    def _compute_currency_id(self):
        for wizard in self:
            company = wizard.company_id or self.env.company
            wizard.currency_id = company.currency_id

    @api.depends("shift_id", "desk_id", "kind")
    def _compute_expected(self):
        for wizard in self:
            if wizard.shift_id:
                wizard.expected = wizard.shift_id.expected
            else:
                wizard.expected = wizard.desk_id.amount

    @api.depends("line_ids.quantity")
    def _compute_amount(self):
        for wizard in self:
            notes = wizard._get_notes()
            if any(notes.values()):
                wizard.amount = wizard._count(notes) / TIYIN
            else:
                wizard.amount = wizard.amount or 0.0

    @api.depends("amount", "expected", "kind")
    def _compute_difference(self):
        for wizard in self:
            counts = wizard.kind in ("open", "close")
            wizard.difference = counts and round(wizard.amount - wizard.expected, 2)

    # === ACTIONS === #

    def action_confirm(self):
        """Do what the count is for; a closed shift is printed."""
        self.ensure_one()
        shifts = self.env["elektrohisob.cash.shift"]
        notes = {str(worth): n for worth, n in self._get_notes().items() if n}
        if self.kind == "open":
            shifts._open(self.desk_id, self.amount, notes, self.remark)
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "elektrohisob_billing.payment_cash_action"
            )
            return {**action, "target": "main"}
        if self.kind == "close":
            self.shift_id._close(self.amount, notes, self.remark)
            return {**self.shift_id.action_print(), "close": True}
        self.shift_id._move(self.kind, self.amount, self.document, self.remark)
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    @api.model
    def _get_action(self, kind, shift=None, desk=None):
        """Action that opens the count with a line for each note and coin."""
        if not desk and not shift:
            desk = self.env["elektrohisob.cash.desk"]._get_choice(self.env.user)[:1]
            if not desk:
                raise UserError(
                    self.env._(
                        "There is no free cash desk for you in your district "
                        "networks. A manager sets them up: Payments → Cash desks."
                    )
                )
        wizard = self.create(
            {
                "kind": kind,
                "shift_id": shift and shift.id,
                "desk_id": (desk or shift.desk_id).id,
                "line_ids": [
                    fields.Command.create({"denomination_id": note.id})
                    for note in self.env["elektrohisob.cash.denomination"].search([])
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": wizard.display_name,
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_notes(self):
        """Denomination → how many; notes and coins of one worth together."""
        notes = {}
        for line in self.line_ids:
            worth = line.denomination_id.value
            notes[worth] = notes.get(worth, 0) + line.quantity
        return notes

    def _count(self, notes):
        try:
            return count(notes)
        except CountWrong as error:
            raise UserError(
                self.env._(
                    "%s notes or coins cannot be counted: type how many there are.",
                    error,
                )
            ) from error
