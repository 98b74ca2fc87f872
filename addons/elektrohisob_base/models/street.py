from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.street import street_key


class Street(models.Model):
    """Street of a settlement or neighbourhood."""

    _name = "elektrohisob.street"
    _description = "Street"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "name"
    _reference_parent = "locality_id"
    # streets are the business of whoever works with addresses
    _reference_central_groups = (
        "elektrohisob_base.group_clerk_household",
        "elektrohisob_base.group_clerk_legal",
        "elektrohisob_base.group_admin",
    )

    name = fields.Char(translate=False)
    locality_id = fields.Many2one(
        "elektrohisob.locality", required=True, index=True, ondelete="restrict"
    )

    building_ids = fields.One2many("elektrohisob.building", "street_id")
    match_key = fields.Char(compute="_compute_match_key", store=True, index=True)

    _name_uniq = models.UniqueIndex(
        "(locality_id, name) WHERE active", "The locality already has this street."
    )

    @api.depends("name")
    def _compute_match_key(self):
        for street in self:
            street.match_key = street_key(street.name)

    # === ACTIONS === #

    def action_enter_buildings(self):
        """Open the wizard that adds a range of houses to the street."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add houses"),
            "res_model": "elektrohisob.building.enter",
            "view_mode": "form",
            "target": "new",
            "context": {"default_street_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _after_change(self, columns):
        """Override of `reference.mixin` to carry a new name into addresses."""
        super()._after_change(columns)
        if columns & {"name", "locality"}:
            self._refresh_addresses()

    def _check_mergeable(self, keep):
        """Override of `reference.mixin` to keep streets in their district."""
        super()._check_mergeable(keep)
        for street in self:
            if street.locality_id.district_id != keep.locality_id.district_id:
                raise UserError(
                    self.env._(
                        "%(row)s and %(keep)s lie in different districts, so they are "
                        "two streets.",
                        row=street.name,
                        keep=keep.name,
                    )
                )

    def _before_merge(self, keep):
        """Override of `reference.mixin` to merge houses that both streets have."""
        super()._before_merge(keep)
        kept = {building.number_key: building for building in keep.building_ids}
        for building in self.building_ids:
            twin = kept.setdefault(building.number_key, building)
            if twin != building:
                building._merge_into(twin)

    def _after_merge(self, keep):
        """Override of `reference.mixin` to write the new street into addresses."""
        super()._after_merge(keep)
        self.env.cr.execute(
            SQL(
                "UPDATE elektrohisob_account SET locality_id = %s "
                "WHERE street_id = %s AND locality_id IS DISTINCT FROM %s",
                keep.locality_id.id,
                keep.id,
                keep.locality_id.id,
            )
        )
        self.env["elektrohisob.account"].invalidate_model(["locality_id"])
        keep._refresh_addresses()

    def _refresh_addresses(self):
        self.env["elektrohisob.account"]._refresh_address(
            [("street_id", "in", self.ids)]
        )

    def _get_sync_scope(self):
        """Override of `sync.mixin`: a street concerns its district only."""
        return super()._get_sync_scope() or self.locality_id.district_id.code
