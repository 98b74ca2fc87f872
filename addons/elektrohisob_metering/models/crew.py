from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Crew(models.Model):
    """Field crew of a district network: who goes out with its work orders."""

    _name = "elektrohisob.crew"
    _description = "Field crew"
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    foreman = fields.Char(help="Printed on the sheets of the crew.")
    phone = fields.Char()
    vehicle = fields.Char(help="Number plate.")
    user_ids = fields.Many2many(
        "res.users",
        "elektrohisob_crew_user_rel",
        "crew_id",
        "user_id",
        string="Members",
        domain="[('company_ids', 'in', company_id), ('share', '=', False)]",
        help="They see the orders of the crew on the field page of their telephone.",
    )
    active = fields.Boolean(default=True)
    note = fields.Text()
    order_ids = fields.One2many("elektrohisob.work.order", "crew_id")
    open_count = fields.Integer(string="Open orders", compute="_compute_open_count")

    _name_uniq = models.Constraint(
        "unique(company_id, name)", "The district already has a crew of this name."
    )

    def _compute_open_count(self):
        groups = self.env["elektrohisob.work.order"]._read_group(
            [("crew_id", "in", self.ids), ("state", "in", ("planned", "issued"))],
            ["crew_id"],
            ["__count"],
        )
        counts = {crew.id: count for crew, count in groups}
        for crew in self:
            crew.open_count = counts.get(crew.id, 0)

    # === ACTIONS === #

    def action_open_orders(self):
        """Orders of the crew that are not finished."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work orders of %s", self.name),
            "res_model": "elektrohisob.work.order",
            "view_mode": "list,kanban,calendar,form",
            "domain": [("crew_id", "=", self.id)],
            "context": {"search_default_open": 1, "default_crew_id": self.id},
        }

    def action_print_today(self):
        """The sheet of the crew for today."""
        self.ensure_one()
        orders = self.order_ids.filtered_domain(
            [
                ("state", "in", ("planned", "issued")),
                ("date_planned", "=", business_today(self)),
            ]
        )
        if not orders:
            raise UserError(
                self.env._(
                    "Crew %s has no open orders for today. Plan some first, or print "
                    "another day from the list of orders.",
                    self.name,
                )
            )
        return orders.action_print_sheet()

    # === BUSINESS METHODS === #

    @api.model
    def _get_mine(self):
        """Crews of the user, in the districts he may see."""
        return self.search([("user_ids", "in", self.env.uid)])
