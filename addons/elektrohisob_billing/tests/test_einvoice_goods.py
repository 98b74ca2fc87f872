"""Code of electricity compared with the catalogue of the tax committee."""

import json
from unittest.mock import patch

import requests

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_einvoice import EinvoiceCommon

CODE = "02716001001000000"
GET = "odoo.addons.elektrohisob_billing.adapters.einvoice_mxik.requests.get"


@tagged("post_install", "-at_install")
class TestEinvoiceGoods(EinvoiceCommon):
    def _check(self, entry=None, status=200, code=CODE):
        """What the button tells, when the catalogue answers ``entry``."""
        for name, value in (
            ("mxik", code),
            ("mxik_name", "Elektr energiyasi"),
            ("package_code", "1500684"),
        ):
            self._set_parameter(f"einvoice_{name}", value)
        answer = requests.Response()
        answer.status_code = status
        answer._content = json.dumps({"data": entry and [entry]}).encode()
        with patch(GET, return_value=answer) as asked:
            found = self.provider.action_check_goods()["params"]
        self.asked = asked.called
        return found["type"], found["message"]

    def _entry(self, **vals):
        return {
            "mxikCode": CODE,
            "mxikNameUz": "Elektr energiyasi",
            "mxikNameRu": "Электроэнергия",
            "isActive": 1,
            "packageNames": [{"code": 1500684, "nameUz": "kVt·soat"}],
            **vals,
        }

    def test_all_right(self):
        kind, text = self._check(self._entry())
        self.assertEqual(kind, "success", text)
        self.assertIn(CODE, text)

    def test_what_differs_is_told(self):
        for vals, words in (
            ({"isActive": 0}, "no longer in force"),
            ({"mxikNameUz": "Gaz", "mxikNameRu": "Газ"}, "Gaz / Газ"),
            ({"packageNames": [{"code": 7, "nameUz": "dona"}]}, "7 dona"),
        ):
            with self.subTest(vals):
                kind, text = self._check(self._entry(**vals))
                self.assertEqual(kind, "danger")
                self.assertIn(words, text)

    def test_no_answer(self):
        for status, entry, words in (
            (404, None, "has no code"),
            (200, None, "has no code"),
            (500, None, "does not answer"),
        ):
            with self.subTest(status=status):
                kind, text = self._check(entry, status)
                self.assertEqual(kind, "danger")
                self.assertIn(words, text)

    def test_no_code_is_not_asked(self):
        kind, text = self._check(self._entry(), code="-")
        self.assertEqual((kind, self.asked), ("danger", False))
        self.assertIn("17 digits", text)

    def test_who_may_not_write_providers(self):
        own = self.provider.with_user(self.users["clerk_household"])
        with self.assertRaises(AccessError):
            own.action_check_goods()
