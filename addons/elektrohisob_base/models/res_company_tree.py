from datetime import date, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

BEGINNING = date(1990, 1, 1)


class ResCompany(models.Model):
    """Where a unit stands in the tree, now and on a day in the past."""

    _inherit = "res.company"

    place_ids = fields.One2many(
        "elektrohisob.company.parent", "company_id", string="Places by date"
    )
    # the colour is that of the holding, which those of a district may not read
    color = fields.Integer(compute_sudo=True)

    # === BUSINESS METHODS === #

    def _get_parent_on(self, day):
        """The unit above this one on ``day``."""
        self.ensure_one()
        places = self.sudo().place_ids  # history of the tree is no secret
        return (
            places.filtered(lambda place: place._is_in_force(day)).parent_id
            or self.parent_id
        )

    def _move_below(self, parent, day, document):
        """Stand below another unit of the same holding from ``day`` on.

        Odoo refuses to change the tree because branches share books with their root;
        the root stays the same here.
        """
        self.ensure_one()
        if self == parent or parent in self.search([("id", "child_of", self.id)]):
            raise UserError(
                self.env._(
                    "%(unit)s cannot be moved below itself or below a part of itself.",
                    unit=self.name,
                )
            )
        if parent.root_id != self.root_id:
            raise UserError(
                self.env._(
                    "%(unit)s and %(parent)s belong to different holdings with books "
                    "of their own. Choose a unit of the same holding.",
                    unit=self.name,
                    parent=parent.name,
                )
            )
        if self.parent_id != parent:
            self._set_parent(parent, day, document)

    def _set_parent(self, parent, day, document):
        """Change the tree and the dated places of the unit."""
        former = self.parent_id
        last = self.place_ids.filtered(lambda place: not place.date_end)
        last = last or self.place_ids.create(
            {
                "company_id": self.id,
                "parent_id": self.parent_id.id,
                "date_start": BEGINNING,
            }
        )
        last.date_end = day - timedelta(days=1)
        last.flush_recordset()  # days do not overlap, in the table too
        self.place_ids.create(
            {
                "company_id": self.id,
                "parent_id": parent.id,
                "date_start": day,
                "reorganisation_id": document.id,
            }
        )
        self.env.flush_all()
        # past the refusal of Odoo's own ``write``, to the ORM that keeps parent_path
        models.BaseModel.write(self, {"parent_id": parent.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self._on_tree_changed(former)

    def _on_tree_changed(self, former):
        """The unit stood below ``former``: rights of people above both follow."""
        self.env["elektrohisob.staff"]._sync_units(self | former)
