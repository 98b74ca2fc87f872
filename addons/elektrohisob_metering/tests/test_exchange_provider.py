import base64
import io
import struct
from datetime import date, datetime

from freezegun import freeze_time
from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError

from ..adapters import readings_table, tables
from .common import MeteringCommon


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestFilesOfReadings(MeteringCommon):
    """Files row by row: good rows in, the others named in the protocol."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = [cls._create_account(date_open="2026-01-01") for _ in range(4)]
        cls.meters = [
            cls._create_installation(account, f"F{number}", opening=100)
            for number, account in enumerate(cls.accounts)
        ]
        cls.provider = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Test readers",
                "code": "test-readings",
                "kind": "readings",
                "company_id": cls.district_a.id,
            }
        )
        cls.engineer = cls.users["engineer"]

    def _receive(self, data, name="readings.csv", code="test-readings"):
        Provider = self.env["elektrohisob.exchange.provider"].with_user(self.engineer)
        content = base64.b64encode(data).decode()
        return Provider.receive_file(code=code, file_name=name, content=content)

    def _csv(self, *rows, header="Hisob raqam;Sana;Ko‘rsatkich", encoding="utf-8"):
        return "\r\n".join((header, *rows)).encode(encoding)

    def _workbook(self, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _dbase(self, *rows):
        """A table of dBase III: texts of 20 signs in cp866."""
        names = ("ACCOUNT", "DATE", "VALUE")
        head = struct.pack("<4BIHH20x", 3, 126, 11, 1, len(rows), 32 * 4 + 1, 61)
        for name in names:
            head += struct.pack("<11sc4xB15x", name.encode(), b"C", 20)
        body = "".join(" " + "".join(cell.ljust(20) for cell in row) for row in rows)
        return head + b"\r" + body.encode("cp866") + b"\x1a"

    def _valid(self, index):
        return self.Reading.search(
            [
                ("installation_id", "=", self.meters[index].id),
                ("state", "=", "valid"),
                ("source", "=", "file"),
            ]
        )

    def test_csv_protocol(self):
        numbers = [account.number for account in self.accounts]
        data = self._csv(
            f"{numbers[0]};01.11.2026;150,5",
            f"{numbers[1][:5]} {numbers[1][5:]};2026-11-01;160",
            f"{numbers[2]};01.11.2026;99",
            "9999900000001;01.11.2026;5",
            f"{numbers[3]};01.12.2026;5",
            f"{numbers[3]};01.11.2026;-5",
            f"{numbers[0]};01.11.2026;150.5",
            ";;",
        )
        protocol = self._receive(data)
        self.assertEqual(
            (protocol["state"], protocol["accepted"], protocol["parked"],
             protocol["refused"]),
            ("partial", 3, 1, 3),
        )  # fmt: skip
        self.assertEqual(
            [(row["line"], row["state"], row["code"]) for row in protocol["refusals"]],
            [
                (4, "parked", "R05"),
                (5, "refused", "R01"),
                (6, "refused", "R03"),
                (7, "refused", "R04"),
            ],
        )
        # 50.5 + 60; the repeat counts as a row, not as energy
        self.assertEqual(protocol["totals"], {"rows": 7, "repeats": 1, "kwh": 110.5})
        message = self.env["elektrohisob.exchange.message"].browse(
            protocol["message_id"]
        )
        self.assertEqual(self._valid(0).message_id, message)
        self.assertEqual(self._valid(0).value, 150.5)
        self.assertEqual(message.line_ids[0].raw, f"{numbers[0]} | 01.11.2026 | 150,5")
        self.assertEqual(message.line_ids[0].account_id, self.accounts[0])
        self._assert_told_to_the_reader(message)

    def _assert_told_to_the_reader(self, message):
        """Rows keep code and figures; everybody reads them in his own language."""
        unknown = message.line_ids.filtered(lambda line: line.code == "R01")
        self.assertFalse(unknown.reason)
        self.assertEqual(
            unknown.with_context(lang="ru_RU").text,
            "В ваших районах нет счёта 9999900000001. Исправьте номер в файле.",
        )
        self.assertIn("There is no account 9999900000001", unknown.text)
        unknown.sudo().write({"detail": False, "reason": "Written long ago."})
        self.assertEqual(unknown.with_context(lang="ru_RU").text, "Written long ago.")

    def test_same_file_under_another_name(self):
        data = self._csv(f"{self.accounts[0].number};01.11.2026;150")
        self.assertEqual(self._receive(data, "a.csv")["state"], "done")
        protocol = self._receive(data, "b.csv")
        self.assertEqual((protocol["state"], protocol["accepted"]), ("duplicate", 0))
        self.assertEqual(len(self._valid(0)), 1)

    def test_xlsx(self):
        data = self._workbook(
            ["ПОКАЗАНИЯ СЧЕТЧИКОВ ЗА НОЯБРЬ", None, None, None],
            [None, None, None, None],
            ["№", "Лицевой счёт", "Показания счётчика", "Дата"],
            [1, 2, 3, 4],
            [1, int(self.accounts[0].number), 150, datetime(2026, 11, 1)],
            [2, float(self.accounts[1].number), 150.25, "01.11.2026"],
            [3, self.accounts[2].number, "150", 46327],  # serial of 2026-11-01
            [4, self.accounts[3].number, "=100+50", datetime(2026, 11, 1)],
        )
        protocol = self._receive(data, "readings.xlsx")
        self.assertEqual((protocol["accepted"], protocol["refused"]), (3, 1))
        self.assertEqual(protocol["refusals"][0]["line"], 8)
        for index, value in enumerate((150, 150.25, 150)):
            reading = self._valid(index)
            self.assertEqual((reading.value, reading.date), (value, date(2026, 11, 1)))

    def test_encodings_and_delimiters(self):
        number = self.accounts[0].number
        files = [
            ("Лицевой счёт\tДата\tПоказания\n", "\t", "cp1251"),
            ("Shaxsiy hisob raqami,Sana,Ko'rsatkich\n", ",", "utf-8-sig"),
            ("Ҳисоб рақами;Сана;Кўрсаткич\n", ";", "utf-8"),
            ("Account number|Date|Reading\n", "|", "utf-16"),
        ]
        for day, (header, delimiter, encoding) in enumerate(files, start=2):
            row = delimiter.join((number, f"2026-11-{day:02}", str(150 + day)))
            protocol = self._receive((header + row).encode(encoding))
            with self.subTest(header=header):
                self.assertEqual(protocol["state"], "done", protocol)

    def test_columns_are_told_apart(self):
        header = (
            "Hisoblagich raqami;Hisob raqam;Oldingi ko‘rsatkich;Joriy ko‘rsatkich;Sana"
        )
        data = self._csv(
            f"F0;{self.accounts[0].number};100;150;01.11.2026", header=header
        )
        self.assertEqual(self._receive(data)["state"], "done")
        self.assertEqual(self._valid(0).value, 150)

    def test_files_that_are_no_tables(self):
        book = self._workbook(["a"] * (tables.MAX_COLUMNS + 1))
        files = {
            "empty.csv": b"",
            "blank.csv": b" \r\n \r\n",
            "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "broken.xlsx": b"PK\x03\x04" + b"x" * 100,
            "cut.xlsx": book[: len(book) // 2],
            "broken.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
            "nul.csv": self._csv("26264\x0000000001;01.11.2026;5"),
            "wide.xlsx": book,
            "wide.csv": b"a;" * 5000 + b"a",
            "header.csv": self._csv(),
            "words.txt": b"Salom, hammaga!\nBu jadval emas.",
            "quote.csv": b'"' + b"x" * 200_000,
        }
        for name, data in files.items():
            with self.subTest(name=name):
                protocol = self._receive(data, name)
                self.assertEqual((protocol["state"], protocol["accepted"]),
                                 ("refused", 0))  # fmt: skip
                self.assertIn(name, protocol["reason"])

    def test_zip_bomb(self):
        import zipfile

        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            with archive.open("xl/worksheets/sheet1.xml", "w") as member:
                for _ in range(tables.MAX_UNPACKED // 2**20 + 1):
                    member.write(b"\0" * 2**20)
        protocol = self._receive(stream.getvalue(), "bomb.xlsx")
        self.assertEqual(protocol["state"], "refused")
        self.assertIn("MB", protocol["reason"])

    def test_account_of_another_district_is_unknown(self):
        foreign = self._create_account(self.district_b)
        self._create_installation(foreign, "B1", opening=0)
        self.engineer.company_ids |= self.district_b
        protocol = self._receive(self._csv(f"{foreign.number};01.11.2026;5"))
        self.assertEqual(protocol["refusals"][0]["code"], "R01")

    def test_texts_of_the_file_are_kept_as_texts(self):
        data = self._csv("<script>alert(1)</script>\\N\\;01.11.2026;5\\")
        protocol = self._receive(data)
        line = self.env["elektrohisob.exchange.line"].search(
            [("message_id", "=", protocol["message_id"])]
        )
        self.assertIn("<script>alert(1)</script>\\N\\", line.raw)

    def test_long_rows_are_cut_in_the_protocol(self):
        data = self._csv("1;01.11.2026;5;" + "x" * 1000)
        protocol = self._receive(data)
        line = self.env["elektrohisob.exchange.line"].search(
            [("message_id", "=", protocol["message_id"])]
        )
        self.assertEqual(len(line.raw), readings_table.RAW_LENGTH)

    def test_rights(self):
        data = self._csv(f"{self.accounts[0].number};01.11.2026;150")
        for role in ("cashier", "accountant", "manager", "auditor"):
            self.engineer = self.users[role]
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._receive(data)

    def test_protocol_as_workbook(self):
        from openpyxl import load_workbook

        protocol = self._receive(
            self._csv("=cmd|' /C calc'!A0;01.11.2026;5", "1;01.11.2026;5")
        )
        report = self.env["ir.actions.report"].with_user(self.engineer)
        content, kind = report._render(
            "elektrohisob_metering.exchange_protocol", [protocol["message_id"]]
        )
        self.assertEqual(kind, "xlsx")
        sheet = load_workbook(io.BytesIO(content)).active
        rows = list(sheet.iter_rows(min_row=5))
        self.assertEqual([row[0].value for row in rows], [2, 3])
        self.assertEqual(rows[0][5].data_type, "s")
        self.assertEqual(rows[0][3].value, "R01")

    # === WIZARD === #

    def _wizard(self, data, name="table.csv", role="clerk_household"):
        return (
            self.env["elektrohisob.reading.import"]
            .with_user(self.users[role])
            .create({"file": base64.b64encode(data), "file_name": name})
        )

    def test_wizard_maps_previews_and_imports(self):
        numbers = [account.number for account in self.accounts]
        data = f"x;y\n{numbers[0]};150\n{numbers[1]};90\n777;1\n".encode()
        wizard = self._wizard(data)
        wizard.action_read()
        self.assertEqual(wizard.column_ids.mapped("role"), ["account", False])
        with self.assertRaisesRegex(UserError, "no column was found"):
            wizard.action_check()
        wizard.column_ids[1].role = "value"
        wizard.day = date(2026, 11, 1)
        wizard.action_check()
        self.assertFalse(self._valid(0))
        self.assertEqual(
            (wizard.rows, wizard.accepted, wizard.parked, wizard.refused, wizard.kwh),
            (3, 1, 1, 1, 50),
        )
        self.assertEqual(wizard.preview_ids.mapped("code"), ["", "R05", "R01"])
        action = wizard.action_import()
        message = self.env["elektrohisob.exchange.message"].browse(action["res_id"])
        self.assertEqual((message.state, message.accepted), ("partial", 1))
        self.assertEqual(self._valid(0).value, 150)

    def test_wizard_remembers_the_columns(self):
        number = self.accounts[0].number
        header = "Kod;Qiymat;Kuni\n"
        wizard = self._wizard((header + f"{number};150;01.11.2026\n").encode())
        wizard.action_read()
        for column, role in zip(
            wizard.column_ids, ("account", "value", "date"), strict=True
        ):
            column.role = role
        wizard.action_check()
        wizard.action_import()
        provider = wizard.provider_id
        again = self._wizard((header + f"{number};160;05.11.2026\n").encode())
        self.assertEqual(again.provider_id, provider)
        again.action_read()
        self.assertEqual(again.column_ids.mapped("role"), ["account", "value", "date"])
        # and the public API uses them too
        protocol = self._receive(
            (header + f"{number};170;07.11.2026\n").encode(), code=provider.code
        )
        self.assertEqual(protocol["state"], "done", protocol)

    def test_wizard_role_twice(self):
        number = self.accounts[0].number
        wizard = self._wizard(f"{number};150;01.11.2026\n".encode())
        wizard.action_read()
        wizard.column_ids.role = "account"
        with self.assertRaisesRegex(UserError, "Two columns"):
            wizard.action_check()

    def test_wizard_refuses_what_is_no_table(self):
        with self.assertRaisesRegex(UserError, "table.csv is not a table"):
            self._wizard(b"\0\1\2").action_read()

    def test_wizard_rights(self):
        with self.assertRaises(AccessError):
            self._wizard(b"x", role="cashier")

    def test_dbase(self):
        """The reader of tables (dbf_table) serves readings too."""
        row = (self.accounts[0].number, "01.11.2026", "150")
        data = self._dbase(row)
        self.assertEqual(self._receive(data, "a.dbf")["accepted"], 1)
        self.assertEqual(self._valid(0).value, 150)
        cut = self._dbase(row, row)[:-30]
        reply = self._receive(cut, "b.dbf")
        self.assertEqual(reply["state"], "refused")
        self.assertIn("b.dbf", reply["reason"])
