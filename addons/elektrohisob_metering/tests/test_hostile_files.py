import base64
import io
import zipfile
from datetime import datetime

from freezegun import freeze_time

from ..adapters import xml_file
from . import askue
from .common import MeteringCommon

DELTA = "0.0.5.4.1.2.12.0.0.0.0.0.0.0.0.3.72.0"
REGISTER = "0.0.0.1.1.2.12.0.0.0.0.0.0.0.0.3.72.0"
LAUGHS = (
    '<!DOCTYPE m [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><m>&j;</m>"
)
XXE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>'
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
# half an hour of 1 November 2026 in Tashkent, in seconds since 1970
HALF_PAST, LATER = 1793473200, 1793475000


def cim(*rows, ref=DELTA):
    """A message of one meter; ``rows``: (time, value)."""
    register = ref == REGISTER
    tag = "Readings" if register else "IntervalReadings"
    kind = f'<ReadingType ref="{ref}"/>'
    cells = "".join(
        f"<{tag}><timeStamp>{stamp}</timeStamp><value>{value}</value>"
        f"{kind if register else ''}</{tag}>"
        for stamp, value in rows
    )
    body = cells if register else f"<IntervalBlocks>{cells}{kind}</IntervalBlocks>"
    return (
        f"{HEAD}<EventMessage><Header><Source>Йўл</Source></Header><Payload>"
        f"<MeterReadings><MeterReading>{body}<Meter><Names><name>H1</name></Names>"
        "</Meter></MeterReading></MeterReadings></Payload></EventMessage>"
    ).encode()


def green(*rows):
    """A feed of one point; ``rows``: (seconds since 1970, Wh)."""
    cells = "".join(
        f"<IntervalReading><timePeriod><duration>1800</duration><start>{start}</start>"
        f"</timePeriod><value>{value}</value></IntervalReading>"
        for start, value in rows
    )
    base = "https://x/resource/UsagePoint/1"
    parts = (
        (base, "", "<UsagePoint><ServiceCategory><kind>0</kind></ServiceCategory>"
                   "</UsagePoint>"),
        (f"{base}/MeterReading/1", "https://x/ReadingType/1", "<MeterReading/>"),
        ("https://x/ReadingType/1", "", "<ReadingType><flowDirection>1</flowDirection>"
         "<intervalLength>1800</intervalLength><uom>72</uom></ReadingType>"),
        (f"{base}/MeterReading/1/IntervalBlock/1", "",
         f"<IntervalBlock>{cells}</IntervalBlock>"),
    )  # fmt: skip
    entries = "".join(
        f'<entry><link rel="self" href="{own}"/><link rel="related" href="{other}"/>'
        f"<title>Йўл</title><content>{content}</content></entry>"
        for own, other, content in parts
    )
    return f"{HEAD}<feed><title>x</title>{entries}</feed>".encode()


def pack(data, name="a.xml"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


GOOD = {
    "cim_meterreadings": cim(("2026-11-01T00:30:00+05:00", "1.5")),
    "green_button": green((HALF_PAST, 1500)),
}


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestHostileFiles(MeteringCommon):
    """What strangers may send as MeterReadings or Green Button: refused with a
    sentence in the user's language, and no trace of it in the data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.meter = cls._create_installation(cls.account, "H1", opening=0)
        for lang in ("uz_UZ", "ru_RU"):
            cls.env["res.lang"]._activate_lang(lang)

    def _receive(self, code, data, name="a.xml", lang="en_US"):
        Provider = self.env["elektrohisob.exchange.provider"].with_context(lang=lang)
        return Provider.with_user(self.users["engineer"]).receive_file(
            code=code, file_name=name, content=base64.b64encode(data).decode()
        )

    def _tell(self, protocol):
        """Reasons of the message in the languages of the installation."""
        messages = self.env["elektrohisob.exchange.message"]
        message = messages.browse(protocol["message_id"])
        return {
            message.with_context(lang=lang).reason_text
            for lang in ("en_US", "uz_UZ", "ru_RU")
        }

    def _assert_no_trace(self):
        self.assertFalse(self.env["elektrohisob.interval.day"].search([]))
        self.assertFalse(self.env["elektrohisob.channel"].search([]))
        self.assertEqual(self.meter.reading_ids.mapped("source"), ["act"])

    def _get_files(self, code):
        """Files refused whole: name → bytes."""
        good = GOOD[code]
        bomb = pack(b" " * (xml_file.MAX_BYTES + 2**20))
        many = io.BytesIO()
        with zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(xml_file.MAX_MEMBERS + 1):
                archive.writestr(f"{number}.xml", b"<a/>")
        return {
            "empty": b"",
            "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "cut": good[:-40],
            "cut_zip": pack(good)[:-30],
            "nested": pack(pack(good)),
            "bomb": bomb,
            "many": many.getvalue(),
            "laughs": (HEAD + LAUGHS).encode(),
            "xxe": (HEAD + XXE).encode(),
            "xxe16": XXE.encode("utf-16"),
            "foreign": b'<rss version="2.0"><channel/></rss>',
            "layout": askue.layout({(askue.POINT, "01"): [1] * 48}),
            "encoding": good.decode().encode("cp1251", "replace"),
            "klingon": good.replace(b"utf-8", b"klingon-8"),
            "deep": b"<a>" * 5000 + b"</a>" * 5000,
            "no_values": (cim if code == "cim_meterreadings" else green)(),
        }

    def test_files_refused_whole(self):
        for code in GOOD:
            for name, data in self._get_files(code).items():
                with self.subTest(code=code, name=name):
                    protocol = self._receive(code, data, f"{name}.xml")
                    self.assertEqual(
                        (protocol["state"], protocol["accepted"]), ("refused", 0)
                    )
                    self.assertIn(f"{name}.xml", protocol["reason"])
                    self.assertGreater(len(protocol["reason"]), 30)
                    self.assertNotIn("root:", protocol["reason"])
                    told = self._tell(protocol)
                    self.assertEqual(len(told), 3, "everybody in his own language")
                    self.assertIn(protocol["reason"], told)
        self._assert_no_trace()

    def test_200_mb(self):
        Provider = self.env["elektrohisob.exchange.provider"]
        for code in GOOD:
            provider = Provider.with_user(self.users["engineer"])._find_provider(code)
            size = 4 * xml_file.MAX_BYTES
            message = provider._receive("big.xml", b" <" * (size // 2))
            self.assertEqual(message.state, "refused")
            self.assertIn("200 MB", message.reason)
            self.assertFalse(message.content)
        self._assert_no_trace()

    def test_rows_of_meter_readings(self):
        """Times and numbers beyond all sense; each row has its code and sentence."""
        good = "2026-11-01T00:30:00+05:00"
        intervals = {
            "year 1": ("day", ("0001-01-01T00:00:00", "1")),
            "year 1 with a zone": ("day", ("0001-01-01T00:00:00+05:00", "1")),
            "year 9999": ("day", ("9999-12-31T23:59:59-11:00", "1")),
            "no time": ("day", ("tomorrow", "1")),
            "before metering": ("I11", ("1999-12-31T23:30:00+05:00", "1")),
            "future": ("I03", ("2027-01-01T00:30:00+05:00", "1")),
            "64 bits": ("too_large", (good, "9223372036854775808")),
            "not a number": ("value", (good, "NaN")),
            "infinite": ("value", (good, "-INF")),
            "negative": ("negative", (good, "-1")),
            "two values": ("overlap", (good, "1"), (good, "2")),
        }
        registers = {
            "register of the year 1": ("day", ("0001-01-01T00:00:00Z", "5")),
            "register of 9999": ("day", ("9999-12-31T00:00:00Z", "5")),
            "register of 64 bits": ("R04", (good, "18446744073709551616")),
            "register that is no number": ("value", (good, "NaN")),
            "register below zero": ("R04", (good, "-5")),
            "two states of a register": ("twice", (good, "5"), (good, "6")),
            "register in the future": ("R03", ("2027-01-01T00:00:00+05:00", "5")),
        }
        for name, (code, *rows) in (intervals | registers).items():
            ref = REGISTER if name in registers else DELTA
            self._check_row("cim_meterreadings", name, cim(*rows, ref=ref), code)
        self._assert_no_trace()

    def test_rows_of_green_button(self):
        tests = {
            "year 1": ("day", (-62135596800, 1)),
            "year 5138": ("day", (99999999999, 1)),
            "year 9999": ("day", (253402300799, 1)),
            "no time": ("day", ("2026-11-01T00:00:00", 1)),
            "before metering": ("I11", (900_000_000, 1)),
            "future": ("I03", (HALF_PAST + 90 * 86_400, 1)),
            "64 bits": ("too_large", (HALF_PAST, 2**63)),
            "not a number": ("value", (HALF_PAST, "NaN")),
            "negative": ("negative", (HALF_PAST, -1)),
            "two values": ("overlap", (HALF_PAST, 1), (HALF_PAST, 2)),
        }
        for name, (code, *rows) in tests.items():
            self._check_row("green_button", name, green(*rows), code)
        self._assert_no_trace()

    def test_day_of_a_layout_in_the_year_1(self):
        data = askue.layout({(askue.POINT, "01"): [1] * 48}, day="00010101")
        self._check_row("askue_80020", "year 1", data, "I11")
        self._assert_no_trace()

    def _check_row(self, provider, name, data, code):
        with self.subTest(provider=provider, name=name):
            reasons = set()
            for lang, blank in (("en_US", b""), ("uz_UZ", b"\n"), ("ru_RU", b"\n\n")):
                protocol = self._receive(provider, data + blank, lang=lang)
                self.assertEqual(protocol["state"], "refused", protocol)
                self.assertEqual(protocol["refusals"][0]["code"], code)
                reasons.add(protocol["refusals"][0]["reason"])
            self.assertGreater(min(map(len, reasons)), 30)
            self.assertEqual(len(reasons), 3, "a sentence in every language")

    def test_times_without_a_zone_are_of_tashkent(self):
        data = cim(("2026-11-01T00:30:00", "1.5"), ("2026-11-01T01:00:00", "2"))
        self.assertEqual(self._receive("cim_meterreadings", data)["accepted"], 1)
        day = self.env["elektrohisob.interval.day"].search([])
        self.assertEqual(day._get_profile()[day.id][0][:3], [1500, 2000, 0])

    def test_same_value_twice_is_one(self):
        data = green((HALF_PAST, 1500), (HALF_PAST, 1500), (LATER, 700))
        protocol = self._receive("green_button", data)
        self.assertEqual((protocol["parked"], protocol["refused"]), (1, 0))
        self.assertEqual(self.env["elektrohisob.interval.day"].search([]).wh, 2200)
