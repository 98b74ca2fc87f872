import base64
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import UserError

from ..adapters.reference_sheet import SheetError, read_sheet, write_sheet
from .common import ElektrohisobCommon


class TestReferenceSheet(ElektrohisobCommon):
    """A list goes to Excel and comes back the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Bank = cls.env["elektrohisob.bank"]
        cls.Bank.search([]).active = False
        cls.head = cls.Bank.create(
            {"code": "09001", "name": "=Formula “bank”", "swift": "TESTUZ22"}
        )
        cls.head.update_field_translations(
            "name", {"uz_UZ": "Oʻz «bank»", "ru_RU": "Банк"}
        )
        cls.branch = cls.Bank.create(
            {
                "code": "00901",
                "name": "Branch",
                "parent_id": cls.head.id,
                "date_start": "2024-02-29",
                "date_end": "2026-12-31",
                "active": False,
            }
        )
        cls.rows = cls.head + cls.branch

    def _load(self, content, model="elektrohisob.bank"):
        return self.env["elektrohisob.reference.load"].create(
            {"res_model": model, "content": base64.b64encode(content)}
        )

    def test_round_trip_loses_nothing(self):
        before = self.Bank._export_sheet(self.rows)
        self.branch.unlink()
        self.head.unlink()
        wizard = self._load(before)
        wizard.action_load()
        self.assertEqual((wizard.created_count, wizard.refused_count), (2, 0))
        rows = self.Bank.with_context(active_test=False).search(
            [("code", "in", ["09001", "00901"])], order="code desc"
        )
        after = self.Bank._export_sheet(rows)
        self.assertEqual(read_sheet(after).rows, read_sheet(before).rows)
        self.assertEqual(rows[1].parent_id, rows[0])
        self.assertEqual(rows[0].with_context(lang="ru_RU").name, "Банк")
        self.assertEqual(rows[0].name, "=Formula “bank”")

    def test_every_shipped_list_goes_round(self):
        for name, model in self.env.registry.items():
            if model._abstract or not hasattr(model, "_load_sheet"):
                continue
            rows = self.env[name].with_context(active_test=False).search([], limit=60)
            with self.subTest(list=name):
                sheet = read_sheet(self.env[name]._export_sheet(rows))
                outcomes = self.env[name]._load_sheet(sheet.rows)
                self.assertEqual(
                    {line["outcome"] for line in outcomes} | {"unchanged"},
                    {"unchanged"},
                )

    def test_cells_are_texts(self):
        page = load_workbook(BytesIO(self.Bank._export_sheet(self.rows))).worksheets[0]
        self.assertEqual(page["A3"].value, "09001")
        self.assertEqual(page["B3"].value, "=Formula “bank”")
        self.assertEqual(page["B3"].data_type, "s")
        self.assertEqual(page["A2"].value, "MFO")

    def test_protocol(self):
        sheet = read_sheet(self.Bank._export_sheet(self.rows))
        sheet.rows[0]["swift"] = "NEWWUZ22"
        sheet.rows += [
            {"code": "09002", "name_uz": "Yangi", "parent": "09003"},
            {"code": "09003", "name_uz": "Keyingi"},
            {"code": "12", "name_uz": "Qisqa"},
            {"code": "09004", "name_uz": "Yoʻq", "parent": "77777"},
            {"code": "", "name_uz": "Kodsiz"},
            {"code": "09005", "name_uz": "Sana", "date_start": "31.02"},
        ]
        wizard = self._load(write_sheet(sheet))
        wizard.action_preview()
        self.assertEqual(self.head.swift, "TESTUZ22")
        self.assertFalse(self.Bank.search([("code", "=", "09002")]))
        preview = wizard.line_ids.mapped(lambda line: (line.line, line.outcome))
        wizard.action_load()
        self.assertRecordValues(
            wizard,
            [
                {
                    "created_count": 2,
                    "changed_count": 1,
                    "unchanged_count": 1,
                    "refused_count": 4,
                }
            ],
        )
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.line, line.outcome)), preview
        )
        self.assertEqual(self.head.swift, "NEWWUZ22")
        details = {line.code: line.detail for line in wizard.line_ids}
        self.assertEqual(details["09001"], "swift: TESTUZ22 → NEWWUZ22")
        self.assertEqual(details["12"], "An MFO has five digits.")
        self.assertIn("no row with the code “77777”", details["09004"])
        self.assertIn("2026-01-31", details["09005"])
        child = self.Bank.search([("code", "=", "09002")])
        self.assertEqual(child.parent_id.code, "09003")
        self.assertEqual(child.with_context(lang="uz_UZ").name, "Yangi")

    def test_wrong_files(self):
        with self.assertRaisesRegex(UserError, "no workbook"):
            self._load(b"not a workbook").action_preview()
        other = self.env["elektrohisob.reason"]._export_sheet()
        with self.assertRaisesRegex(UserError, "of the list"):
            self._load(other).action_preview()
        with self.assertRaises(SheetError):
            read_sheet(b"PK")

    def test_download(self):
        action = self.rows.action_export_sheet()
        self.assertIn("bank.xlsx", action["url"])

    def test_clerk_may_not_load_central_lists(self):
        sheet = self.Bank._export_sheet(self.rows)
        wizard = self._load(sheet).with_user(self.users["admin"])
        self.head.swift = False
        outcomes = self.Bank.with_user(self.users["admin"])._load_sheet(
            read_sheet(sheet).rows
        )
        self.assertEqual(outcomes[0]["outcome"], "refused")
        self.assertIn("kept by the centre", outcomes[0]["detail"])
        self.assertTrue(wizard)

    def test_shipped_lists(self):
        """Counts of the classifiers themselves: 21 sections and 88 divisions."""
        counts = {
            "elektrohisob.locality": 2714,
            "elektrohisob.oked": 21 + 88,
        }
        for name, count in counts.items():
            central = self.env[name].search([("company_id", "=", False)])
            self.assertGreaterEqual(len(central), count, name)
        trade = self.env["elektrohisob.oked"]._find_by_code("47")
        self.assertEqual(trade.parent_id.code, "G")
        self.assertEqual(trade.with_context(lang="ru_RU").name, "Розничная торговля")

    def test_shipped_lists_keep_what_people_changed(self):
        trade = self.env["elektrohisob.oked"]._find_by_code("47")
        trade.name = "Shops"
        trade.active = False
        self.env["elektrohisob.reference.mixin"]._load_shipped_lists()
        self.assertEqual(trade.name, "Shops")
        self.assertFalse(trade.active)
