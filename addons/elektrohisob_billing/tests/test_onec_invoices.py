import base64

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..adapters import onec_parts
from .common_onec import OneCCommon

DAYS = {"date_from": "2025-10-01", "date_to": "2025-10-31"}
STIR = "301234567"


@tagged("post_install", "-at_install")
class TestOneCInvoices(OneCCommon):
    """An invoice of 1 000 kWh at 1 000 so'm and 12 %: 1 120 000, of it VAT 120 000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_consumer("ONEC1", "2025-10-01").account_id
        cls.account.sudo().write(
            {
                "category": "legal",
                "stir": STIR,
                "bank_account": "20208000900000000777",
                "bank_mfo": "00419",
                "bank_name": "Xalq banki",
            }
        )
        cls.invoice = cls._invoice("EH-77", 1000)

    @classmethod
    def _invoice(cls, number, kwh, origin=None, event="charge", **vals):
        """An invoice at 1 000 so'm without VAT and 12 %, posted and in the books."""
        net, vat = kwh * 1000, kwh * 120
        invoice = cls.env["elektrohisob.invoice"].create(
            {
                "number": number,
                "kind": "correction" if origin else "regular",
                "origin_id": origin and origin.id,
                "account_id": cls.account.id,
                "company_id": cls.district_a.id,
                "period_id": cls.period.id,
                "month": "2025-10-01",
                "date": "2025-10-31",
                "date_due": "2025-11-10",
                "state": "draft",
                "net": net,
                "vat": vat,
                "amount": net + vat,
                "line_ids": [
                    Command.create(
                        {
                            "unit": "kWh",
                            "quantity": kwh,
                            "price": 1000,
                            "net": net,
                            "vat_percent": 12,
                            "vat": vat,
                            "amount": net + vat,
                            "event": event,
                        }
                    )
                ],
                **vals,
            }
        )
        invoice._post_moves()
        return invoice

    def _export(self, user="accountant", **options):
        invoices = self.env["elektrohisob.invoice"].with_user(self.users[user])
        asked = {"company": self.district_a.id, **DAYS, "format": "enterprise_data_1.8"}
        return invoices.export(**{**asked, **options})

    def _read_export(self, version="1.8"):
        data = base64.b64decode(
            self._export(format=f"enterprise_data_{version}")["content"]
        )
        return etree.fromstring(data).find(f"{{{onec_parts.NAMESPACE % version}}}Body")

    def _say(self, body, path):
        space = {"e": etree.QName(body).namespace}
        return [
            one.text
            for one in body.iterfind("/".join(f"e:{x}" for x in path.split("/")), space)
        ]

    def test_invoice_is_a_sale(self):
        body = self._read_export()
        sale = "Документ.РеализацияТоваровУслуг"
        self.assertEqual(self._say(body, f"{sale}/КлючевыеСвойства/Номер"), ["EH-77"])
        self.assertEqual(self._say(body, f"{sale}/Сумма"), ["1120000.00"])
        self.assertEqual(self._say(body, f"{sale}/Контрагент/ИНН"), [STIR])
        row = f"{sale}/Услуги/Строка"
        self.assertEqual(self._say(body, f"{row}/Количество"), ["1000.000"])
        self.assertEqual(self._say(body, f"{row}/СуммаНДС"), ["120000.00"])
        self.assertEqual(self._say(body, f"{row}/СчетДоходов"), ["9020"])
        self.assertEqual(self._say(body, f"{row}/СтавкаНДС"), [])

    def test_factura_of_the_sale(self):
        body = self._read_export("1.15")
        factura = "Документ.СчетФактураВыданный"
        self.assertEqual(self._say(body, f"{factura}/Сумма"), ["1120000.00"])
        self.assertEqual(self._say(body, f"{factura}/СуммаНДС"), ["120000.00"])
        basis = f"{factura}/ДокументыОснования/Строка/ДокументОснование"
        reference = f"{basis}/РеализацияТоваровУслугСсылка/Ссылка"
        sale = "Документ.РеализацияТоваровУслуг/КлючевыеСвойства/Ссылка"
        self.assertEqual(self._say(body, reference), self._say(body, sale))

    def test_bank_account_of_the_consumer(self):
        body = self._read_export()
        numbers = self._say(
            body, "Справочник.БанковскиеСчета/КлючевыеСвойства/НомерСчета"
        )
        self.assertIn("20208000900000000777", numbers)
        banks = "Справочник.Банки/КлючевыеСвойства/ДанныеКлассификатораБанков/БИК"
        self.assertIn("00419", self._say(body, banks))

    def test_correction_names_its_original(self):
        """200 kWh less: 1 000 → 800, 1 120 000 → 896 000; then 100 more: → 900."""
        first = self._invoice("EH-78", -200, self.invoice)
        self._invoice("EH-79", 100, self.invoice)
        body = self._read_export()
        name = "Документ.КорректировкаРеализацииТоваров"
        row = f"{name}/Услуги/Строка"
        self.assertEqual(self._say(body, f"{name}/Сумма"), ["-224000.00", "112000.00"])
        self.assertEqual(
            self._say(body, f"{row}/КоличествоДоИзменения"), ["1000.000", "800.000"]
        )
        self.assertEqual(self._say(body, f"{row}/Количество"), ["800.000", "900.000"])
        self.assertEqual(
            self._say(body, f"{row}/СуммаДоИзменения"), ["1120000.00", "896000.00"]
        )
        self.assertEqual(self._say(body, f"{row}/Сумма"), ["896000.00", "1008000.00"])
        origin = f"{name}/ДокументРеализации/РеализацияТоваровУслугСсылка/Номер"
        self.assertEqual(self._say(body, origin), ["EH-77", "EH-77"])
        self.assertEqual(first.origin_id, self.invoice)

    def test_books_agree(self):
        """Invoice, correction, payment with an advance, all to the tiyin and to the
        counterparty: 1 120 000 − 224 000 − 1 000 000 = −104 000 of the consumer."""
        self._invoice("EH-78", -200, self.invoice)
        self._pay(self.account, 1_000_000)
        self._post()
        self._meet()
        self.book.load(self._write())
        self._assert_books_agree()
        party = self.env["elektrohisob.onec.change"].search(
            [("provider_id", "=", self.provider.id), ("key", "=", f"stir:{STIR}")]
        )
        own = {
            account: tiyin
            for (account, guid), tiyin in self.book.get_balances().items()
            if guid == party.guid
        }
        self.assertEqual(sum(own.values()), -104_000_00)
        self.assertEqual(set(own), {"4010", "6310"})

    def test_each_payment_is_a_document(self):
        """Two orders of a day: 100 000 pays debt, the second half pays ahead."""
        for amount in (900_000, 400_000):
            self._pay(self.account, amount)
        self._post()
        self._meet()
        self.book.load(self._write())
        self._assert_books_agree()
        payments = self.provider.onec_change_ids.filtered(
            lambda one: one.kind == "payment"
        )
        self.assertEqual(sorted(payments.mapped("amount")), [400_000, 900_000])

    def test_past_year_less(self):
        """What is taken back for an earlier year is a loss of this one: 9430."""
        self._invoice("EH-80", -100, self.invoice, "past_year_down")
        self._meet()
        self.book.load(self._write())
        self.assertEqual(self._get_peer_balances()["9430"], 100_000_00)
        self._assert_books_agree()

    def test_less_without_original_is_an_operation(self):
        """1C knows no sale below zero; the entries are told as they are."""
        self._invoice("EH-81", -100)
        found = self.env["elektrohisob.onec"]._get_objects(
            self.district_a, self.period.date_start, self.period.date_end
        )
        [operation] = [one for one in found if one.kind == "operation"]
        sums = [(one.debit, one.credit, one.amount) for one in operation.entries]
        self.assertEqual(
            sums, [("4010", "9020", -100_000_00), ("4010", "6411", -12_000_00)]
        )

    def test_draft_is_no_sale(self):
        self.invoice.sudo().state = "draft"
        self.assertEqual(len(self._read_export("1.15")), 0)

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self._export("clerk_household")

    def test_unknown_format(self):
        with self.assertRaises(UserError):
            self._export(format="dbf")
