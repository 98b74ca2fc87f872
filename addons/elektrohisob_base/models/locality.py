from odoo import fields, models
from odoo.exceptions import UserError


class Locality(models.Model):
    """Settlement or neighbourhood (mahalla) inside a district."""

    _name = "elektrohisob.locality"
    _description = "Locality"
    _inherit = ["elektrohisob.reference.mixin"]
    _order = "name"
    _reference_parent = "district_id"
    _reference_columns = ("kind",)

    code = fields.Char(
        help="SOATO code of a settlement; a neighbourhood without one gets a number.",
    )
    kind = fields.Selection(
        [("settlement", "Settlement"), ("mahalla", "Neighbourhood (MFY)")],
        required=True,
        default="mahalla",
    )
    district_id = fields.Many2one(
        "elektrohisob.district", required=True, index=True, ondelete="restrict"
    )
    street_ids = fields.One2many("elektrohisob.street", "locality_id")

    # === BUSINESS METHODS === #

    def _after_change(self, columns):
        """Override of `reference.mixin` to carry a new name into addresses."""
        super()._after_change(columns)
        if columns & {"name_en", "name_uz", "name_ru"}:
            self._refresh_addresses()

    def _check_mergeable(self, keep):
        """Override of `reference.mixin` to keep localities in their district."""
        super()._check_mergeable(keep)
        for locality in self:
            if locality.district_id != keep.district_id:
                raise UserError(
                    self.env._(
                        "%(row)s lies in %(district)s and %(keep)s does not. Merge "
                        "localities of one district only.",
                        row=locality.name,
                        district=locality.district_id.name,
                        keep=keep.name,
                    )
                )

    def _before_merge(self, keep):
        """Override of `reference.mixin` to merge streets that both localities have."""
        super()._before_merge(keep)
        archived = self.env["elektrohisob.street"].with_context(active_test=False)
        kept = {
            street.match_key: street
            for street in archived.search([("locality_id", "=", keep.id)])
            if not street.replaced_by_id
        }
        for street in archived.search([("locality_id", "in", self.ids)]):
            if street.replaced_by_id:
                continue
            twin = kept.setdefault(street.match_key, street)
            if twin != street:
                street._merge_into(twin)

    def _after_merge(self, keep):
        """Override of `reference.mixin` to write the new locality into addresses."""
        super()._after_merge(keep)
        keep._refresh_addresses()

    def _refresh_addresses(self):
        self.env["elektrohisob.account"]._refresh_address(
            [("locality_id", "in", self.ids)]
        )
