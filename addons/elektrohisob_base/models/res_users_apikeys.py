from odoo import api, models
from odoo.exceptions import AccessDenied


class ResUsersApikeys(models.Model):
    """Keys of programs are revoked by administrators of the unit too, and work only
    when their owner has the second factor that his role asks for."""

    _inherit = "res.users.apikeys"

    @api.model
    def _check_credentials(self, *, scope, key):
        """Override of `base` to refuse keys of whoever owes a second factor.

        :raise AccessDenied: says what the owner does
        """
        uid = super()._check_credentials(scope=scope, key=key)
        ours = self._name == "res.users.apikeys"  # trusted browsers are kept there too
        if uid and ours and self.with_user(uid).env.user._lacks_second_factor():
            raise AccessDenied(
                self.env._(
                    "The owner of this key works with a second factor only. Log in to "
                    "Elektrohisob in the browser and set it up; the key works then."
                )
            )
        return uid

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
