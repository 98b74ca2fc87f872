from odoo import api, models
from odoo.exceptions import AccessError


class SyncNode(models.Model):
    """Who keeps the parties of the exchange and runs it.

    At the centre, and in a database on its own, the administrators of the top unit;
    at a division those of the unit it serves.
    """

    _inherit = "elektrohisob.sync.node"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to leave parties without a unit to their keepers."""
        nodes = super().create(vals_list)
        nodes._check_keeper_of_central()
        return nodes

    def write(self, vals):
        """Override of `base` to leave parties without a unit to their keepers."""
        self._check_keeper_of_central()
        result = super().write(vals)
        self._check_keeper_of_central()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_central(self):
        self._check_keeper_of_central()

    # === BUSINESS METHODS === #

    @api.model
    def _is_keeper(self):
        """Whether the user runs the exchange of this database."""
        user = self.env.user
        if self.env.su or user._is_central_admin():
            return True
        serves = self._get_role() == "division" and self._get_unit()
        admin = user.has_group("elektrohisob_base.group_admin")
        return bool(admin and serves and serves in user.company_ids)

    @api.model
    def _check_keeper(self):
        """Refuse everybody else.

        :raise AccessError: says whom to ask
        """
        if self._is_keeper():
            return
        raise AccessError(
            self.env._(
                "The exchange is kept by the administrators of the unit that this "
                "database serves. Ask them; they are under Administration → Employees."
            )
            if self._get_role() == "division"
            else self.env._(
                "The exchange is kept by the administrators of the top unit. Ask "
                "them; they are under Administration → Employees."
            )
        )

    def _check_keeper_of_central(self):
        if any(not node.company_id for node in self):
            self._check_keeper()

    @api.model
    def _check_operator(self, role):
        """Whether the user may run the exchange, and this database is ``role``."""
        self.check_access("write")
        self._check_keeper()
        self._check_role(role)
