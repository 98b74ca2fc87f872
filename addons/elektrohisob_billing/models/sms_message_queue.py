from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.sms import count_parts
from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE, today_start

from ..adapters.sms import Outgoing
from ..engine.sms import phone_digits, quiet_until
from .sms_message import ANSWERS

ORDER = "is_answer DESC, date_next, id"


class SmsMessage(models.Model):
    """Into the queue, and out of it when the message may be sent."""

    _inherit = "elektrohisob.sms.message"

    @api.model
    def _queue(self, rows):
        """Write messages and let a job send them; return them in the order of rows.

        What cannot be sent is written too, refused with its reason. A row whose cause
        was served already gives the message of that time.

        :param rows: list of dicts with ``phone``, ``text``, ``purpose``,
            ``company_id`` and perhaps ``account_id``, ``once_key``
        """
        known = self._find_known(rows)
        stopped = self._find_stopped(rows)
        gateways, vals_list = {}, []
        for row in rows:
            if row.get("once_key") in known:
                continue
            company = self.env["res.company"].browse(row["company_id"])
            if company not in gateways:
                providers = self.env["elektrohisob.exchange.provider"]
                gateways[company] = providers._find_sms_gateway(company)
            vals_list.append(self._prepare_row(row, gateways[company], stopped))
        # nobody writes messages by hand; who may send one was asked before
        new = self.sudo().create(vals_list)
        for provider in new.filtered(lambda one: one.state == "queued").provider_id:
            provider._delay_sms()
        made = iter(new)
        return self.browse(
            [
                known[row["once_key"]]
                if row.get("once_key") in known
                else next(made).id
                for row in rows
            ]
        )

    @api.model
    def _find_known(self, rows):
        """Cause → id of the message that was written for it."""
        keys = [row["once_key"] for row in rows if row.get("once_key")]
        # the message may be of a district the user does not see
        found = self.sudo().search([("once_key", "in", keys)]) if keys else self
        return {message.once_key: message.id for message in found}

    @api.model
    def _find_stopped(self, rows):
        """Telephones whose owners want no messages."""
        phones = {phone_digits(row["phone"] or "") for row in rows}
        # it counts in every district, whoever wrote it down
        stops = self.env["elektrohisob.sms.stop"].sudo()
        return set(stops.search([("phone", "in", list(phones))]).mapped("phone"))

    @api.model
    def _prepare_row(self, row, provider, stopped):
        phone = phone_digits(row["phone"] or "")
        get = self.env["elektrohisob.parameter"]._get_value
        company = self.env["res.company"].browse(row["company_id"])
        text = (row["text"] or "").replace("\0", "").strip()
        now = fields.Datetime.now()
        reason = False
        if not phone:
            reason = "phone"
        elif phone in stopped and row["purpose"] not in ANSWERS:
            reason = "stopped"
        elif not text or count_parts(text) > get("sms_parts_most", company):
            reason = "long"
        elif not provider:
            reason = "no_gateway"
        return {
            **row,
            "phone": phone or (row["phone"] or "?")[:40],
            "text": text or "?",
            "provider_id": provider.id,
            "state": "refused" if reason else "queued",
            "reason": reason,
            "date_next": now,
            "date_expires": now + timedelta(hours=get("sms_valid_hours", company)),
        }

    # === OUT OF THE QUEUE === #

    @api.model
    def _claim(self, provider, limit):
        """Take messages that are to be sent now; nobody else takes them.

        :return: dispatch number, list of ``Outgoing``; (0, []) if those that are due
            may not be sent yet, (0, None) if none is due
        """
        now = fields.Datetime.now()
        due = self.search(
            [
                ("provider_id", "=", provider.id),
                ("state", "=", "queued"),
                ("date_next", "<=", now),
            ],
            order=ORDER,
            limit=limit,
        ).try_lock_for_update()
        if not due:
            return 0, None
        ready = due._sort_out(now)
        alone = ready.filtered("is_alone")
        ready = alone[:1] or ready
        if not ready:
            return 0, []
        (dispatch,) = bulk.reserve_ids(self.env.cr, self._table, 1)
        for message in ready:
            message.attempts += 1
        ready.write({"state": "sending", "dispatch": dispatch, "date_claimed": now})
        return dispatch, [Outgoing(one.key, one.phone, one.text) for one in ready]

    def _sort_out(self, now):
        """Those of the due messages that may be sent now; the others wait or end."""
        late = self.filtered(lambda one: one.date_expires and one.date_expires <= now)
        late.write({"state": "expired", "reason": "late", "date_next": False})
        left = self - late
        answers = left.filtered("is_answer")
        get = self.env["elektrohisob.parameter"]._get_value
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), now
        ).replace(tzinfo=None)
        taken = self._count_today((left - answers).mapped("phone"))
        ready = answers
        for message in left - answers:
            company = message.company_id
            hours = get("sms_quiet_from", company), get("sms_quiet_to", company)
            over = quiet_until(local, *hours)
            if not over and taken.get(message.phone, 0) >= get(
                "sms_phone_day", company
            ):
                over = local.replace(hour=0, minute=0, second=0) + timedelta(days=1)
                over = quiet_until(over, *hours) or over
            if over:
                message.date_next = now + (over - local)
                continue
            taken[message.phone] = taken.get(message.phone, 0) + 1
            ready += message
        return ready

    @api.model
    def _count_today(self, phones):
        """Telephone → messages of today that nobody asked for."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT phone, count(*) FROM elektrohisob_sms_message "
                "WHERE phone = ANY(%s) AND date_claimed >= %s AND NOT is_answer "
                "AND state NOT IN ('queued', 'refused') GROUP BY phone",
                list(set(phones)),
                today_start(self),
            )
        )
        return dict(rows)
