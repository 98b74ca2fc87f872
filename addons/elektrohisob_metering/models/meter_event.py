from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

AHEAD = timedelta(days=1)  # a clock set to the wrong zone is still a clock
NEW, SEEN, CLOSED = "new", "seen", "closed"


class MeterEvent(models.Model):
    """A meter reported something: an alarm, an interruption, a clock that went wrong.

    Rows come from head-ends and files only; people say what became of them.
    """

    _name = "elektrohisob.meter.event"
    _description = "Meter event"
    _order = "date desc, id desc"
    _check_company_auto = True

    device_id = fields.Many2one(
        "elektrohisob.device",
        string="Meter",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the meter hung at that time.",
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index="btree_not_null"
    )
    date = fields.Datetime(string="Time", required=True, readonly=True)
    type_id = fields.Many2one(
        "elektrohisob.meter.event.type",
        string="Event",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    severity = fields.Selection(related="type_id.severity", store=True)
    topic = fields.Selection(related="type_id.topic", store=True)
    code = fields.Char(string="Code received", readonly=True)
    detail = fields.Char(readonly=True)
    message_id = fields.Many2one(
        "elektrohisob.exchange.message",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [(NEW, "New"), (SEEN, "Seen"), (CLOSED, "Closed")],
        required=True,
        readonly=True,
        default=NEW,
    )
    seen_by_id = fields.Many2one("res.users", string="Seen by", readonly=True)
    date_seen = fields.Datetime(string="Seen at", readonly=True)
    note = fields.Char(string="What came of it")

    _event_uniq = models.UniqueIndex(
        "(device_id, type_id, date, COALESCE(code, ''))", "This event is known already."
    )
    _company_idx = models.Index("(company_id, date)")
    _new_idx = models.Index("(usage_point_id, severity) WHERE state = 'new'")

    @api.depends("type_id", "device_id")
    def _compute_display_name(self):
        for event in self:
            parts = (event.type_id.name, event.device_id.serial)
            event.display_name = " · ".join(part for part in parts if part)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to leave what the meter reported as it is."""
        if not self.env.su and vals.keys() - {"note"}:
            raise AccessError(
                self.env._(
                    "An event is what the meter reported; only the note can be changed."
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_see(self):
        """Somebody has looked at the events."""
        self._advance(SEEN, (NEW,))

    def action_close(self):
        """Nothing more is to be done about the events."""
        self._advance(CLOSED, (NEW, SEEN))

    def action_open_work_order(self):
        """Send a crew to look at the meter; the event counts as seen."""
        self.ensure_one()
        self.action_see()
        return self.usage_point_id._order_crew("check", self.display_name)

    # === BUSINESS METHODS === #

    def _advance(self, state, before):
        self.check_access("write")
        # the state changes by these buttons alone
        self.sudo().filtered(lambda event: event.state in before).write(
            {
                "state": state,
                "seen_by_id": self.env.uid,
                "date_seen": fields.Datetime.now(),
            }
        )

    @api.model
    def _record(self, provider, event, message):
        """Take an event of a head-end or a file; the same one again changes nothing.

        :param event: `adapters.head_end.MeterEvent`
        :return: code of the protocol line, empty if it was taken
        """
        if event.at > fields.Datetime.now() + AHEAD:
            return "future"
        # rows come from the exchange alone; whose they are the provider says
        events = self.sudo()
        companies = events.env["res.company"].search(
            [("id", "child_of", provider.company_id.id)]
        )
        device = events.env["elektrohisob.device"].search(
            [
                ("serial", "=", event.serial),
                ("kind", "=", "meter"),
                ("company_id", "in", companies.ids),
            ],
            limit=1,
        )
        if not device or not (self.env.su or device.company_id in self.env.companies):
            return "unknown_meter"
        kind = events.env["elektrohisob.meter.event.type"]._find(event.code)
        vals = events._prepare_event_vals(device, kind, event, message)
        same = [(name, "=", vals[name]) for name in ("device_id", "type_id", "date")]
        if events.search_count([*same, ("code", "=", event.code)], limit=1):
            return "repeat"
        events.create(vals)
        return ""

    @api.model
    def _prepare_event_vals(self, device, kind, event, message):
        """Hook: values of an event of ``device``."""
        # the day of business, whatever zone the user or the caller has
        local = self.with_context(tz=TIMEZONE)
        day = fields.Datetime.context_timestamp(local, event.at).date()
        point = device.installation_ids.filtered(
            lambda row: row.date_start <= day and (row.date_end or day) >= day
        )[:1].usage_point_id
        return {
            "device_id": device.id,
            "company_id": device.company_id.id,
            "usage_point_id": point.id,
            "date": event.at,
            "type_id": kind.id,
            "code": event.code,
            "detail": event.detail or False,
            "message_id": message.id if message else False,
        }
