import base64
import io
import zipfile
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError

from ..adapters import intervals, plain_periods, xml_file
from . import askue
from .common import MeteringCommon

DAY = [10] * 48
IN, OUT, REACTIVE = (askue.POINT, "01"), (askue.POINT, "02"), (askue.POINT, "03")


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestAskue(MeteringCommon):
    """Layouts 80020 and 80040: days of channels in, each with its reason if not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.installation = cls._create_installation(cls.account, "A1", opening=0)
        cls.point = cls.installation.usage_point_id
        cls.Day = cls.env["elektrohisob.interval.day"]
        cls.Channel = cls.env["elektrohisob.channel"]
        cls.user = cls.users["engineer"]

    def _channel(self, reading_type="A+", **vals):
        return self.Channel.create(
            {
                "area_code": askue.AREA,
                "point_code": askue.POINT,
                "reading_type": reading_type,
                "usage_point_id": self.point.id,
                **vals,
            }
        )

    def _receive(self, data, name="80020_200000001_20261101_1.xml", code="askue_80020"):
        Provider = self.env["elektrohisob.exchange.provider"].with_user(self.user)
        content = base64.b64encode(data).decode()
        return Provider.receive_file(code=code, file_name=name, content=content)

    def _days(self, **options):
        domain = [("channel_id.point_code", "=", askue.POINT)]
        for key, value in options.items():
            domain.append((key, "=", value))
        return self.Day.search(domain, order="id")

    def _zip(self, **members):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(f"{name}.xml", content)
        return stream.getvalue()

    # === SAMPLES === #

    def test_samples(self):
        """Control sums of SOURCES.md, and the same by regular expressions.

        Of the derived 80040 that page gives the figures of another file (48,
        18 419 046): its two points hold 192 values, 103 056 in all."""
        folder = askue.SAMPLES / "80020"
        if not folder.exists():
            self.skipTest("no samples here")
        sums = {
            "80020_5257072937_20130414_4218_1300000300": (71, 3408, 9_019_691),
            "80020_600004_20080227_810": (2, 48, 18_419_046),
            "80020_7704181109_20130310_6811_1300001300": (46, 2208, 1_612_603),
            "DERIVED_80040_1834024515_20211031_4690_5600010900": (4, 192, 103_056),
        }
        for name, (channels, values, total) in sums.items():
            code = "askue_80040" if "80040" in name else "askue_80020"
            data = (folder / f"{name}.xml").read_bytes()
            with self.subTest(name=name):
                protocol = self._receive(data, f"{name}.xml", code)
                self.assertEqual((protocol["state"], protocol["parked"]),
                                 ("done", channels))  # fmt: skip
                totals = protocol["totals"]
                self.assertEqual((totals["values"], totals["sum"]), (values, total))
                self.assertEqual((totals["taken"], totals["receipt"]), (total, 2))
                days = self.Day.search([("message_id", "=", protocol["message_id"])])
                self.assertEqual(sum(days.mapped("wh")), total * 1000)
                arrays = days._get_profile().values()
                self.assertEqual(sum(map(len, (row[0] for row in arrays))), values)

    # === WHAT IS TAKEN === #

    def test_plain_and_other_channels_of_one_file(self):
        marked = [5] * 47 + ['<value status="1">7</value>']
        data = askue.layout({IN: DAY, OUT: marked, REACTIVE: DAY})
        parsed = plain_periods.PlainPeriods().take(data)
        self.assertEqual(parsed.count(b"<period "), 48)  # of the marked one only
        self._receive(data)
        found = {
            day.reading_type: (*day._get_profile()[day.id], day.doubtful)
            for day in self._days()
        }
        self.assertEqual(
            found,
            {
                "A+": ([10_000] * 48, [0] * 48, 0),
                "A-": ([5_000] * 47 + [7_000], [0] * 47 + [1], 1),
                "R+": ([10_000] * 48, [0] * 48, 0),
            },
        )

    def test_known_channel(self):
        channel = self._channel()
        protocol = self._receive(askue.layout({IN: DAY}))
        self.assertEqual((protocol["state"], protocol["accepted"]), ("done", 1))
        self.assertEqual(protocol["totals"]["taken"], 480)
        self.assertEqual(protocol["totals"]["receipt"], 0)
        day = self._days()
        self.assertEqual(
            (day.channel_id, day.date, day.wh, day.kwh, day.number, day.company_id),
            (channel, date(2026, 11, 1), 480_000, 480, 1, self.district_a),
        )
        self.assertEqual(day._get_profile()[day.id], ([10_000] * 48, [0] * 48))
        self.assertEqual(channel.last_day, date(2026, 11, 1))
        message = self.env["elektrohisob.exchange.message"].browse(
            protocol["message_id"]
        )
        self.assertEqual(message.line_ids.account_id, self.account)
        self.assertTrue(day.chart)
        self.assertIn("<td", day.profile_table)

    def test_hours_any_order_and_capitals(self):
        self._channel()
        text = askue.layout({IN: range(24)}).decode("cp1251")
        sender = text[text.index("<sender>") : text.index("</sender>") + 9]
        text = text.replace(sender, "").replace("</message>", sender + "</message>")
        for tag in ("sender", "area", "inn", "period", "value", "measuringpoint"):
            capital = tag.capitalize()
            text = text.replace(f"<{tag}", f"<{capital}").replace(
                f"</{tag}>", f"</{capital}>"
            )
        text = text.replace('start="', 'Start="').replace("day>", "DAY>")
        protocol = self._receive(text.encode("cp1251"))
        self.assertEqual(protocol["state"], "done", protocol)
        values, qualities = self._days()._get_profile()[self._days().id]
        self.assertEqual(values, [hour * 1000 for hour in range(24)])
        self.assertEqual(set(qualities), {intervals.COMMERCIAL})

    def test_qualities_fractions_and_holes(self):
        self._channel()
        values = [
            '<value status="1" extendedstatus="1114">7</value>',
            '<value status="1"/>',
            "<value>1,5</value>",
            "<value>0.0004</value>",
            "<value>0.0004</value>",
            *[2] * 43,
        ]
        text = askue.layout({IN: DAY}).decode("cp1251")
        start, end = text.index("<period"), text.rindex("</period>") + 9
        text = text[:start] + askue.periods(values[:46]) + text[end:]
        text = text.replace(askue.periods(DAY), askue.periods(values))
        protocol = self._receive(text.encode("cp1251"))
        self.assertEqual((protocol["accepted"], protocol["refused"]), (1, 0), protocol)
        day = self._days()
        found, qualities = day._get_profile()[day.id]
        self.assertEqual(qualities[:3] + qualities[-2:], [1, 2, 0, 2, 2])
        self.assertEqual(found[:6], [7000, 0, 1500, 0, 1, 2000])
        self.assertEqual((day.missing, day.doubtful), (3, 1))
        line = self.env["elektrohisob.exchange.line"].search(
            [("message_id", "=", protocol["message_id"])]
        )
        self.assertEqual(line.code, "I04")
        self.assertIn("extendedstatus=1114", line.raw)

    def test_archive_of_days_and_writer_zone(self):
        self._channel()
        comment = b"?>\n<!--App=X;GmtFrom=5;GmtTo=3-->"
        files = {
            f"d{day}": askue.layout({IN: DAY}, day=f"202611{day:02}", number=day)
            for day in (1, 2, 3)
        }
        files["d3"] = files["d3"].replace(b"?>", comment, 1)
        protocol = self._receive(self._zip(**files), "days.zip")
        self.assertEqual((protocol["accepted"], protocol["totals"]["gmt"]), (3, 3))
        self.assertEqual(self._days().mapped("number"), [1, 2, 3])

    def test_prosumer(self):
        self._channel()
        self._channel("A-")
        protocol = self._receive(askue.layout({IN: DAY, OUT: [1] * 48}))
        self.assertEqual(protocol["accepted"], 2)
        kwh = {day.reading_type: day.kwh for day in self._days()}
        self.assertEqual(kwh, {"A+": 480, "A-": 48})

    # === AGAIN AND AGAIN === #

    def test_same_again(self):
        self._channel()
        data = askue.layout({IN: DAY})
        self._receive(data)
        self.assertEqual(self._receive(data, "other.xml")["state"], "duplicate")
        protocol = self._receive(data + b"\n", "third.xml")
        self.assertEqual((protocol["state"], protocol["totals"]["taken"]), ("done", 0))
        self.assertEqual(protocol["totals"]["repeats"], 1)
        self.assertEqual(len(self._days()), 1)

    def test_newer_and_older(self):
        self._channel()
        self._receive(askue.layout({IN: DAY}, number=5))
        protocol = self._receive(askue.layout({IN: [11] * 48}, number=6))
        self.assertEqual(protocol["accepted"], 1)
        older = self._receive(askue.layout({IN: [9] * 48}, number=4))
        self.assertEqual(older["refusals"][0]["code"], "I07")
        earlier = askue.layout({IN: [8] * 48}, number=7, sent="20261101230000")
        self.assertEqual(self._receive(earlier)["refusals"][0]["code"], "I07")
        later = askue.layout({IN: [12] * 48}, number=1, sent="20261103080000")
        self.assertEqual(self._receive(later)["accepted"], 1)
        equal = askue.layout({IN: [13] * 48}, number=1, sent="20261103080000")
        self.assertEqual(self._receive(equal)["refusals"][0]["code"], "I08")
        self.assertEqual(self._days(state="valid").kwh, 576)
        self.assertEqual(self._days(state="replaced").mapped("kwh"), [480, 528])

    def test_late_days_settle_again(self):
        self._channel()
        self._settled_to(self.account, "2026-11-10")
        self._receive(askue.layout({IN: DAY}, day="20261115"))
        self.assertFalse(self.account.state_ids.dirty_from)
        data = askue.layout({IN: DAY}, day="20261103")
        self._receive(data)
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 11, 3))
        self._settled_to(self.account, "2026-11-10")
        self._receive(data + b" ")
        self.assertFalse(self.account.state_ids.dirty_from, "nothing changed")

    # === UNKNOWN CHANNELS === #

    def test_unknown_channel_waits_and_is_attached(self):
        self._settled_to(self.account, "2026-11-10")
        protocol = self._receive(askue.layout({IN: DAY, REACTIVE: DAY}))
        self.assertEqual((protocol["state"], protocol["parked"]), ("done", 2))
        self.assertEqual(protocol["refusals"][0]["code"], "I01")
        self.assertIn(askue.POINT, protocol["refusals"][0]["reason"])
        lines = self.env["elektrohisob.exchange.line"].search(
            [("message_id", "=", protocol["message_id"])], limit=1
        )
        self.assertFalse(lines.reason, "told from the figures")
        self.assertIn("не привязан", lines.with_context(lang="ru_RU").text)
        message = self.env["elektrohisob.exchange.message"].browse(
            protocol["message_id"]
        )
        action = message.line_ids[0].with_user(self.user).action_attach()
        self.assertEqual(action["res_model"], "elektrohisob.channel.attach")
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.user)
            .with_context(**action["context"])
            .create({"usage_point_id": self.point.id})
        )
        self.assertEqual(wizard.days, 2)
        wizard.action_attach()
        self.assertEqual((message.accepted, message.parked), (2, 0))
        self.assertEqual(message.line_ids.account_id, self.account)
        self.assertEqual(self.account.state_ids.dirty_from, date(2026, 11, 1))
        self.assertEqual(self._days().channel_id.usage_point_id, self.point)

    def test_channel_of_another_district_is_unknown(self):
        foreign = self._create_account(self.district_b)
        point = self._create_installation(foreign, "B1").usage_point_id
        self._channel(usage_point_id=point.id)
        self.user.company_ids |= self.district_b
        protocol = self._receive(askue.layout({IN: DAY}))
        self.assertEqual(protocol["parked"], 1)
        self.assertEqual(self._days().company_id, self.district_a)

    def test_channel_that_ended(self):
        channel = self._channel(date_end="2026-10-31")
        protocol = self._receive(askue.layout({IN: DAY}))
        self.assertEqual(protocol["refusals"][0]["code"], "I02")
        channel.date_end = False
        message = self.env["elektrohisob.exchange.message"].browse(
            protocol["message_id"]
        )
        message.with_user(self.user).action_read_again()
        self.assertEqual((message.state, message.accepted), ("done", 1))
        self.assertEqual(self._days().kwh, 480)

    # === WHAT IS REFUSED === #

    def test_bad_channels(self):
        self._channel()
        overlap = [*DAY[:-1], "<value>1</value></period>"
                   '<period start="0000" end="0030"><value>5</value>']  # fmt: skip
        odd = askue.layout({IN: DAY}).replace(b'end="0030"', b'end="0045"')
        tests = {
            "negative": askue.layout({IN: [-1, *DAY[1:]]}),
            "too_large": askue.layout({IN: [2_200_000, *DAY[1:]]}),
            "value": askue.layout({IN: ["<value>1e9</value>", *DAY[1:]]}),
            "overlap": askue.layout({IN: overlap}),
            "periods": odd,
            "no_channel": askue.layout({(askue.POINT, "07"): DAY}),
            "I03": askue.layout({IN: DAY}, day="20261121"),
        }
        for code, data in tests.items():
            with self.subTest(code=code):
                protocol = self._receive(data)
                self.assertEqual((protocol["state"], protocol["refused"]),
                                 ("refused", 1))  # fmt: skip
                refusal = protocol["refusals"][0]
                self.assertEqual(refusal["code"], code)
                self.assertGreater(len(refusal["reason"]), 30)
        self.assertFalse(self._days())

    def test_hostile_files(self):
        """Refused whole with a sentence; nothing but the journal knows of them."""
        good = askue.layout({IN: DAY})
        head = b'<?xml version="1.0"?>'
        laughs = (
            b'<!DOCTYPE m [<!ENTITY a "ha">'
            + b"".join(
                f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode()
                for n in range(9)
            )
            + b"]><message>&j;</message>"
        )
        xxe = (
            b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b'<message class="80020">&x;</message>'
        )
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.xml", b" " * (60 * 2**20))
        packed = self._zip(a=good)
        locked = bytearray(packed)
        locked[6] |= 1
        locked[locked.index(b"PK\x01\x02") + 8] |= 1
        files = {
            "empty": b"",
            "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "words": b"Salom, hammaga!",
            "cut": good[:-300],
            "cut_zip": packed[:-40],
            "damaged_zip": packed[:60] + b"xxxxxxxx" + packed[68:],
            "nested": self._zip(a=packed),
            "locked": bytes(locked),
            "bomb": bomb.getvalue(),
            "laughs": head + laughs,
            "xxe": head + xxe,
            "xxe16": (head + xxe).decode().encode("utf-16"),
            "wrong_declared": good.replace(b"windows-1251", b"utf-8"),
            "wrong_written": good.decode("cp1251").encode("utf-8"),
            "no_encoding": good.replace(b"windows-1251", b"klingon-8"),
            "foreign": head + b'<rss version="2.0"><channel/></rss>',
            "other_class": askue.layout({IN: DAY}, layout="80040"),
            "no_day": good.replace(b"20261101", b"20261399"),
            "nothing": askue.layout({}),
            "deep": head + b"<a>" * 5000 + b"</a>" * 5000,
        }
        for name, data in files.items():
            with self.subTest(name=name):
                protocol = self._receive(data, f"{name}.xml")
                self.assertEqual((protocol["state"], protocol["accepted"]),
                                 ("refused", 0))  # fmt: skip
                self.assertIn(f"{name}.xml", protocol["reason"])
                self.assertGreater(len(protocol["reason"]), 30)
                self.assertNotIn("root:", protocol["reason"])
        self.assertFalse(self.Channel.search([("point_code", "=", askue.POINT)]))

    def test_200_mb(self):
        provider = self.env["elektrohisob.exchange.provider"].with_user(self.user)
        provider = provider._find_provider("askue_80020")
        size = 4 * xml_file.MAX_BYTES
        message = provider._receive("big.xml", b" <" * (size // 2))
        self.assertEqual(message.state, "refused")
        self.assertIn("200 MB", message.reason)
        self.assertFalse(message.content)

    def test_no_declaration(self):
        self._channel()
        data = askue.layout({IN: DAY})
        data = data[data.index(b"?>") + 2 :]
        self.assertEqual(self._receive(data)["state"], "done")

    def test_rights(self):
        data = askue.layout({IN: DAY})
        for role in ("cashier", "accountant", "manager", "auditor"):
            self.user = self.users[role]
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._receive(data)

    def test_provider_of_every_district(self):
        self._receive(askue.layout({IN: DAY}))
        Provider = self.env["elektrohisob.exchange.provider"]
        other = Provider.with_company(self.district_b)._find_provider("askue_80020")
        self.assertEqual(other.company_id, self.district_b)
        self.assertEqual(other.code, f"askue_80020_{self.district_b.id}")
        again = Provider.with_company(self.district_b)._find_provider("askue_80020")
        self.assertEqual(again, other)
