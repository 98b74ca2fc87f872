from odoo import api, fields, models

#: Where a device is no longer ours to use.
GONE = {"supplier", "written_off", "lost"}


class Place(models.Model):
    """Where devices are kept when they do not hang at a usage point: a warehouse, a
    crew, a laboratory; also where they came from and where they ended."""

    _name = "elektrohisob.place"
    _description = "Place of devices"
    _order = "company_id, kind, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("warehouse", "Warehouse"),
            ("crew", "Crew"),
            ("laboratory", "Laboratory"),
            ("repair", "Repair"),
            ("supplier", "Supplier"),
            ("written_off", "Written off"),
            ("lost", "Lost"),
        ],
        string="Kind of place",
        required=True,
        default="warehouse",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    responsible = fields.Char(
        string="Responsible person",
        help="Name and position of who answers for the devices here; the documents "
        "that bring devices here name this person.",
    )
    crew_id = fields.Many2one(
        "elektrohisob.crew",
        string="Field crew",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The crew whose work orders use these devices.",
    )
    address = fields.Char()
    active = fields.Boolean(default=True)
    device_count = fields.Integer(string="Devices", compute="_compute_device_count")

    _name_uniq = models.UniqueIndex(
        "(company_id, (name->>'en_US')) WHERE active",
        "The district has a place of this name.",
    )

    def _compute_device_count(self):
        counts = dict(
            self.env["elektrohisob.stay"]._read_group(
                [("place_id", "in", self.ids), ("date_end", "=", False)],
                ["place_id"],
                ["__count"],
            )
        )
        for place in self:
            place.device_count = counts.get(place, 0)

    # === ACTIONS === #

    def action_open_devices(self):
        """Devices that are here now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "elektrohisob.stay",
            "view_mode": "list,pivot,form",
            "domain": [("place_id", "=", self.id)],
            "context": {"search_default_now": 1},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_place(self, company, kind):
        """The first place of the kind in the district, made if there is none."""
        found = self.search(
            [("company_id", "=", company.id), ("kind", "=", kind)],
            order="id",
            limit=1,
        )
        if found:
            return found
        names = {
            code: self.with_context(lang=code)._get_kind_name(kind)
            for code, _name in self.env["res.lang"].get_installed()
        }
        # the journal needs the place, whoever writes the document
        places = self.sudo().with_context(lang="en_US")
        place = places.create(
            {
                "name": names.pop("en_US", None) or places._get_kind_name(kind),
                "kind": kind,
                "company_id": company.id,
            }
        )
        place.update_field_translations("name", names)
        return place.with_env(self.env)

    @api.model
    def _get_kind_name(self, kind):
        """Words of a kind of place in the language of the context."""
        return dict(self._fields["kind"]._description_selection(self.env))[kind]
