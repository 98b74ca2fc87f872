import base64
from datetime import date, datetime

from freezegun import freeze_time

from . import askue
from .common import MeteringCommon

MESSAGE = "http://iec.ch/TC57/2011/schema/message"
DELTA = "0.0.5.4.1.2.12.0.0.0.0.0.0.0.0.3.72.0"
EXPORT = "0.0.5.4.19.2.12.0.0.0.0.0.0.0.0.0.72.0"
REGISTER = "0.0.0.1.1.2.12.0.0.0.0.0.0.0.0.3.72.0"
PROFILE = "0.0.2.9.1.2.12.0.0.0.0.0.0.0.0.3.72.0"
VOLTAGE = "0.0.2.6.0.2.54.0.0.0.0.0.0.0.128.0.29.0"


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestCimMeterReadings(MeteringCommon):
    """IEC 61968-9: registers become readings, intervals become days of channels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(cls.account, "WT20069447", opening=0)
        cls.user = cls.users["engineer"]

    def _receive(self, data, name="meterreadings.xml", code="cim_meterreadings"):
        Provider = self.env["elektrohisob.exchange.provider"].with_user(self.user)
        content = base64.b64encode(data).decode()
        return Provider.receive_file(code=code, file_name=name, content=content)

    def _message(self, *blocks, serial="WT20069447", sent="2026-11-02T08:00:00+05:00"):
        return (
            f'<EventMessage xmlns="{MESSAGE}"><Header><Verb>created</Verb>'
            f"<Noun>MeterReadings</Noun><Timestamp>{sent}</Timestamp>"
            f"<Source>HES</Source></Header><Payload><MeterReadings><MeterReading>"
            f"{''.join(blocks)}<Meter><Names><name>{serial}</name></Names></Meter>"
            "</MeterReading></MeterReadings></Payload></EventMessage>"
        ).encode()

    def _intervals(self, ref, *pairs, quality="1.0.0"):
        rows = "".join(
            f"<IntervalReadings><timeStamp>{stamp}</timeStamp><value>{value}</value>"
            f'<ReadingQualities><ReadingQualityType ref="{quality}"/>'
            "</ReadingQualities></IntervalReadings>"
            for stamp, value in pairs
        )
        return f'<IntervalBlocks>{rows}<ReadingType ref="{ref}"/></IntervalBlocks>'

    def _register(self, stamp, value, ref=REGISTER):
        return (
            f"<Readings><timeStamp>{stamp}</timeStamp><value>{value}</value>"
            f'<ReadingType ref="{ref}"/></Readings>'
        )

    def _day(self, kind="A+"):
        return self.env["elektrohisob.interval.day"].search(
            [
                ("channel_id.point_code", "=", "WT20069447"),
                ("channel_id.reading_type", "=", kind),
                ("state", "=", "valid"),
            ]
        )

    def test_sample(self):
        path = askue.SAMPLES / "cim_meterreadings" / "hes_event_meterreadings_LP.xml"
        if not path.exists():
            self.skipTest("no samples here")
        protocol = self._receive(path.read_bytes())
        self.assertEqual((protocol["state"], protocol["totals"]["values"]),
                         ("done", 4))  # fmt: skip
        # 6519.1396 − 6519.0955 in the quarter of an hour from 03:45 in Tashkent
        self.assertEqual(protocol["totals"]["sum"], 13_039.9067)
        values, qualities = self._day()._get_profile()[self._day().id]
        self.assertEqual((values[15], qualities[15], sum(values)), (44, 0, 44))
        self.assertEqual(qualities.count(2), 95)

    def test_registers_become_readings(self):
        protocol = self._receive(
            self._message(
                self._register("2026-11-01T00:00:00+05:00", "150.5"),
                self._register("2026-11-01T19:00:00+00:00", "160"),
            )
        )
        self.assertEqual((protocol["state"], protocol["accepted"]), ("done", 2))
        readings = self.Reading.search(
            [("installation_id", "=", self.meter.id), ("source", "=", "remote")]
        )
        self.assertEqual(
            sorted((reading.date, reading.value) for reading in readings),
            [(date(2026, 11, 1), 150.5), (date(2026, 11, 2), 160)],
        )

    def test_intervals_come_piece_by_piece(self):
        first = self._intervals(DELTA, ("2026-11-01T00:30:00+05:00", "1.5"))
        second = self._intervals(
            DELTA, ("2026-11-01T01:00:00+05:00", "2.5"), quality="2.8.0"
        )
        self._receive(self._message(first))
        channel = self._day().channel_id
        self.assertEqual(channel.usage_point_id, self.meter.usage_point_id)
        self.assertFalse(channel.coefficient_applied)
        later = "2026-11-02T09:00:00+05:00"
        self._receive(self._message(second, sent=later))
        values, qualities = self._day()._get_profile()[self._day().id]
        self.assertEqual((values[:3], qualities[:3]), ([1500, 2500, 0], [0, 1, 2]))
        again = self._receive(self._message(first, sent="2026-11-02T10:00:00+05:00"))
        self.assertEqual(again["totals"]["repeats"], 1)

    def test_profile_of_a_register(self):
        profile = self._intervals(
            PROFILE,
            ("2026-11-01T23:45:00+05:00", "100"),
            ("2026-11-02T00:00:00+05:00", "101"),
            ("2026-11-02T00:15:00+05:00", "103"),
        )
        protocol = self._receive(self._message(profile))
        self.assertEqual(protocol["accepted"], 3)  # two days and a reading
        self.assertEqual(self._day().mapped("wh"), [2000, 1000])
        reading = self.Reading.search(
            [("installation_id", "=", self.meter.id), ("source", "=", "remote")]
        )
        self.assertEqual((reading.date, reading.value), (date(2026, 11, 2), 101))

    def test_export_and_units(self):
        block = self._intervals(EXPORT, ("2026-11-01T00:30:00+05:00", "1500"))
        self._receive(self._message(block))
        self.assertEqual(self._day("A-").wh, 1500)

    def test_what_is_refused(self):
        tests = {
            "other_unit": self._message(self._intervals(VOLTAGE, ("2026-11-01", "1"))),
            "I09": self._message(self._register("2026-11-01", "5"), serial="NONE"),
            "value": self._message(
                self._intervals(DELTA, ("2026-11-01T00:30:00", "1e3"))
            ),
        }
        for code, data in tests.items():
            with self.subTest(code=code):
                protocol = self._receive(data)
                self.assertEqual(protocol["state"], "refused", protocol)
                self.assertEqual(protocol["refusals"][0]["code"], code)
        for name, data in {"rss": b"<rss/>", "none": self._message()}.items():
            protocol = self._receive(data, name)
            self.assertEqual(protocol["state"], "refused")
            self.assertIn(name, protocol["reason"])

    def test_green_button(self):
        folder = askue.SAMPLES / "green_button"
        if not folder.exists():
            self.skipTest("no samples here")
        sums = {
            "TestGBDataHourlyNineDaysBinnedDaily": (216, 199.563, 9),
            "cew821_sample_greenbutton_data": (362, 291.018, 16),
            "electric_containerized": (8, 4.086, 1),
        }
        for name, (values, total, days) in sums.items():
            data = (folder / f"{name}.xml").read_bytes()
            with self.subTest(name=name):
                protocol = self._receive(data, f"{name}.xml", "green_button")
                totals = protocol["totals"]
                self.assertEqual((totals["values"], totals["sum"]), (values, total))
                self.assertEqual((totals["taken"], protocol["parked"]), (total, days))
        data = (folder / "gas_direct.xml").read_bytes()
        protocol = self._receive(data, "gas.xml", "green_button")
        self.assertEqual(protocol["state"], "refused")
        self.assertIn("not electricity", protocol["reason"])
