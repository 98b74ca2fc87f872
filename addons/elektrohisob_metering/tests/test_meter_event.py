import json
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from ..adapters import event_table, head_end
from .simulated import SimulatedHeadEnd

NOW = datetime(2026, 11, 20, 8, 0)


@freeze_time(NOW)
class TestMeterEvent(SimulatedHeadEnd):
    """What meters report, from the head-end and from files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Event = cls.env["elektrohisob.meter.event"]

    def _get_events(self):
        return self.Event.search([("device_id", "=", self.installation.meter_id.id)])

    def _receive(self, data, name="events.csv", user=None):
        provider = self.head_end.with_user(user or self.engineer)
        return provider._receive(name, data)

    def _csv(self, *rows, header="Meter;Time;Event;Note"):
        return "\n".join((header, *rows)).encode()

    def test_event_of_the_head_end(self):
        self.simulator.report("RC1", "3.26.9.185", "Phase A, B, C")
        self.head_end._poll_head_end()
        event = self._get_events()
        self.assertEqual(event.type_id.code, "POWER-OFF")
        self.assertEqual((event.severity, event.state), ("2", "new"))
        self.assertEqual(
            (event.usage_point_id, event.account_id, event.detail),
            (self.point, self.account, "Phase A, B, C"),
        )
        self.head_end.head_end_cursor = False  # the head-end tells everything again
        self.simulator.report("RC1", "3.26.9.216")
        self.head_end._poll_head_end()
        self.assertEqual(len(self._get_events()), 2)

    def test_file(self):
        message = self._receive(
            self._csv(
                "RC1;19.11.2026 10:30;COVER-OPEN;dvor",
                "RC1;2026-11-19T10:31:00;0.12.66.242;",
                "RC1;19.11.2026 10:30;COVER-OPEN;again",
                "RC1;19.11.2026;99.99.99.99;",
                "NOBODY;19.11.2026 10:30;COVER-OPEN;",
                "RC1;yesterday;COVER-OPEN;",
                "RC1;19.11.2026;;",
                "RC1;19.11.2030;COVER-OPEN;",
            )
        )
        self.assertEqual(message.state, "partial")
        self.assertEqual((message.accepted, message.refused), (4, 4))
        self.assertEqual(
            [line.code or "" for line in message.line_ids.sorted("line_no")],
            [
                *("", "", "repeat", ""),
                *("unknown_meter", "bad_time", "incomplete", "future"),
            ],
        )
        events = self._get_events().sorted("date")
        self.assertEqual(
            events.mapped("type_id.code"), ["OTHER", "COVER-OPEN", "MAGNET-ON"]
        )
        self.assertEqual(events[1].date, datetime(2026, 11, 19, 5, 30), "Tashkent")
        self.assertEqual(events[0].code, "99.99.99.99", "nothing is lost")
        self.assertEqual(self.point.alarm_count, 2)

    def test_header_in_uzbek_and_russian(self):
        for header in ("Hisoblagich;Vaqt;Hodisa", "Счётчик;Время;Событие"):
            rows = event_table.read_events(self._csv("RC1;19.11.2026;X", header=header))
            self.assertEqual(rows[0].item.code, "X")

    def test_bad_files(self):
        for data, text in (
            (b"{}", "no message of a head-end"),
            (b"{", "no message of a head-end"),
            (b'{"payload": 5}', "no message of a head-end"),
            (b"", "empty"),
            (self._csv("1;2", header="A;B"), "no column for: serial, time, code"),
        ):
            with self.subTest(data):
                message = self._receive(data)
                self.assertEqual(message.state, "refused")
                self.assertIn(text, message.reason)

    def test_rows_of_a_message(self):
        event = {
            "Asset": {"mRID": "RC1"},
            "EndDeviceEventType": {"ref": "3.12.29.212"},
            "createdDateTime": "2026-11-19T10:00:00+05:00",
        }
        broken = [5, {}, event | {"createdDateTime": "x"}, event]
        message = self._receive(
            json.dumps({"payload": {"EndDeviceEvents": broken}}).encode(), "m.json"
        )
        self.assertEqual((message.accepted, message.refused), (1, 3))
        self.assertEqual(self._get_events().type_id.code, "TERMINAL-OPEN")

    def test_instants(self):
        self.assertEqual(
            head_end.instant("2026-11-20T10:00:00+05:00"), datetime(2026, 11, 20, 5)
        )
        self.assertEqual(
            head_end.instant("2026-11-20T10:00:00"), datetime(2026, 11, 20, 5)
        )
        self.assertEqual(head_end.text_of(NOW), "2026-11-20T08:00:00+00:00")

    def test_meter_of_another_district(self):
        foreign = self._create_meter("RC9", self.district_b)
        message = self._receive(self._csv("RC9;19.11.2026;COVER-OPEN;"))
        self.assertEqual(message.line_ids.code, "unknown_meter")
        self.assertFalse(self.Event.search([("device_id", "=", foreign.id)]))

    def test_where_the_meter_hung_then(self):
        message = self._receive(self._csv("RC1;19.11.2025 10:30;COVER-OPEN;"))
        self.assertEqual(message.state, "done")
        self.assertFalse(self._get_events().usage_point_id, "before it was hung")

    def test_work_on_events(self):
        self._receive(self._csv("RC1;19.11.2026 10:30;COVER-OPEN;"))
        event = self._get_events().with_user(self.engineer)
        action = event.action_open_work_order()
        order = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((order.kind, order.usage_point_id), ("check", self.point))
        self.assertEqual(event.action_open_work_order()["res_id"], order.id)
        self.assertEqual((event.state, event.seen_by_id), ("seen", self.engineer))
        event.note = "Seal broken, act 17"
        event.action_close()
        self.assertEqual(event.state, "closed")
        self.assertEqual(self.point.alarm_count, 0)
        with self.assertRaises(AccessError):
            event.write({"date": NOW})
        with self.assertRaises(AccessError):
            event.with_user(self.users["clerk_household"]).action_close()
        with self.assertRaises(AccessError):
            event.unlink()

    def test_points_with_alarms_are_found(self):
        self._receive(self._csv("RC1;19.11.2026 10:30;COVER-OPEN;"))
        domain = [("event_ids", "any", [("state", "=", "new"), ("severity", "=", "3")])]
        self.assertIn(self.point, self.env["elektrohisob.usage.point"].search(domain))

    def test_kinds_are_shipped_in_three_languages(self):
        kind = self.env["elektrohisob.meter.event.type"]._find("3.26.25.85")
        self.assertEqual(kind.with_context(lang="en_US").name, "Phase lost")
        self.assertEqual(kind.with_context(lang="uz_UZ").name, "Faza yoʻqoldi")
        self.assertEqual(kind.with_context(lang="ru_RU").name, "Обрыв фазы")
        with self.assertRaises(UserError):
            self._receive(self._csv("RC1;19.11.2026 10:30;PHASE-LOSS;"))
            kind.unlink()

    def test_night_of_the_replacement(self):
        """20 November 01:30 in Tashkent is the 19th in Greenwich: the meter hangs at
        its new point from the 20th on, whoever loads the file."""
        meter = self.installation.meter_id
        self.installation.date_end = "2026-11-19"
        point = self.env["elektrohisob.usage.point"].create(
            {"account_id": self.account.id, "code": "N2"}
        )
        self.installation.create(
            {
                "usage_point_id": point.id,
                "meter_id": meter.id,
                "date_start": "2026-11-20",
            }
        )
        self.engineer.tz = "America/New_York"
        self._receive(self._csv("RC1;20.11.2026 01:30;COVER-OPEN;"))
        self.assertEqual(self._get_events().usage_point_id, point)
        self.engineer.tz = False
        self._receive(self._csv("RC1;19.11.2026 23:30;COVER-OPEN;"), name="n.csv")
        event = self._get_events().sorted("date")[0]
        self.assertEqual(event.usage_point_id, self.point)
