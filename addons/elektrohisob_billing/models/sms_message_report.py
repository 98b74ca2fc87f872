from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..adapters.sms import ABSENT
from ..engine.sms import later, pause

FAILURES = ("failed", "expired", "refused")


class SmsMessage(models.Model):
    """What the gateway says: at the handing over, later by a report, or when asked."""

    _inherit = "elektrohisob.sms.message"

    @api.model
    def _find_reported(self, provider, reports):
        """Messages of the reports, locked: by our key, or the gateway's number."""
        known = self.search(
            Domain("provider_id", "=", provider.id)
            & (
                Domain("key", "in", [one.key for one in reports if one.key])
                | Domain(
                    "external_id",
                    "in",
                    [one.external_id for one in reports if one.external_id],
                )
            )
        )
        known.lock_for_update(allow_referencing=True)
        return known

    @api.model
    def _take_reports(self, provider, reports):
        """Take reports; return how many changed something."""
        known = self._find_reported(provider, reports)
        by_key = {message.key: message for message in known}
        by_id = {one.external_id: one for one in known if one.external_id}
        changed = 0
        for report in reports:
            message = by_key.get(report.key) or by_id.get(report.external_id)
            if message and report.state != ABSENT:
                changed += message._take_report(report)
        return changed

    def _take_report(self, report):
        """Whether the report tells something new."""
        self.ensure_one()
        vals = {}
        if report.external_id and not self.external_id and self._is_free(report):
            vals["external_id"] = report.external_id
        is_new = later(self.state, self.date_report, report.state, report.at)
        if is_new:
            vals |= self._prepare_reported(report)
        if vals:
            self.write(vals)
        return is_new

    def _is_free(self, report):
        """A number the gateway gave twice names the first message alone."""
        return not self.search_count(
            [
                ("provider_id", "=", self.provider_id.id),
                ("external_id", "=", report.external_id),
            ],
            limit=1,
        )

    def _prepare_reported(self, report):
        now = fields.Datetime.now()
        is_failure = report.state in FAILURES
        was_ours = self.state in ("sending", "queued")
        reason = "gateway" if was_ours and report.state == "refused" else "report"
        vals = {
            "state": report.state,
            "reason": reason if is_failure else False,
            "detail": report.reason or self.detail,
            "date_next": report.state == "sent" and now + timedelta(seconds=pause(2)),
        }
        if report.state != "sent":
            vals["date_report"] = report.at or now
        if not self.date_sent and reason != "gateway":
            vals |= {"date_sent": now, "cost": self._get_cost()}
        return vals

    def _get_cost(self):
        """Parts × price of a part today, in so'm."""
        price = self.env["elektrohisob.parameter"]._get_value(
            "sms_part_price", self.company_id
        )
        return float(price * self.parts)

    # === HANDING OVER === #

    def _take_handed(self, reports):
        """What the gateway answered for these messages."""
        by_key = {report.key: report for report in reports}
        for message in self.filtered(lambda one: one.state == "sending"):
            report = by_key.get(message.key)
            if report:
                message._take_report(report)
            else:
                message._lose()

    def _take_trouble(self, trouble):
        """The gateway did not take these messages, or nobody knows."""
        now = fields.Datetime.now()
        messages = self.filtered(lambda one: one.state == "sending")
        if trouble.code == "unknown":
            messages._lose()
        elif trouble.code == "refused" and len(messages) > 1:
            # one of them spoils the others: each is tried by itself
            messages.write({"state": "queued", "is_alone": True, "date_next": now})
        elif trouble.code == "refused":
            vals = {"state": "refused", "reason": "gateway", "date_next": False}
            messages.write({**vals, "detail": trouble.detail})
        else:
            for message in messages:
                again = now + timedelta(seconds=pause(message.attempts))
                vals = {"state": "queued", "detail": trouble.detail}
                message.write({**vals, "date_next": again})

    def _lose(self):
        """The answer was lost: the gateway is asked, nothing is sent again."""
        following = fields.Datetime.now() + timedelta(seconds=pause(1))
        self.write({"state": "unknown", "date_next": following, "asks": 0})

    # === ASKING === #

    def _take_asked(self, reports):
        """What the gateway answered when it was asked for these messages."""
        by_key = {report.key: report for report in reports}
        for message in self:
            report = by_key.get(message.key)
            if report and report.state != ABSENT:
                message._take_report(report)
            if message.state == "unknown" and report and report.state == ABSENT:
                message._take_absent()
            message._ask_later()

    def _take_absent(self):
        """The gateway knows nothing of the message: it may go out, after a while."""
        minutes = self.env["elektrohisob.parameter"]._get_value(
            "sms_absent_minutes", self.company_id
        )
        now = fields.Datetime.now()
        if self.date_claimed + timedelta(minutes=minutes) <= now:
            self.write({"state": "queued", "date_next": now})

    def _ask_later(self):
        """When to ask again; after some days nobody will know more."""
        get = self.env["elektrohisob.parameter"]._get_value
        now = fields.Datetime.now()
        for message in self.filtered(lambda one: one.state in ("unknown", "sent")):
            hours = get("sms_report_hours", message.company_id)
            message.asks += 1
            message.date_next = now + timedelta(seconds=pause(message.asks + 1))
            if message.date_claimed + timedelta(hours=hours) <= now:
                message.date_next = False
                if message.state == "unknown":
                    message.write({"state": "failed", "reason": "unknown"})
