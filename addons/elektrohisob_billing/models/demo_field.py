import base64
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..demo import askue, registers
from ..demo.district import END, PLAIN

DONE_DAY = date(2026, 10, 20)
#: kind, reason, what to do → orders of the first crew for today
TODAY = (
    ("read", None, "Abonent 1-noyabr koʻrsatkichini bermagan"),
    ("read", None, "Abonent 1-noyabr koʻrsatkichini bermagan"),
    ("read", None, "Abonent 1-noyabr koʻrsatkichini bermagan"),
    ("check", None, "Hisoblagich diskini va plombalarni koʻrib chiqing"),
    ("check", None, "Qoʻshnilar shikoyati: simni tekshiring"),
    ("seal", None, "Taʼmirdan keyin plomba qoʻying"),
    ("replace", "SWAP-SMART", "Eski hisoblagich oʻrniga TE71 oʻrnating"),
    ("disconnect", "OFF-DEBT", "Ogohlantirish 2026-10-05 da topshirilgan"),
    ("reconnect", "ON-AGREED", "Qarz boʻlib toʻlanadi, shartnoma 15-B"),
    ("install", "SWAP-PLANNED", "Yangi abonent: birinchi hisoblagich"),
    ("verify", "SWAP-VERIFY", "Qiyoslash muddati oʻtgan: yechib oling"),
    ("maintain", None, "Kontaktlarni torting, changni tozalang, plombani koʻring"),
)
#: kind, reason, outcome: what the crew brought back in October
DONE = (
    ("read", None, "accepted"),
    ("read", None, "parked"),
    ("check", None, "photo"),
    ("seal", None, "seal"),
    ("disconnect", "OFF-DEBT", "done"),
    ("disconnect", "OFF-DEBT", "done"),
    ("reconnect", "ON-PAID", "done"),
    ("replace", "SWAP-SMART", "swap"),
    ("read", None, "WORK-NO-ACCESS"),
    ("seal", None, "WORK-REFUSED"),
    ("check", None, "cancelled"),
)


class Demo(models.AbstractModel):
    """Crews and their work orders of every kind and state."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _send_crews(self, town):
        """Orders done in October, those of today, and those of the days to come."""
        first, second = self._create_crews(town)
        points = self._get_field_points(town)
        today = business_today(self)
        self._maintain(first, points)
        for number, row in enumerate(DONE):
            self._go_out(town, first, points, number, row)
        orders = self.env["elektrohisob.work.order"]
        for kind, reason, instruction in TODAY:
            orders |= self._make_order(points, kind, reason, instruction)
        orders._plan(first, today)
        orders.action_issue()
        late = self._make_order(points, "check", None, "Kechagi topshiriq")
        late._plan(first, today - timedelta(days=1))
        late.action_issue()
        ahead = orders.browse()
        for kind in ("check", "seal", "read", "verify", "disconnect"):
            ahead |= self._make_order(points, kind, None, None)
        ahead._plan(second, today + timedelta(days=1))
        for kind in ("check", "check", "seal", "read", "replace"):
            self._make_order(points, kind, None, None)

    @api.model
    def _create_crews(self, town):
        user = self.env["res.users"].search([("login", "=", "crew")])
        crews = self.env["elektrohisob.crew"].create(
            [
                {
                    "name": name,
                    "company_id": town.company.id,
                    "foreman": foreman,
                    "phone": phone,
                    "vehicle": vehicle,
                    "user_ids": [Command.set(members)],
                }
                for name, foreman, phone, vehicle, members in (
                    ("1-brigada", "Rahimov Sobir", "+998 90 111 22 33", "01 123 ABA",
                     user.ids),
                    ("2-brigada", "Tursunov Akmal", "+998 90 111 22 44", "01 456 BCA",
                     []),
                )
            ]
        )  # fmt: skip
        place = self.env["elektrohisob.place"].search(
            [("kind", "=", "crew"), ("company_id", "=", town.company.id)], limit=1
        )
        place.crew_id = crews[0]
        return crews

    @api.model
    def _get_field_points(self, town):
        """Points of consumers by kind of work, each to be used once."""
        missing = self._get_missing(town)
        debtors = [
            one
            for one in town.consumers
            if one.payer == "never" and one.meter_type in PLAIN and not one.story
        ]
        paid = [
            one
            for one in town.consumers
            if one.payer == "late" and one.meter_type in PLAIN and not one.story
        ]
        old = self.env["elektrohisob.installation"].search(
            [
                ("company_id", "=", town.company.id),
                ("date_end", "=", False),
                ("meter_id.date_verify_next", "<", END),
            ],
            order="id",
        )
        return {
            "read": [(one, self._get_point(town, one)) for one in missing[:12]],
            "disconnect": [(one, self._get_point(town, one)) for one in debtors[:8]],
            "verify": [(None, row.usage_point_id) for row in old],
            "install": [self._add_point(town)],
            "maintain": [
                (None, row.usage_point_id) for row in self._get_maintained(town)
            ],
            "other": [(one, self._get_point(town, one)) for one in paid[:20]],
        }

    @api.model
    def _get_maintained(self, town):
        """Three-phase meters, looked after twice a year."""
        kind = self.env.ref("elektrohisob_metering.device_type_te73")
        kind.maintenance_months = 6
        rows = self.env["elektrohisob.installation"].search(
            [
                ("company_id", "=", town.company.id),
                ("meter_id.type_id", "=", kind.id),
                ("date_end", "=", False),
            ],
            order="id",
        )
        for number, meter in enumerate(rows.meter_id):
            meter.date_maintained = DONE_DAY - timedelta(days=number * 37 % 200)
        return rows

    @api.model
    def _maintain(self, crew, points):
        """A maintenance of October, noted at the meter."""
        order = self._make_order(points, "maintain", None, None)
        order._plan(crew, DONE_DAY)
        order.action_issue()
        noon = datetime(DONE_DAY.year, DONE_DAY.month, DONE_DAY.day, 6)
        order._submit(
            {
                "submission": str(uuid5(NAMESPACE_URL, f"demo/{order.number}")),
                "outcome": "done",
                "date": noon.isoformat(),
                "note": "Kontaktlar tortildi, chang tozalandi",
            }
        )

    @api.model
    def _add_point(self, town):
        """The point of a new consumer who has no meter yet."""
        consumer = next(one for one in town.consumers if one.story == "no_meter")
        point = self.env["elektrohisob.usage.point"].create(
            {
                "account_id": town.account_ids[consumer.serial],
                "permitted_power": consumer.power,
            }
        )
        return consumer, point

    @api.model
    def _make_order(self, points, kind, reason, instruction):
        if kind == "reconnect":  # the consumer cut off first
            points["other"].insert(0, points["off"].pop(0))
        consumer, point = points[kind if kind in points else "other"].pop(0)
        order = self.env["elektrohisob.work.order"].create(
            {
                "usage_point_id": point[:1].id,
                "kind": kind,
                "reason_id": reason and self._get_reason(reason).id,
                "instruction": instruction,
                "ground": kind == "disconnect" and self._tell_debt(consumer),
            }
        )
        return order

    @api.model
    def _get_reason(self, code):
        return self.env["elektrohisob.reason"].search([("code", "=", code)], limit=1)

    @api.model
    def _tell_debt(self, consumer):
        debt = f"{sum(amount for _day, amount in consumer.debts):,.0f}"
        return f"Qarz {debt.replace(',', ' ')} soʻm"

    # === WHAT THE CREW BROUGHT BACK === #

    @api.model
    def _go_out(self, town, crew, points, number, row):
        """An order of October from its beginning to its end."""
        kind, reason, outcome = row
        key = {"reconnect": "off"}.get(kind, kind if kind in points else "other")
        consumer, point = points[key][0]
        if kind == "disconnect":
            points.setdefault("off", []).append((consumer, point))
        day = DONE_DAY - timedelta(days=12 if kind == "disconnect" else number // 3)
        order = self._make_order(points, kind, reason, None)
        if outcome == "cancelled":
            order.action_cancel()
            return
        order._plan(crew, day)
        order.action_issue()
        order.date_issued = datetime(day.year, day.month, day.day, 3, 30)
        result = self._prepare_result(order, consumer, day, number, outcome)
        member = crew.user_ids or self.env.user
        # a member of the crew sends it; his page does the same after looking whose
        order.with_user(member).sudo()._submit(result)
        if outcome in ("parked", "photo"):
            self._take_photo(order.with_user(member).sudo(), outcome)
        if outcome == "WORK-NO-ACCESS":
            order.action_again()

    @api.model
    def _prepare_result(self, order, consumer, day, number, outcome):
        noon = datetime(day.year, day.month, day.day, 5, 10 + number * 4)
        register = registers.register(consumer, day)
        result = {
            "submission": str(uuid5(NAMESPACE_URL, f"demo/{order.number}")),
            "date": noon.isoformat(),
            "latitude": 41.3275 + number / 900,
            "longitude": 69.3342 + number / 700,
            "accuracy": 8 + number,
        }
        reason = self._get_reason(outcome)
        if reason:
            return result | {
                "outcome": "failed",
                "reason_id": reason.id,
                "note": "Uyda hech kim yoʻq, qoʻshni ertaga keling dedi",
            }
        result |= {
            "signer": self._get_payer(consumer),
            "signature": base64.b64encode(askue.signature()),
        }
        values = {
            "accepted": {"value": register},
            "parked": {
                "value": register + 2_900,
                "note": "Hisoblagich toʻgʻri oʻqildi",
            },
            "photo": {"value": register, "note": "Plombalar butun"},
            "seal": {"seal_number": "69 MK00317", "seal_removed": "69 MK00102"},
            "swap": {
                "value": register,
                "serial_new": "69 TE00004",
                "value_new": "0",
                "seal_number": "69 MK00318",
            },
        }
        return result | values.get(outcome, {})

    @api.model
    def _take_photo(self, order, outcome):
        serial = order.installation_id.meter_id.serial
        image = base64.b64encode(askue.meter_photo(serial, order.value))
        number = str(uuid5(NAMESPACE_URL, f"demo/{order.number}/{outcome}"))
        # taken for the member, as the page does it
        photos = self.env["elektrohisob.work.order.photo"].with_user(order.env.uid)
        photos.sudo()._submit(order, number, image)

    # === READINGS THAT WAIT === #

    @api.model
    def _doubt_readings(self, town):
        """Readings stopped by several checks, one of them refused by a clerk."""
        missing = iter(self._get_missing(town)[12:])
        Reading = self.env["elektrohisob.reading"]
        plenty = [one for one in self._get_missing(town)[30:] if min(one.use) > 160]
        rows = [
            ("operator", next(missing), lambda value: value - 420),
            ("portal", next(missing), lambda value: value * 10 % 100_000),
            ("portal", next(missing), lambda value: value + 12_500),
            ("sheet", next(missing), lambda value: value + 1_340),
            ("portal", next(missing), lambda value: value - 35_000),
        ]
        if plenty:
            last = registers.register(plenty[0], fields.Date.to_date("2026-10-01"))
            rows.append(("portal", plenty[0], lambda _value, last=last: last + 1))
        off = next(missing)
        self._get_point(town, off)._record_connection(
            "disconnected", day=date(2026, 9, 14), reason=self._get_reason("OFF-VACANT")
        )
        rows.append(("operator", off, lambda value: value))
        for source, consumer, change in rows:
            value = registers.register(consumer, END)
            self._get_readings_of(town, source)._accept(
                [
                    {
                        "account_id": town.account_ids[consumer.serial],
                        "date": END,
                        "value": max(0, change(value)),
                    }
                ],
                source=source,
            )
        waiting = Reading.search(
            [
                ("company_id", "=", town.company.id),
                ("state", "=", "queued"),
                ("check_code", "=", "R05"),
            ],
            limit=1,
        )
        waiting._decide("refuse", "Abonent koʻrsatkichni xato aytgan, qayta soʻraldi")
