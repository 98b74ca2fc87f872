import base64
import json
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError

from .common import MeteringCommon


@freeze_time(datetime(2026, 2, 20, 8, 0))
class TestReadingSms(MeteringCommon):
    """Text messages of consumers become readings, or a sentence to send back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(
            date_open="2026-01-01", phone="71 200 00 00, 90-111-22-33"
        )
        cls.meter = cls._create_installation(cls.account, "M1", opening=100)
        cls.provider = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "2100",
                "code": "sms-2100",
                "kind": "reading_sms",
                "company_id": cls.district_a.id,
            }
        )

    def _receive(self, *texts, role="engineer", time="2026-02-01T21:30:00+00:00"):
        rows = [{"phone": "+998901112233", "time": time, "text": t} for t in texts]
        data = base64.b64encode(json.dumps(rows).encode()).decode()
        Provider = self.env["elektrohisob.exchange.provider"]
        return Provider.with_user(self.users[role]).receive_file(
            code="sms-2100", file_name="sms.json", content=data
        )

    def test_messages(self):
        number = self.account.number
        protocol = self._receive(
            f"Ko‘rsatkich {number[:5]} {number[5:]} 180,5",
            "Svet yoq",
            "KORSATKICH 9999900000001 5",
            f"ПОКАЗАНИЕ {number} 99999",
        )
        self.assertEqual(
            (protocol["accepted"], protocol["refused"], protocol["parked"]), (1, 2, 1)
        )
        self.assertEqual(
            [(row["line"], row["code"]) for row in protocol["refusals"]][:2],
            [(2, "SMS"), (3, "R01")],
        )
        self.assertIn("KORSATKICH", protocol["refusals"][0]["reason"])
        reading = self.meter.reading_ids.filtered(lambda r: r.source == "sms")
        valid = reading.filtered(lambda r: r.state == "valid")
        # half past nine of London is the next day in Tashkent
        self.assertEqual((str(valid.date), valid.value), ("2026-02-02", 180.5))
        self.assertEqual(valid.message_id.id, protocol["message_id"])

    def test_from_a_telephone_of_somebody_else(self):
        """The reading waits, with the number in the language of the reader."""
        self.account.phone = "+998 71 200-00-00"
        protocol = self._receive(f"KORSATKICH {self.account.number} 180")
        self.assertEqual((protocol["accepted"], protocol["parked"]), (0, 1))
        reading = self.meter.reading_ids.filtered(lambda r: r.source == "sms")
        self.assertEqual((reading.state, reading.check_code), ("queued", "R22"))
        self.assertIn("998901112233", reading.check_note)
        objections = [row["code"] for row in reading._get_objections()]
        self.assertEqual(objections, ["R22"])
        reading._decide("accept", "The son called")
        self.assertEqual(reading.state, "valid")

    def test_an_account_without_a_telephone(self):
        self.account.phone = False
        protocol = self._receive(f"KORSATKICH {self.account.number} 180")
        self.assertEqual(protocol["parked"], 1)

    def test_the_same_file_twice(self):
        text = f"KORSATKICH {self.account.number} 180"
        self._receive(text)
        self.assertEqual(self._receive(text)["state"], "duplicate")

    def test_no_messages(self):
        Provider = self.env["elektrohisob.exchange.provider"]
        for data in (b"\xff\xfe", b"{}", b"[1]", b"[" * 100_000):
            protocol = Provider.receive_file(
                code="sms-2100",
                file_name="sms.json",
                content=base64.b64encode(data).decode(),
            )
            self.assertEqual(protocol["state"], "refused")
            self.assertIn("JSON", protocol["reason"])

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self._receive("KORSATKICH 1 1", role="cashier")
