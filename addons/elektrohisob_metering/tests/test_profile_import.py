import base64
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import MeteringCommon

HEAD = "Точка учёта;Дата;Время;А+ кВт·ч;А- кВт·ч"


def table(*points, day="01.11.2026", value="1,5", head=HEAD):
    """48 half-hours of each point; its export is always 0."""
    rows = [head]
    for point in points:
        rows += [
            f"{point};{day};{m // 60:02}:{m % 60:02};{value};0"
            for m in range(0, 1440, 30)
        ]
    return "\r\n".join(rows).encode("cp1251")


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestProfileImport(MeteringCommon):
    """Tables of intervals (adapters profile_table, profile_days, profile_words): set up
    once, looked at before, loaded like any format."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.installation = cls._create_installation(
            cls.account, "P1", opening=0, multiplier=20
        )
        cls.point = cls.installation.usage_point_id
        cls.user = cls.users["engineer"]
        cls.Provider = cls.env["elektrohisob.exchange.provider"].with_user(cls.user)
        cls.provider = cls.Provider._find_provider("interval_table")

    def _wizard(self, data, name="table.csv"):
        return (
            self.env["elektrohisob.profile.import"]
            .with_user(self.user)
            .create({"file": base64.b64encode(data), "file_name": name})
        )

    def _receive(self, data, name="table.csv"):
        return self.Provider.receive_file(
            code="interval_table",
            file_name=name,
            content=base64.b64encode(data).decode(),
        )

    def _days(self, point="P-77"):
        return self.env["elektrohisob.interval.day"].search(
            [("channel_id.point_code", "=", point)]
        )

    # === WIZARD === #

    def test_look_before_loading(self):
        wizard = self._wizard(table("P-77"))
        wizard.action_read()
        roles = {c.name: c.role for c in wizard.column_ids if c.role}
        self.assertEqual(
            roles,
            {"Точка учёта": "point", "Дата": "date", "Время": "time",
             "А+ кВт·ч": "A+", "А- кВт·ч": "A-"},
        )  # fmt: skip
        wizard.action_check()
        self.assertEqual((wizard.rows, wizard.parked, wizard.kwh), (2, 2, 72))
        line = wizard.preview_ids[0]
        self.assertEqual((line.day, line.intervals, line.kwh, line.state),
                         (date(2026, 11, 1), 48, 72, "parked"))  # fmt: skip
        self.assertFalse(self._days(), "looking writes nothing")
        channels = self.env["elektrohisob.channel"].search(
            [("point_code", "=", "P-77")]
        )
        self.assertFalse(channels)
        action = wizard.action_import()
        message = self.env["elektrohisob.exchange.message"].browse(action["res_id"])
        self.assertEqual((message.state, message.parked), ("done", 2))
        self.assertEqual(message.totals["sum"], 72)
        self.assertEqual(self._days().mapped("kwh"), [72, 0])

    def test_columns_are_remembered_and_followed(self):
        """Units and a point for the whole file are set once; a moved column is found,
        and the file comes by the API, not by the wizard."""
        data = b"when;x;amount\r\n01.11.2026 00:00;-;24000\r\n"
        wizard = self._wizard(data)
        wizard.action_read()
        for column in wizard.column_ids:
            column.role = {"when": "date", "amount": "value"}.get(column.name)
        wizard.write({"unit": "wh", "point": "P-77", "is_primary": False})
        wizard.action_save()
        self.assertFalse(self._days())
        self.assertIn("when", self.provider.profile_layout_text)
        moved = b"amount;when\r\n24000;02.11.2026\r\n"
        self.assertEqual(self._receive(moved)["totals"]["sum"], 24)
        self.assertEqual(self._days().kwh, 24)
        self.assertFalse(self._days().channel_id.coefficient_applied)
        again = self._wizard(data)
        again.action_read()
        self.assertEqual((again.unit, again.point), ("wh", "P-77"))

    def test_values_of_a_day_in_columns(self):
        head = "Hisoblagich;Sana;" + ";".join(f"{h}:00" for h in range(24))
        data = f"{head}\nP1;01.11.2026;{';'.join(['1'] * 24)}\n".encode()
        wizard = self._wizard(data)
        wizard.action_read()
        self.assertEqual((wizard.slot_from, wizard.slot_to), (3, 26))
        wizard.slot_to = 25
        with self.assertRaisesRegex(UserError, "23 columns"):
            wizard.action_check()
        wizard.slot_to = 26
        wizard.is_primary = False
        wizard.action_check()
        self.assertEqual((wizard.accepted, wizard.kwh), (1, 24))
        wizard.action_import()
        channel = self._days("P1").channel_id
        self.assertEqual((channel.usage_point_id, channel.step), (self.point, 60))
        self.assertFalse(channel.coefficient_applied)

    def test_role_twice_and_no_table(self):
        wizard = self._wizard(table("P-77"))
        wizard.action_read()
        wizard.column_ids[1].role = "point"
        with self.assertRaisesRegex(UserError, "Two columns"):
            wizard.action_check()
        wizard.column_ids[1].role = False
        with self.assertRaisesRegex(UserError, "date"):
            wizard.action_check()
        with self.assertRaisesRegex(UserError, "not a table"):
            self._wizard(b"\x89PNG\r\n\x1a\n\0\0").action_read()

    def test_rights(self):
        self.user = self.users["cashier"]
        with self.assertRaises(AccessError):
            self._wizard(table("P-77"))

    # === LOADING === #

    def test_account_names_its_point(self):
        """A table that names accounts; the same file is a duplicate, the same days in
        another file are repeats, corrected values replace them."""
        head = "Лицевой счёт;Дата;Время;А+;А-"
        data = table(self.account.number, head=head)
        protocol = self._receive(data)
        self.assertEqual((protocol["state"], protocol["accepted"]), ("done", 2))
        days = self._days(self.account.number)
        self.assertEqual(days.usage_point_id, self.point)
        self.assertEqual(self._receive(data)["state"], "duplicate")
        again = self._receive(data + b"\r\n")
        self.assertEqual((again["totals"]["repeats"], again["totals"]["taken"]), (2, 0))
        better = table(self.account.number, head=head, value="2")
        self.assertEqual(self._receive(better)["totals"]["taken"], 96)
        valid = self._days(self.account.number).filtered(lambda d: d.state == "valid")
        self.assertEqual(sum(valid.mapped("kwh")), 96)

    def test_hostile_tables(self):
        """Refused whole with a sentence; nothing but the journal knows of them."""
        good = table("P-77")
        files = {
            "empty": b"",
            "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "words": b"Salom, hammaga!",
            "xml": b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>',
            "cut_workbook": b"PK\x03\x04" + b"x" * 60,
            "no_columns": b"A;B\n1;2\n",
            "header_only": good.split(b"\r\n")[0],
        }
        for name, data in files.items():
            with self.subTest(name=name):
                protocol = self._receive(data, f"{name}.csv")
                self.assertEqual((protocol["state"], protocol["accepted"]),
                                 ("refused", 0))  # fmt: skip
                self.assertIn(f"{name}.csv", protocol["reason"])
                self.assertGreater(len(protocol["reason"]), 30)
        self.assertFalse(self.env["elektrohisob.channel"].search([]))
