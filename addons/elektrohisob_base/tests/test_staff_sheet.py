import base64

from ..adapters.reference_sheet import Sheet, read_sheet, write_sheet
from .common import ElektrohisobCommon


class TestStaffSheet(ElektrohisobCommon):
    """Employees from and to Excel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._create_staff(cls.enterprise, "s_boss", ["admin"])
        cls.Staff = (
            cls.env["elektrohisob.staff"]
            .with_user(cls.boss.user_id)
            .with_context(allowed_company_ids=cls.boss.user_id.company_ids.ids)
        )

    def _row(self, **values):
        return {
            "code": "s_anna",
            "name": "Anna",
            "unit": self.district_a.network_code,
            "roles": "cashier, clerk_household",
            "lang": "ru_RU",
            **values,
        }

    def _load(self, *rows):
        return [line["outcome"] for line in self.Staff._load_sheet(list(rows))]

    def test_created_with_roles_and_password(self):
        self.assertEqual(self._load(self._row(password="Uzun-parol-77")), ["created"])
        staff = self.Staff.search([("login", "=", "s_anna")])
        self.assertEqual(staff.user_id.company_ids, self.district_a)
        self.assertEqual(staff.lang, "ru_RU")
        self.assertTrue(staff.user_id.has_group("elektrohisob_base.group_cashier"))
        info = (
            self.env["res.users"]
            .sudo()
            .authenticate(
                {"type": "password", "login": "s_anna", "password": "Uzun-parol-77"},
                {"interactive": True},
            )
        )
        self.assertEqual(info["uid"], staff.user_id.id)

    def test_second_load_changes_nothing(self):
        self._load(self._row())
        self.assertEqual(self._load(self._row()), ["unchanged"])
        self.assertEqual(self._load(self._row(roles="cashier")), ["changed"])
        staff = self.Staff.search([("login", "=", "s_anna")])
        self.assertFalse(
            staff.user_id.has_group("elektrohisob_base.group_clerk_household")
        )

    def test_bad_rows_are_refused_and_good_ones_taken(self):
        lines = self.Staff._load_sheet(
            [
                self._row(),
                self._row(
                    code="s_high", unit=self.holding.network_code or "Test holding"
                ),
                self._row(code="s_role", roles="king"),
                self._row(code="", name="Nobody"),
                self._row(code="s_anna"),
                self._row(code="s_day", access_until="31.12.2026"),
                self._row(code="s_lang", lang="xx"),
                self._row(code="s_last"),
            ]
        )
        self.assertEqual(
            [line["outcome"] for line in lines],
            ["created", "refused", "refused", "refused", "refused", "refused",
             "refused", "created"],
        )  # fmt: skip
        self.assertTrue(all(line["detail"] for line in lines))
        self.assertIn("king", lines[2]["detail"])
        taken = self.Staff.search([("login", "=like", "s_%")]) - self.boss
        self.assertEqual(sorted(taken.mapped("login")), ["s_anna", "s_last"])

    def test_own_row_is_refused(self):
        row = {"code": "s_boss", "name": "Boss", "roles": "admin, manager"}
        self.assertEqual(self._load(row), ["refused"])

    def test_round_trip(self):
        self._load(self._row(position="Kassir", access_until="2099-12-31"))
        staff = self.Staff.search([("login", "=", "s_anna")])
        sheet = read_sheet(self.Staff._export_sheet(staff))
        self.assertEqual(sheet.rows[0]["roles"], "cashier, clerk_household")
        self.assertNotIn("Uzun", str(sheet.rows))
        self.assertEqual(self._load(*sheet.rows), ["unchanged"])

    def test_wizard_previews_and_loads(self):
        captions = self.Staff._get_sheet_captions()
        content = write_sheet(
            Sheet("elektrohisob.staff", captions, [self._row(code="s_wizard")])
        )
        wizard = self.Staff.env["elektrohisob.reference.load"].create(
            {
                "res_model": "elektrohisob.staff",
                "content": base64.b64encode(content),
            }
        )
        wizard.action_preview()
        self.assertEqual(wizard.created_count, 1)
        self.assertFalse(self.Staff.search([("login", "=", "s_wizard")]))
        wizard.action_load()
        self.assertTrue(self.Staff.search([("login", "=", "s_wizard")]))
