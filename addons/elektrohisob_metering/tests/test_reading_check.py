from datetime import datetime

from freezegun import freeze_time

from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestReadingCheck(MeteringCommon):
    """Doubts about state and history, and what became of the readings stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2020-01-01")
        cls.meter = cls._create_installation(
            cls.account, "A1", start="2023-01-01", opening=0
        )
        cls._read(cls.meter, ("2026-02-01", 11000), decision="Seen")
        cls._read(cls.meter, ("2026-03-01", 11300), ("2026-04-01", 11600))

    def _check(self, day, value, **row):
        row |= {"installation_id": self.meter.id, "date": day, "value": str(value)}
        outcome = self.Reading._accept([row], source="sheet")[0]
        return outcome["state"], outcome["code"]

    def _get_counts(self, code):
        rule = self.env["elektrohisob.reading.check"].search([("code", "=", code)])
        rule = rule.with_context(allowed_company_ids=self.account.company_id.ids)
        rule.invalidate_recordset()
        return (rule.waiting_count, rule.true_count, rule.false_count)

    def test_far_less_than_usual(self):
        self.assertEqual(self._check("2026-05-01", 11610), ("parked", "R14"))
        self.assertEqual(self._check("2026-05-02", 11900), ("accepted", ""))

    def test_standing_register_is_marked(self):
        self.assertEqual(self._check("2026-05-01", 11600), ("parked", "R14"))
        self.assertEqual(self._check("2026-06-01", 11600), ("accepted", "R15"))
        reading = self.meter.reading_ids.filtered(lambda r: r.check_code == "R15")
        self.assertEqual(reading.state, "valid")
        self.assertIn("2026", reading.check_note)

    def test_what_a_check_said_is_read_in_any_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["res.lang"]._activate_lang("uz_UZ")
        self._check("2026-05-01", 11610)
        reading = self.meter.reading_ids.filtered(lambda r: r.state == "queued")
        for lang, word in (("en_US", "usual"), ("ru_RU", "обычн"), ("uz_UZ", "odat")):
            note = reading.with_context(lang=lang).check_note
            self.assertIn(word, note)
            self.assertIn("11610", note)
            # 11 600 kWh in 1186 days are 293.4 in 30
            self.assertIn("10 k", note.replace("к", "k").replace("В", "W"))
            self.assertIn("293", note)

    def test_energy_while_disconnected(self):
        point = self.meter.usage_point_id
        point.write(
            {"connection_state": "disconnected", "connection_date": "2026-04-01"}
        )
        self.assertEqual(self._check("2026-05-01", 11650), ("parked", "R17"))
        point.connection_state = "connected"
        self.assertEqual(str(point.connection_date), "2026-11-20")
        self.assertEqual(self._check("2026-05-01", 11660), ("accepted", ""))

    def test_greatest_current_of_the_meter(self):
        self.meter_type.current = "5(10)"  # 2.3 kW: 1656 kWh in 30 days
        self.assertEqual(self._check("2026-05-01", 11600 + 1822), ("parked", "R18"))

    def test_register_the_meter_has_not(self):
        state = self._check("2026-05-01", 11900, reading_type="X+")
        self.assertEqual(state, ("refused", "R16"))

    def test_long_ago(self):
        self.assertEqual(self._check("2023-03-01", 10), ("parked", "R19"))

    def test_findings_are_counted(self):
        before = self._get_counts("R14")
        self._check("2026-05-01", 11601)
        self._check("2026-05-02", 11602)
        self._check("2026-05-03", 11603)
        queued = self.meter.reading_ids.filtered(lambda r: r.state == "queued")
        self.assertEqual(len(queued), 3)
        self.assertEqual(self._get_counts("R14"), (before[0] + 3, *before[1:]))
        queued = queued.sorted("date")
        queued[0]._decide("accept", "Nobody was at home")
        queued[1]._decide("refuse", "Not legible")
        queued[2]._correct(value="11930", note="Digits swapped")
        waiting, right, wrong = before
        self.assertEqual(self._get_counts("R14"), (waiting, right + 2, wrong + 1))
