from odoo import models


class ResUsersApikeys(models.Model):
    """Keys of programs are revoked by administrators of the unit too."""

    _inherit = "res.users.apikeys"

    def _remove(self):
        """Override of `base` to let administrators of the unit revoke keys."""
        others = self.user_id - self.env.user
        if not others or self.env.is_system():
            return super()._remove()
        cards = self.env["elektrohisob.staff"].with_context(active_test=False)
        staff = cards.search([("user_id", "in", others.ids)])
        if staff.user_id != others:
            return super()._remove()  # refuses in its own words
        staff._check_may_manage()
        events = self.env["elektrohisob.login.event"]
        for key in self:
            note = f"{key.name}: {self.env.user.name}"
            events._record(key.user_id, "key_revoked", note)
        # the right to do so was checked
        return super(ResUsersApikeys, self.sudo())._remove()
