from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import ElektrohisobCommon


class TestAgreementChange(ElektrohisobCommon):
    """Terms change from a day by a signed document, and back before they are used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.manager = cls.users["clerk_legal"], cls.users["manager"]
        cls.agreement = cls.env["elektrohisob.agreement"].create(
            {
                "account_id": cls._create_account(category="legal", name="Nur").id,
                "date_start": "2026-01-01",
                "term_ids": [
                    (
                        0,
                        0,
                        {
                            "date_start": "2026-01-01",
                            "permitted_power": 100,
                            "declared_power": 80,
                        },
                    )
                ],
            }
        )
        cls.agreement.action_activate()

    def _change(self, day, **vals):
        changes = self.env["elektrohisob.agreement.change"].with_user(self.clerk)
        return changes.create(
            {"agreement_id": self.agreement.id, "date_start": day, **vals}
        )

    def _get_versions(self):
        return [
            (term.version, str(term.date_start), str(term.date_end or ""),
             term.permitted_power, term.declared_power)
            for term in self.agreement.term_ids.sorted("date_start")
        ]  # fmt: skip

    def test_new_version_and_undo(self):
        before = self._get_versions()
        change = self._change("2026-04-01", permitted_power=150)
        self.assertEqual(change.number, 1)
        self.assertEqual(change.declared_power, 80)  # taken over
        self.assertEqual(change.difference, "Permitted power (kW): 100 → 150")
        self.assertEqual(self._get_versions(), before)  # nothing before the signature
        with self.assertRaises(AccessError):
            change.action_sign()
        change.with_user(self.manager).action_sign()
        self.assertEqual(
            self._get_versions(),
            [
                (1, "2026-01-01", "2026-03-31", 100, 80),
                (2, "2026-04-01", "", 150, 80),
            ],
        )
        self.assertEqual(change.difference, "Permitted power (kW): 100 → 150")
        with self.assertRaises(AccessError):
            change.action_undo()
        change.with_user(self.manager).action_undo()
        self.assertEqual(self._get_versions(), before)
        self.assertEqual(change.state, "undone")
        # the number of the undone version is not given again
        again = self._change("2026-05-01", permitted_power=90)
        again.with_user(self.manager).action_sign()
        self.assertEqual(again.number, 2)
        self.assertEqual(again.version, 3)

    def test_change_in_the_past_keeps_later_versions(self):
        self._change("2026-06-01", permitted_power=200).sudo().action_sign()
        change = self._change("2026-03-01", declared_power=60)
        change.with_user(self.manager).action_sign()
        self.assertEqual(
            self._get_versions(),
            [
                (1, "2026-01-01", "2026-02-28", 100, 80),
                (3, "2026-03-01", "2026-05-31", 100, 60),
                (2, "2026-06-01", "", 200, 80),
            ],
        )
        change.with_user(self.manager).action_undo()
        self.assertEqual(self._get_versions()[0][2], "2026-05-31")

    def test_change_from_the_first_day_replaces_the_version(self):
        before = self._get_versions()
        change = self._change("2026-01-01", permitted_power=110)
        change.with_user(self.manager).action_sign()
        self.assertEqual(self._get_versions(), [(2, "2026-01-01", "", 110, 80)])
        other = self._change("2026-01-01", permitted_power=120)
        other.with_user(self.manager).action_sign()
        with self.assertRaisesRegex(UserError, "later change"):
            change.with_user(self.manager).action_undo()
        other.with_user(self.manager).action_undo()
        change.with_user(self.manager).action_undo()
        self.assertEqual(self._get_versions(), before)

    def test_day_of_the_contract(self):
        change = self._change("2025-12-31", permitted_power=1)
        with self.assertRaisesRegex(UserError, "not a day of the contract"):
            change.with_user(self.manager).action_sign()

    def test_signed_document_stays(self):
        change = self._change("2026-04-01", permitted_power=150)
        with self.assertRaises(UserError):
            change.state = "signed"
        change.with_user(self.manager).action_sign()
        for vals in ({"permitted_power": 7}, {"date_start": "2026-05-01"}):
            with self.assertRaises(UserError):
                change.write(vals)
        with self.assertRaises(UserError):
            change.unlink()

    def test_form_begins_with_the_terms_of_the_day(self):
        model = self.env["elektrohisob.agreement.change"].with_user(self.clerk)
        form = Form(model.with_context(default_agreement_id=self.agreement.id))
        form.date_start = "2026-04-01"
        self.assertEqual(form.permitted_power, 100)
        form.declared_power = 70
        change = form.save()
        self.assertEqual(change.difference, "Declared capacity (kW): 80 → 70")
        self.assertEqual(change.date_start, date(2026, 4, 1))

    def test_draft_contract_has_no_changes(self):
        draft = self.env["elektrohisob.agreement"].create(
            {"account_id": self._create_account().id}
        )
        with self.assertRaises(UserError):
            self.env["elektrohisob.agreement.change"].create(
                {"agreement_id": draft.id, "date_start": draft.date_start}
            )
