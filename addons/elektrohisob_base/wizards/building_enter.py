from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.house import house_key, parse_houses


class BuildingEnter(models.TransientModel):
    """Houses of a street typed as ranges."""

    _name = "elektrohisob.building.enter"
    _description = "Entry of the houses of a street"

    street_id = fields.Many2one("elektrohisob.street", required=True)
    numbers = fields.Text(
        string="House numbers", help="For example 1-99 odd, 2-40 even, 12A, 14/2."
    )
    from_accounts = fields.Boolean(string="Also the houses of the street's accounts")
    is_shared = fields.Boolean(string="Blocks of flats")
    postcode = fields.Char(size=6)
    new_count = fields.Integer(string="New houses", compute="_compute_new_count")
    known_count = fields.Integer(
        string="Houses the street has", compute="_compute_new_count"
    )

    @api.depends("street_id", "numbers", "from_accounts")
    def _compute_new_count(self):
        for wizard in self:
            known = wizard._get_known()
            wizard.known_count = len(known)
            try:
                wizard.new_count = len(wizard._get_new(known))
            except ValueError:
                wizard.new_count = 0

    def _get_known(self):
        houses = self.env["elektrohisob.building"].search(
            [("street_id", "=", self.street_id.id)]
        )
        return set(houses.mapped("number_key"))

    def _get_new(self, known):
        numbers = parse_houses(self.numbers or "")
        if self.from_accounts and self.street_id:
            groups = self.env["elektrohisob.account"]._read_group(
                [("street_id", "=", self.street_id.id), ("house", "!=", False)],
                ["house"],
            )
            numbers += [house for (house,) in groups]
        found = {house_key(number): number for number in numbers}
        return [number for key, number in found.items() if key and key not in known]

    def action_enter(self):
        """Add the houses that the street does not have yet."""
        self.ensure_one()
        try:
            numbers = self._get_new(self._get_known())
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%s” is no house number or range. Write for example 1-99 odd, "
                    "12A; at most 2,000 houses at once.",
                    error.args[0],
                )
            ) from error
        self.env["elektrohisob.building"].create(
            [
                {
                    "name": number,
                    "street_id": self.street_id.id,
                    "is_shared": self.is_shared,
                    "postcode": self.postcode,
                }
                for number in numbers
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.street_id.name,
            "res_model": "elektrohisob.building",
            "view_mode": "list,form",
            "domain": [("street_id", "=", self.street_id.id)],
            "context": {"default_street_id": self.street_id.id},
        }
