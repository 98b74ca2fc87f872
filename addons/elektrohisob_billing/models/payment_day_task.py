from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from .payment_day import OPEN

ACTIVITY = "elektrohisob_billing.mail_activity_type_payment_day"


class PaymentDay(models.Model):
    """Days with differences become tasks of who works on them, one of each person."""

    _name = "elektrohisob.payment.day"
    _inherit = ["elektrohisob.payment.day", "mail.thread", "mail.activity.mixin"]

    @api.model
    def _tell_conflict(self, event):
        """Job: a service repeats a known payment otherwise. Its day is compared at
        once, and the owner of its differences is told."""
        day, _is_old = event._get_pay_day(event.provider_time)
        document = self._derive(event.provider_id, [day])
        terms = self.env["elektrohisob.payment.clearing"]
        owner = terms._find_on(event.provider_id, day).user_id
        if document and owner:
            document._give_task(owner)

    def _give_tasks(self):
        """Tasks for the owners of open differences; those of a day without any end."""
        for day in self.sudo():  # tasks follow from the comparison
            owners = day.line_ids.filtered(lambda line: line.state == OPEN).owner_id
            for owner in owners:
                day._give_task(owner)
            done = day.activity_ids.filtered(
                lambda task, own=owners: task.user_id not in own
            )
            done.filtered(
                lambda task: task.activity_type_id == self.env.ref(ACTIVITY)
            ).unlink()

    def _give_task(self, owner):
        """The task of a person about a day; one at a time."""
        self.ensure_one()
        if not self.with_user(owner).has_access("read"):
            return
        day = self.sudo().with_context(  # tasks follow from the comparison
            mail_activity_quick_update=True,
            lang=owner.lang,
        )
        kind = self.env.ref(ACTIVITY)
        tasks = day.activity_ids
        if tasks.filtered(lambda t: t.user_id == owner and t.activity_type_id == kind):
            return
        day.activity_schedule(
            ACTIVITY,
            business_today(self),
            summary=day.env._("Differences: %(day)s", day=day.display_name),
            user_id=owner.id,
        )
