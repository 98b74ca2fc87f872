from odoo import api, fields, models


class StaffLogin(models.Model):
    """Logins of employees, and unblocking after too many wrong passwords."""

    _inherit = "elektrohisob.staff"

    blocked_until = fields.Datetime(
        compute="_compute_blocked_until", help="Too many wrong passwords were tried."
    )

    password_temporary = fields.Boolean(
        related="user_id.password_temporary", related_sudo=True
    )
    password_date = fields.Datetime(related="user_id.password_date", related_sudo=True)
    second_factor = fields.Selection(
        [("set", "Set up"), ("due", "At the next login"), ("none", "Not asked for")],
        compute="_compute_second_factor",
        compute_sudo=True,
    )
    key_count = fields.Integer(
        string="Keys", compute="_compute_key_count", compute_sudo=True
    )

    @api.depends("login")
    def _compute_blocked_until(self):
        events = self.env["elektrohisob.login.event"]
        for staff in self:
            login = staff.login
            staff.blocked_until = login and events._get_blocked_until(login)

    @api.depends("role_ids.second_factor", "user_id.group_ids")
    def _compute_second_factor(self):
        for staff in self:
            user = staff.user_id._origin
            wanted, enrolled = user._get_duty_facts()[1:] if user else (False, False)
            staff.second_factor = "set" if enrolled else "due" if wanted else "none"

    @api.depends("user_id.api_key_ids")
    def _compute_key_count(self):
        for staff in self:
            staff.key_count = len(staff.user_id.api_key_ids)

    def action_reset_second_factor(self):
        """The phone was lost: the employee sets the second factor up anew."""
        self._check_may_manage()
        self.user_id._reset_second_factor()
        for staff in self:
            staff.message_post(body=self.env._("The second factor was reset."))
        self.invalidate_recordset(["second_factor"])

    def action_view_keys(self):
        """Open the keys by which programs work for the employee."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_base.api_key_action"
        )
        return {**action, "domain": [("user_id", "=", self.user_id.id)]}

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
