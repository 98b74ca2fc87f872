from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.sync_node import ROLE, UNIT
from ..tools.sync_invitation import read_invitation


class SyncSetup(models.TransientModel):
    """What this database is: the centre, an autonomous division, or on its own."""

    _name = "elektrohisob.sync.setup"
    _description = "Role of this database"

    role = fields.Selection(
        [
            ("alone", "On its own"),
            ("centre", "The centre"),
            ("division", "An autonomous division"),
        ],
        string="This database is",
        required=True,
        default=lambda self: self.env["elektrohisob.sync.node"]._get_role(),
    )
    company_id = fields.Many2one(
        "res.company",
        string="Unit it serves",
        domain=[("network_code", "!=", False)],
        default=lambda self: self.env["elektrohisob.sync.node"]._get_unit(),
    )
    invitation = fields.Text(
        help="Text made by the centre for this division. It holds the address, the "
        "key of the exchange and the key that verifies packages."
    )

    def action_apply(self):
        """Make this database what was chosen.

        :raise UserError: no unit, or an invitation that cannot be read
        :raise AccessError: the database is kept by others
        """
        self.ensure_one()
        self._check_may_set_up()
        if self.role != "alone" and not self.company_id.network_code:
            raise UserError(
                self.env._(
                    "Choose the unit this database serves. A unit has its code under "
                    "Administration → Organisation."
                )
            )
        nodes = self.env["elektrohisob.sync.node"]
        if self.role == "division":
            self._accept_invitation()
        # parameters are for the system administrator, this one for ours as well
        parameters = self.env["ir.config_parameter"].sudo()
        before = nodes._get_role()
        parameters.set_param(ROLE, self.role)
        parameters.set_param(UNIT, self.company_id.network_code)
        if self.role == "centre" and before != "centre":
            self._open_centre()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_base.sync_node_action"
        )

    def _check_may_set_up(self):
        """At a division its own administrators may renew the line, and no more."""
        nodes = self.env["elektrohisob.sync.node"]
        nodes.check_access("write")
        renews = (
            nodes._get_role() == "division"
            and self.role == "division"
            and self.company_id == nodes._get_unit()
        )
        if not (renews and nodes._is_keeper()) and not (
            self.env.su or self.env.user._is_central_admin()
        ):
            raise AccessError(
                self.env._(
                    "What this database is, is set by an administrator of the top "
                    "unit; at a division its own administrators may enter a new "
                    "invitation."
                )
            )

    @api.model
    def _open_centre(self):
        """The centre has a key, and all its rows wait to be published."""
        keys = self.env["elektrohisob.sync.key"]
        if not keys._get_active().private_key:
            keys._get_active().state = "retired"
            self.env.flush_all()
            keys._make()
        self.env["elektrohisob.sync.change"]._append_everything()

    def _accept_invitation(self):
        # the key of the exchange is for the system alone
        nodes = self.env["elektrohisob.sync.node"].sudo()
        centre = nodes._get_centre()
        if not self.invitation:
            if centre:
                return
            raise UserError(
                self.env._("Enter the invitation that the centre has made for you.")
            )
        try:
            found = read_invitation(self.invitation)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "This is not an invitation, or a part of it is missing. Copy the "
                    "whole text that the centre shows."
                )
            ) from error
        if found["unit"] != self.company_id.network_code:
            raise UserError(
                self.env._(
                    "The invitation is for unit %(unit)s, this database serves "
                    "%(own)s.",
                    unit=found["unit"],
                    own=self.company_id.network_code,
                )
            )
        vals = {
            "name": found["centre"],
            "role": "centre",
            "url": found["url"],
            "database": found["database"],
            "api_key": found["key"],
            "error": False,
            "error_code": False,
        }
        if centre:
            centre.write(vals)
        else:
            nodes.create(vals)
        self.env["elektrohisob.sync.key"]._trust(found["public_key"])
