from odoo.exceptions import AccessError

from .common import ROLES, ElektrohisobCommon

ROOT = "elektrohisob_base.elektrohisob_menu"
MENUS = {
    "consumers_menu": set(ROLES),
    "exchange_menu": set(ROLES) - {"crew", "cashier", "lawyer"},
    "exchange_provider_receive_menu": {
        "clerk_household",
        "clerk_legal",
        "engineer",
        "accountant",
        "admin",
    },
    "reference_menu": set(ROLES),
    "approval_menu": set(ROLES),
    "administration_menu": {"admin", "auditor"},
    "audit_menu": {"admin", "auditor"},
    "organisation_menu": {"admin"},
    "employees_menu": {"admin", "auditor"},
    "system_users_menu": set(),
}
# Former passwords are read by the program only.
HIDDEN = {"elektrohisob.password"}


class TestAccess(ElektrohisobCommon):
    def test_menus_by_role(self):
        for role, user in self.users.items():
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertIn(self.env.ref(ROOT).id, visible)
            for name, roles in MENUS.items():
                menu = self.env.ref(f"elektrohisob_base.{name}")
                self.assertEqual(menu.id in visible, role in roles, (role, name))

    def test_auditor_changes_nothing(self):
        for name, model in self.env.registry.items():
            if not name.startswith("elektrohisob.") or model._abstract:
                continue
            records = self.env[name].with_user(self.users["auditor"])
            if not model._transient:
                self.assertEqual(records.has_access("read"), name not in HIDDEN, name)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(records.has_access(operation), (name, operation))

    def test_auditor_presses_no_button(self):
        user = self.users["auditor"]
        account = self._create_account().with_user(user)
        period = self.env["elektrohisob.period"].create(
            {"company_id": self.district_a.id, "date_start": "2026-01-01"}
        )
        agreement = self.env["elektrohisob.agreement"].create(
            {"number": "1", "account_id": account.id}
        )
        for action in (
            account.action_close,
            account.action_reopen,
            period.with_user(user).action_start_closing,
            period.with_user(user).action_close,
            agreement.with_user(user).action_activate,
            agreement.with_user(user).action_end,
        ):
            with self.assertRaises(AccessError):
                action()

    def test_every_role_opens_every_view(self):
        for user in self.users.values():
            for name in self.env.registry:
                model = self.env[name].with_user(user)
                if (
                    name.startswith("elektrohisob.")
                    and not model._abstract
                    and model.has_access("read")
                ):
                    model.get_views(
                        [(False, "list"), (False, "form"), (False, "search")]
                    )

    def test_strangers_see_nothing(self):
        stranger = self.env["res.users"].create(
            {"name": "Stranger", "login": "elektrohisob_stranger"}
        )
        account = self._create_account().with_user(stranger)
        with self.assertRaises(AccessError):
            account.read(["number"])
        visible = self.env["ir.ui.menu"].with_user(stranger)._visible_menu_ids()
        self.assertNotIn(self.env.ref(ROOT).id, visible)

    def test_identity_is_for_staff(self):
        for name in ("pinfl", "identity_document", "identity_issued"):
            field = self.env["elektrohisob.account"]._fields[name]
            self.assertEqual(field.groups, "elektrohisob_base.group_staff")

    def test_clerk_does_the_work_of_a_day(self):
        """New consumer with a street, a contract and its terms, then a correction."""
        env = self.env(user=self.users["clerk_household"])
        locality = env["elektrohisob.locality"].create(
            {"name": "Navroʻz MFY", "district_id": self.district_a.district_id.id}
        )
        street = env["elektrohisob.street"].create(
            {"name": "Bobur koʻchasi", "locality_id": locality.id}
        )
        account = env["elektrohisob.account"].create(
            {
                "surname": "Yusupova",
                "locality_id": locality.id,
                "street_id": street.id,
                "pinfl": "41508901234567",
            }
        )
        agreement = env["elektrohisob.agreement"].create(
            {
                "number": "1",
                "account_id": account.id,
                "date_start": "2026-01-01",
                "term_ids": [(0, 0, {"date_start": "2026-01-01"})],
            }
        )
        with self.assertRaises(AccessError):  # a clerk prepares, a head signs
            agreement.action_activate()
        agreement.with_user(self.users["manager"]).action_sign()
        self.assertEqual(agreement.state, "active")
        account.write({"phone": "90 123 45 67", "note": "Calls after six."})
        agreement.action_end()
        account.action_close()
        self.assertEqual(account.state, "closed")
