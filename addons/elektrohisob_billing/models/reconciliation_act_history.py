from odoo import api, fields, models

ANSWERS = ("accepted", "disagreed")
#: Acts are made by the thousand; their history is kept without messages.
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
ACTIVITY = "elektrohisob_billing.mail_activity_type_disagreement"


class ReconciliationAct(models.Model):
    """Every change of state stays in the history; a disagreement from outside is told
    to the accountant."""

    _name = "elektrohisob.reconciliation.act"
    _inherit = [
        "elektrohisob.reconciliation.act",
        "mail.thread",
        "mail.activity.mixin",
    ]

    event_ids = fields.One2many(
        "elektrohisob.reconciliation.act.event", "act_id", string="History"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `mail` to write no message and subscribe nobody."""
        own = self.with_context(**SILENT)
        return super(ReconciliationAct, own).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Override of `elektrohisob_billing` to keep the history."""
        result = super().write(vals)
        if "state" in vals:
            # the history is written by the program
            events = self.env["elektrohisob.reconciliation.act.event"].sudo()
            events.create([act._prepare_event() for act in self])
            if vals["state"] not in ANSWERS:
                self._close_activities()
        return result

    def _prepare_event(self):
        told = self.state in ANSWERS
        return {
            "act_id": self.id,
            "state": self.state,
            "channel": told and self.channel,
            "answered_by": told and self.answered_by,
            "their_closing": self.their_closing if told else 0,
            "remark": told and self.remark,
        }

    def _answer(self, state, channel):
        """Override of `elektrohisob_billing` to tell the accountant of a disagreement
        that he did not enter himself."""
        super()._answer(state, channel)
        if state == "disagreed" and channel != "office":
            for act in self.sudo():  # the activity belongs to somebody else
                for user in act._get_accountants():
                    act._tell(user)

    # === ACTIVITIES === #

    def _get_accountants(self):
        """Accountants of the unit; those of the units above if it has none."""
        group = self.env.ref("elektrohisob_base.group_accountant")
        users = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        return users.filtered(lambda user: user.company_id == self.company_id) or users

    def _tell(self, user):
        silent = {"mail_activity_quick_update": True, "mail_notify_force_send": False}
        own = self.with_context(lang=user.lang, **silent)
        own.activity_schedule(
            ACTIVITY,
            summary=own.env._(
                "%(consumer)s disagrees with act %(number)s",
                consumer=own.account_id.name or own.account_id.number,
                number=own.number,
            ),
            note=own.remark or "",
            user_id=user.id,
        )

    def _close_activities(self):
        # whoever makes the act anew closes what others were told
        self.sudo().activity_unlink([ACTIVITY])
