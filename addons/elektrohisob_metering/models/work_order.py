from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("install", "Install a meter"),
    ("replace", "Replace the meter"),
    ("check", "Check"),
    ("seal", "Seal"),
    ("disconnect", "Disconnect"),
    ("reconnect", "Reconnect"),
    ("read", "Read"),
    ("verify", "Verification"),
    ("maintain", "Maintenance"),
]
REASON_DOCUMENTS = {
    "install": "meter_swap",
    "replace": "meter_swap",
    "verify": "meter_swap",
    "disconnect": "disconnect",
    "reconnect": "reconnect",
}
OPEN = ("draft", "planned", "issued")


class WorkOrder(models.Model):
    """Work of a field crew at one usage point on one day, with what came of it."""

    _name = "elektrohisob.work.order"
    _description = "Work order"
    _inherit = ["mail.thread"]
    _order = "date_planned desc, crew_id, route_order, id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False)
    kind = fields.Selection(KINDS, required=True, default="check", tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("issued", "Issued"),
            ("done", "Done"),
            ("failed", "Not done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="usage_point_id.company_id", store=True, string="District network"
    )
    street_id = fields.Many2one(related="account_id.street_id", store=True)
    address = fields.Char(related="account_id.address")
    phone = fields.Char(related="account_id.phone_masked", string="Telephone")
    installation_id = fields.Many2one(
        related="usage_point_id.installation_id", string="Meter"
    )
    reason_document = fields.Char(compute="_compute_reason_document")
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        domain="[('document', '=', reason_document)]",
        ondelete="restrict",
    )
    ground = fields.Char(help="What the order rests on: application, debt, act.")
    instruction = fields.Text(string="What to do", help="Printed on the sheet.")
    crew_id = fields.Many2one(
        "elektrohisob.crew",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    date_planned = fields.Date(string="Planned for", index=True, tracking=True)
    route_order = fields.Integer(
        string="No. on the route", default=0, aggregator=None, copy=False
    )
    date_issued = fields.Datetime(string="Issued at", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "elektrohisob.work.order",
        string="Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _number_uniq = models.Constraint(
        "unique(number)", "A work order with this number already exists."
    )
    _open_uniq = models.UniqueIndex(
        "(usage_point_id, kind) WHERE state IN ('draft', 'planned', 'issued')",
        "The usage point already has an open work order of this kind.",
    )
    _company_idx = models.Index("(company_id, date_planned)")

    @api.depends("kind")
    def _compute_reason_document(self):
        for order in self:
            order.reason_document = REASON_DOCUMENTS.get(order.kind, False)

    @api.depends("number", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for order in self:
            order.display_name = f"{order.number or ''} {labels.get(order.kind, '')}"

    @api.constrains("crew_id", "date_planned", "state")
    def _check_planned(self):
        for order in self:
            if order.state in ("planned", "issued") and not (
                order.crew_id and order.date_planned
            ):
                raise ValidationError(
                    self.env._(
                        "Work order %(order)s is planned, so it needs a crew and a "
                        "day. Return it to draft to take them away.",
                        order=order.number,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the orders."""
        self.flush_model(["state"])  # a closed order makes room for a new one
        numbers = self.env["ir.sequence"].sudo()  # engineers may not write sequences
        for vals in vals_list:
            vals["number"] = numbers.next_by_code("elektrohisob.work.order")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        begun = self.filtered(lambda order: order.state != "draft")[:1]
        if begun:
            raise UserError(
                self.env._(
                    "Work order %(order)s was already planned, so it stays in the "
                    "journal. Cancel it instead.",
                    order=begun.number,
                )
            )

    # === ACTIONS === #

    def action_plan(self):
        """Open the dialog that gives the orders a crew, a day and a route."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan work orders"),
            "res_model": "elektrohisob.work.order.plan",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def action_issue(self):
        """Hand the orders to their crews: they appear on the field page."""
        self._check_state(("draft", "planned"), self.env._("be issued"))
        self.write({"state": "issued", "date_issued": fields.Datetime.now()})

    def action_return(self):
        """Take planned or issued orders back to draft."""
        self._check_state(("planned", "issued"), self.env._("return to draft"))
        self.write({"state": "draft", "date_issued": False})

    def action_cancel(self):
        """Nobody needs the work any more."""
        self._check_state(OPEN, self.env._("be cancelled"))
        self.write({"state": "cancelled"})

    def action_again(self):
        """A new order instead of one that failed."""
        self.ensure_one()
        self._check_state(("failed", "cancelled"), self.env._("be ordered again"))
        again = self.copy({"previous_id": self.id, "date_planned": False})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "view_mode": "form",
        }

    def action_result(self):
        """Open the dialog for a result that came on paper or by telephone."""
        self.ensure_one()
        self._check_state(("planned", "issued"), self.env._("get a result"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result of %s", self.number),
            "res_model": "elektrohisob.work.order.result",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_print_sheet(self):
        """Sheets of the orders, a page or more per crew and day."""
        if not self:
            raise UserError(self.env._("Choose the work orders to print."))
        ids = "-".join(str(order.id) for order in self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/work_sheet/{ids}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _check_state(self, states, what):
        """
        :param states: the states in which it is possible
        :param what: the end of the sentence "Work order 1 cannot …"
        :raise UserError: an order is in another state
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for order in self:
            if order.state not in states:
                raise UserError(
                    self.env._(
                        "Work order %(order)s is in the state “%(state)s”, so it "
                        "cannot %(what)s. Only these can: %(states)s.",
                        order=order.number,
                        state=labels[order.state],
                        what=what,
                        states=", ".join(labels[state] for state in states),
                    )
                )

    @api.model
    def _order_for(self, points, kind, **vals):
        """Create an order of a kind for each point that has none open.

        :param vals: values all orders share
        :return: the new orders
        """
        busy = self.search(
            [
                ("usage_point_id", "in", points.ids),
                ("kind", "=", kind),
                ("state", "in", OPEN),
            ]
        ).usage_point_id
        return self.create(
            [
                {"usage_point_id": point.id, "kind": kind, **vals}
                for point in points - busy
            ]
        )

    def _sort_along_streets(self):
        """The orders in the order one walks: street, house, flat."""
        return self.sorted(
            lambda order: (
                order.street_id.name or "",
                self._house_key(order.account_id.house),
                self._house_key(order.account_id.flat),
                order.id,
            )
        )

    @api.model
    def _house_key(self, house):
        """``12A`` → (12, "12A"): houses by number, then by letter."""
        digits = "".join(c if c.isdigit() else " " for c in house or "").split()
        return (int(digits[0]) if digits else 0, house or "")

    def _plan(self, crew, day):
        """Give draft and planned orders to a crew for a day, along the streets."""
        self._check_state(OPEN, self.env._("be planned"))
        taken = self.search(
            [
                ("crew_id", "=", crew.id),
                ("date_planned", "=", day),
                ("state", "in", ("planned", "issued")),
                ("id", "not in", self.ids),
            ]
        )
        last = max(taken.mapped("route_order"), default=0)
        for number, order in enumerate(self._sort_along_streets(), last + 1):
            vals = {"crew_id": crew.id, "date_planned": day, "route_order": number}
            if order.state == "draft":
                vals["state"] = "planned"
            order.write(vals)
