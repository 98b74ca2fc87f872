import re

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.house import house_key


class Building(models.Model):
    """House of a street: the register of addresses behind the accounts.

    An account keeps its house as text; a house renumbered or merged here carries its
    accounts along.
    """

    _name = "elektrohisob.building"
    _description = "Building"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "street_id, number_sort, name"
    _sync_key_fields = ("street_id", "name")
    _reference_parent = "street_id"
    _reference_columns = ("is_shared", "postcode")
    _reference_central_groups = (
        "elektrohisob_base.group_clerk_household",
        "elektrohisob_base.group_clerk_legal",
        "elektrohisob_base.group_admin",
    )

    name = fields.Char(string="House", translate=False)
    street_id = fields.Many2one(
        "elektrohisob.street", required=True, index=True, ondelete="restrict"
    )
    locality_id = fields.Many2one(related="street_id.locality_id")
    number_key = fields.Char(compute="_compute_number", store=True)
    number_sort = fields.Integer(compute="_compute_number", store=True)
    is_shared = fields.Boolean(string="Block of flats")
    postcode = fields.Char(size=6)
    account_count = fields.Integer(string="Accounts", compute="_compute_account_count")

    _number_uniq = models.UniqueIndex(
        "(street_id, number_key) WHERE active", "The street already has this house."
    )

    @api.depends("name")
    def _compute_number(self):
        for building in self:
            building.number_key = house_key(building.name)
            digits = re.match(r"[0-9]{0,9}", building.number_key)[0]
            building.number_sort = int(digits or 0)

    def _compute_account_count(self):
        for building in self:
            building.account_count = len(building._find_account_ids())

    @api.depends("name", "street_id")
    def _compute_display_name(self):
        for building in self:
            parts = (building.street_id.name, building.name)
            building.display_name = ", ".join(part for part in parts if part)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to carry a new number to the accounts of the house."""
        moved = {}
        if "name" in vals:
            moved = {house: house._find_account_ids() for house in self}
        result = super().write(vals)
        for house, ids in moved.items():
            house._set_house(ids)
        return result

    # === ACTIONS === #

    def action_open_accounts(self):
        """Accounts of the house."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "elektrohisob.account",
            "view_mode": "list,form",
            "domain": [("id", "in", self._find_account_ids())],
        }

    # === BUSINESS METHODS === #

    def _find_account_ids(self):
        """Ids of the accounts at the house, however they spell it."""
        self.ensure_one()
        self.env["elektrohisob.account"].flush_model(["street_id", "house"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, house FROM elektrohisob_account "
                "WHERE street_id = %s AND house IS NOT NULL",
                self._origin.street_id.id or None,
            )
        )
        return [
            account_id
            for account_id, house in rows
            if house_key(house) == self.number_key
        ]

    def _after_merge(self, keep):
        """Override of `reference.mixin` to give the accounts the number kept."""
        super()._after_merge(keep)
        for house in self:
            keep._set_house(house._find_account_ids())

    def _get_sync_scope(self):
        """Override of `sync.mixin`: a house goes where its street goes."""
        return super()._get_sync_scope() or self.street_id._get_sync_scope()

    def _set_house(self, account_ids):
        # the address of any account follows the register, whoever sees the account
        accounts = self.env["elektrohisob.account"].sudo().browse(account_ids)
        accounts = accounts.filtered(lambda account: account.house != self.name)
        accounts.write({"house": self.name, "street_id": self.street_id.id})
