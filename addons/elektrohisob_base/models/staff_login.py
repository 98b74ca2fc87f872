from odoo import api, fields, models


class StaffLogin(models.Model):
    """Logins of employees, and unblocking after too many wrong passwords."""

    _inherit = "elektrohisob.staff"

    blocked_until = fields.Datetime(
        compute="_compute_blocked_until", help="Too many wrong passwords were tried."
    )

    @api.depends("login")
    def _compute_blocked_until(self):
        events = self.env["elektrohisob.login.event"]
        for staff in self:
            login = staff.login
            staff.blocked_until = login and events._get_blocked_until(login)

    def action_unblock(self):
        """Let the employee try again; the log keeps who did it."""
        self._check_may_manage()
        for staff in self:
            self.env["elektrohisob.login.event"]._note(
                staff.login, "unblocked", self.env.user.name
            )
        self.invalidate_recordset(["blocked_until"])

    def action_view_logins(self):
        """Open the logins and refusals of the employee."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_base.login_event_action"
        )
        return {**action, "domain": [("login", "=", self.login)], "context": {}}
