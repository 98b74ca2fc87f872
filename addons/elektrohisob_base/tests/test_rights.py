from odoo.exceptions import AccessError

from .common import ROLES, ElektrohisobCommon

OPERATIONS = ("read", "write", "create", "unlink")


class RightsTests:
    """The matrix tells what the system does. For every line of addons."""

    allow_inherited_tests_method = True

    def _get_matrix(self, **kwargs):
        return self.env["elektrohisob.rights"].matrix(**kwargs)

    def test_matrix_is_what_has_access_says(self):
        matrix = self._get_matrix()
        shown = {role["id"] for role in matrix["roles"]}
        for role in ROLES:
            group = self.env.ref(f"elektrohisob_base.group_{role}")
            self.assertIn(group.id, shown)
            user = self.users[role]
            for row in matrix["rows"]:
                cell = {i["operation"] for i in row["cells"][str(group.id)]}
                model = self.env[row["model"]].with_user(user)
                allowed = {name for name in OPERATIONS if model.has_access(name)}
                self.assertEqual(cell, allowed, (role, row["model"]))

    def test_matrix_of_a_user_is_the_union_of_his_roles(self):
        user = self._create_user("clerk_legal", self.district_a, "rights_two")
        user.group_ids |= self.env.ref("elektrohisob_base.group_cashier")
        for row in self._get_matrix(user=user.id)["rows"]:
            cell = {i["operation"] for i in row["cells"][str(user.id)]}
            model = self.env[row["model"]].with_user(user)
            allowed = {name for name in OPERATIONS if model.has_access(name)}
            self.assertEqual(cell, allowed, row["model"])

    def test_scopes_are_told_from_the_rules(self):
        """No domain is so special that the page has no words for it."""
        special = {
            row["model"]
            for row in self._get_matrix()["rows"]
            for cell in row["cells"].values()
            for item in cell
            if item["scope"] == "rule"
        }
        self.assertFalse(special)

    def test_clerks_change_their_kind_of_consumers(self):
        """Of a clerk with both roles the two kinds are all consumers of own units."""
        rights = self.env["elektrohisob.rights"]
        rules = self.env["ir.rule"].search(
            [("model_id.model", "=", "elektrohisob.account")]
        )
        roles = {
            name: self.env.ref(f"elektrohisob_base.group_clerk_{name}").all_implied_ids
            for name in ("household", "legal")
        }
        found = [
            rights._get_scope(rules, set(groups.ids), "write")
            for groups in (
                roles["household"],
                roles["legal"],
                roles["household"] | roles["legal"],
            )
        ]
        self.assertEqual(found, ["households", "legal", "own"])

    def test_every_model_has_words_and_a_subsystem(self):
        for row in self._get_matrix()["rows"]:
            self.assertNotEqual(row["name"], row["model"])
            self.assertTrue(row["subsystem"], row["model"])


class TestRights(RightsTests, ElektrohisobCommon):
    def test_readers(self):
        rights = self.env["elektrohisob.rights"]
        for role, user in self.users.items():
            with self.subTest(role=role):
                if role in ("admin", "auditor"):
                    self.assertTrue(rights.with_user(user).matrix()["rows"])
                    continue
                with self.assertRaises(AccessError):
                    rights.with_user(user).matrix()
                with self.assertRaises(AccessError):
                    rights.with_user(user).reasons(model="elektrohisob.account", role=1)

    def test_reasons_of_a_cell(self):
        cashier = self.env.ref("elektrohisob_base.group_cashier")
        rights = self.env["elektrohisob.rights"].with_user(self.users["auditor"])
        found = rights.reasons(model="elektrohisob.account", role=cashier.id)
        kinds = {row["kind"] for row in found}
        self.assertEqual(kinds, {"access", "rule"})
        self.assertTrue(any("company_ids" in row["domain"] for row in found))

    def test_matrix_follows_the_rules(self):
        """A new access row is seen at once."""
        group = self.env.ref("elektrohisob_base.group_cashier")

        def read():
            rows = self._get_matrix()["rows"]
            row = next(r for r in rows if r["model"] == "elektrohisob.sync.key")
            return row["cells"][str(group.id)]

        self.assertFalse(read())
        self.env["ir.model.access"].create(
            {
                "name": "test",
                "model_id": self.env["ir.model"]._get_id("elektrohisob.sync.key"),
                "group_id": group.id,
                "perm_read": True,
            }
        )
        self.assertEqual(read(), [{"operation": "read", "scope": "all"}])

    def test_rows_above_are_read_and_not_changed(self):
        """Administrators of a unit read banks of the centre, clerks keep streets."""
        rows = {row["model"]: row["cells"] for row in self._get_matrix()["rows"]}
        for model, role, expected in (
            ("elektrohisob.bank", "admin", {"above", "own"}),
            ("elektrohisob.bank", "cashier", {"above"}),
            ("elektrohisob.street", "clerk_household", {"above", "common"}),
        ):
            group = self.env.ref(f"elektrohisob_base.group_{role}")
            cell = rows[model][str(group.id)]
            self.assertEqual({item["scope"] for item in cell}, expected, (model, role))
            self.assertEqual(
                {item["operation"] for item in cell if item["scope"] == "above"},
                {"read"},
            )

    def test_excel(self):
        report = self.env.ref("elektrohisob_base.rights_report_xlsx")
        content, kind = report.with_user(self.users["admin"])._render_xlsx(
            report.report_name, [], {}
        )
        self.assertEqual((content[:2], kind), (b"PK", "xlsx"))
