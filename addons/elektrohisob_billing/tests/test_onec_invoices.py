import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..adapters import onec_body, onec_message
from .common_gl import GlCommon

DAYS = {"date_from": "2025-10-01", "date_to": "2025-10-31"}


@tagged("post_install", "-at_install")
class TestOneCInvoices(GlCommon):
    """An invoice of 1 000 kWh at 1 000 so'm and 12 %: 1 120 000, of it VAT 120 000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        account = cls._create_consumer("ONEC1", "2025-10-01").account_id
        account.sudo().write({"category": "legal", "stir": "301234567"})
        cls.invoice = cls.env["elektrohisob.invoice"].create(
            {
                "number": "EH-77",
                "account_id": account.id,
                "company_id": cls.district_a.id,
                "period_id": cls.period.id,
                "month": "2025-10-01",
                "date": "2025-10-31",
                "date_due": "2025-11-10",
                "state": "posted",
                "net": 1_000_000,
                "vat": 120_000,
                "amount": 1_120_000,
                "line_ids": [
                    Command.create(
                        {
                            "unit": "kWh",
                            "quantity": 1000,
                            "price": 1000,
                            "net": 1_000_000,
                            "vat_percent": 12,
                            "vat": 120_000,
                            "amount": 1_120_000,
                        }
                    )
                ],
            }
        )

    def _export(self, user="accountant", **options):
        invoices = self.env["elektrohisob.invoice"].with_user(self.users[user])
        asked = {"company": self.district_a.id, **DAYS, "format": "enterprisedata-1.8"}
        return invoices.export(**{**asked, **options})

    def test_invoice_is_a_sale(self):
        data = base64.b64decode(self._export()["content"])
        _header, body = onec_message.read_message(data)
        space = {"e": onec_body.NAMESPACE % "1.8"}
        [sale] = body.findall("e:Документ.РеализацияТоваровУслуг", space)

        def say(path):
            return sale.findtext("/".join(f"e:{x}" for x in path.split("/")), "", space)

        self.assertEqual(say("КлючевыеСвойства/Номер"), "EH-77")
        self.assertEqual(say("Сумма"), "1120000.00")
        self.assertEqual(say("Контрагент/ИНН"), "301234567")
        self.assertEqual(say("Услуги/Строка/Количество"), "1000.000")
        self.assertEqual(say("Услуги/Строка/СуммаНДС"), "120000.00")
        self.assertEqual(say("Услуги/Строка/СчетДоходов"), "9020")

    def test_draft_is_no_sale(self):
        self.invoice.sudo().state = "draft"
        data = base64.b64decode(self._export(format="enterprisedata-1.15")["content"])
        _header, body = onec_message.read_message(data)
        self.assertEqual(len(body), 0)

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self._export("clerk_household")

    def test_unknown_format(self):
        with self.assertRaises(UserError):
            self._export(format="dbf")
