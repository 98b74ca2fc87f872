from odoo import api, fields, models
from odoo.exceptions import UserError

from .exchange_provider import STATEMENT_KINDS


class CashDesk(models.Model):
    """Till of a district network: one shift of one cashier at a time."""

    _name = "elektrohisob.cash.desk"
    _description = "Cash desk"
    _order = "company_id, number"
    _check_company_auto = True

    number = fields.Integer(
        required=True, help="Number of the desk in its district.", aggregator=None
    )
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        domain=[("network_level", "=", "district")],
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    place = fields.Char(string="Where", help="Office, hall, window.")
    user_ids = fields.Many2many(
        "res.users",
        string="Cashiers",
        help="Who may open a shift here. Nobody named: any cashier of the district.",
    )
    terminal_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Card terminal",
        domain=[("kind", "not in", STATEMENT_KINDS)],
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Provider of its own for the terminal: its terms of settlement say when "
        "the bank hands card payments over, and how that transfer is known.",
    )
    active = fields.Boolean(default=True)
    shift_ids = fields.One2many("elektrohisob.cash.shift", "desk_id", string="Shifts")
    open_shift_id = fields.Many2one(
        "elektrohisob.cash.shift", string="Open shift", compute="_compute_till"
    )
    cashier_id = fields.Many2one(
        "res.users", string="Cashier now", compute="_compute_till"
    )
    amount = fields.Monetary(
        string="In the till", compute="_compute_till", help="What must be in it now."
    )

    _number_uniq = models.Constraint(
        "unique(company_id, number)",
        "The district already has a cash desk with this number.",
    )
    _number_positive = models.Constraint(
        "CHECK(number > 0)", "Numbers of cash desks start at 1."
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        for desk in self:
            desk.display_name = f"{desk.number or ''} {desk.name or ''}".strip()

    @api.depends("shift_ids.state", "shift_ids.closing_count")
    def _compute_till(self):
        shifts = self.env["elektrohisob.cash.shift"]
        for desk in self:
            shift = desk._get_last_shift()
            still = shift.state == "open"
            desk.open_shift_id = shift if still else shifts
            desk.cashier_id = desk.open_shift_id.user_id
            desk.amount = shift.expected if still else shift.closing_count

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for desk in self:
            if desk._get_last_shift():
                raise UserError(
                    self.env._(
                        "Cash desk %s has had shifts. Archive it instead of deleting "
                        "it.",
                        desk.display_name,
                    )
                )

    # === ACTIONS === #

    def action_open_shift(self):
        """Count the till and start a shift here."""
        self.ensure_one()
        return self.env["elektrohisob.cash.count"]._get_action("open", desk=self)

    def action_view_shifts(self):
        """Shifts of the desk."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.cash_shift_action"
        )
        return {**action, "domain": [("desk_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    def _get_last_shift(self):
        """The newest shift of the desk, open or closed; empty if it had none."""
        return self.env["elektrohisob.cash.shift"].search(
            [("desk_id", "=", self.id)], order="number desc", limit=1
        )

    def _get_choice(self, user):
        """Desks of the active districts at which the user may open a shift."""
        desks = self.search([("company_id", "in", self.env.companies.ids)])
        return desks.filtered(
            lambda desk: (
                not desk.open_shift_id
                # who works where is no secret to those who work there
                and (not desk.sudo().user_ids or user in desk.sudo().user_ids)
            )
        )
