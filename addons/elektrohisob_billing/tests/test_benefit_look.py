from odoo.fields import Command

from odoo.addons.elektrohisob_base.models import audit_look

from .common import BillingCommon

PINFL = "31501900123456"


class TestBenefitLook(BillingCommon):
    """Who saw the PINFL of a person with a benefit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        programme = cls.env["elektrohisob.benefit.programme"].create(
            {
                "code": "LOOK",
                "name": "Half the price",
                "norm": "Decision 1",
                "rate_ids": [
                    Command.create({"date_start": "2025-01-01", "percent": 50})
                ],
            }
        )
        cls.account = cls._create_consumer("BEN-LOOK").account_id
        cls.benefit = cls.env["elektrohisob.benefit"].create(
            {
                "account_id": cls.account.id,
                "programme_id": programme.id,
                "person": "Aliyev Vali",
                "pinfl": PINFL,
                "basis": "Certificate 1",
                "date_start": "2025-10-01",
            }
        )
        cls.env.flush_all()
        cls.clerk = cls.users["clerk_household"]
        cls.mine = cls.benefit.with_user(cls.clerk)

    def setUp(self):
        super().setUp()
        audit_look._seen.clear()

    def _looks(self):
        looks = self.env["elektrohisob.audit.look"].search([], order="id")
        return [(look.user_id, look.account_id, look.what, look.way) for look in looks]

    def test_masked_list_leaves_no_trace(self):
        rows = self.mine.web_search_read(
            [("id", "=", self.benefit.id)], {"person": {}, "pinfl_masked": {}}
        )
        self.assertEqual(rows["records"][0]["pinfl_masked"], "3•••••••••3456")
        self.assertFalse(self._looks())

    def test_form_and_groups_are_noted(self):
        self.mine.web_read({"pinfl": {}})
        row = (self.clerk, self.account, "pinfl", "read")
        self.assertEqual(self._looks(), [row])
        audit_look._seen.clear()
        self.mine.formatted_read_group([], ["pinfl"], ["__count"])
        self.assertIn(row, self._looks())

    def test_nothing_to_see_is_no_look(self):
        self.benefit.pinfl = False
        self.env.flush_all()
        self.mine.web_read({"pinfl": {}})
        self.assertFalse(self._looks())
