import os
from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..adapters import onec_body, onec_message, onec_objects
from .common_gl import GlCommon

SCHEMAS = (
    Path(
        os.environ.get(
            "ELEKTROHISOB_SAMPLES", Path(__file__).parents[4] / "shared/data/samples"
        )
    )
    / "enterprisedata"
)
NAMES = {"1.8": "1_8_6", "1.15": "1_15_3"}


@tagged("post_install", "-at_install")
class TestOneC(GlCommon):
    """October 2025, H-GEN at 600 so'm: 100 kWh = 60 000, of it VAT 6 428.57. The peer
    of the tests keeps the objects by their references, as 1C does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "1C",
                "code": "onec_test",
                "kind": "onec",
                "company_id": cls.district_a.id,
                "onec_code": "EH",
                "onec_peer": "БП",
                "onec_date_from": "2025-10-01",
            }
        )

    def setUp(self):
        super().setUp()
        self.books, self.sent_no, self.received_no = {}, 0, 0

    # the peer

    def _deliver(self, data):
        header, body = onec_message.read_message(data)
        if header.message_no <= self.received_no:
            return
        self.received_no = header.message_no
        for element in body:
            space = {"e": etree.QName(element).namespace}
            reference = element.xpath("string(.//e:Ссылка[1])", namespaces=space)
            name = etree.QName(element).localname
            if name == "УдалениеОбъекта":
                reference = element.xpath("string(.)").strip()
                self.books.pop(reference)
            elif name.startswith("Документ"):
                total = "e:Сумма|e:ОбщиеДанные/e:Сумма|e:СуммаДебиторскойЗадолженности"
                amount = element.xpath(f"number({total})", namespaces=space)
                self.books[reference] = (name, amount)

    def _answer(self, receiver="EH", versions=("1.8",)):
        self.sent_no += 1
        header = onec_message.Header(
            "БП", receiver, self.sent_no, self.received_no, "", versions
        )
        now = self.env.cr.now()
        return onec_message.write_message(header, (), now)

    def _take(self, data):
        return self.provider._receive(f"Message_{self.sent_no}.xml", data)

    def _send(self):
        message = self.provider._send_onec(self.period.date_end)
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", message._name),
                ("res_id", "=", message.id),
                ("res_field", "=", "content"),
            ]
        )
        return attachment.raw

    def _get_totals(self):
        totals = {}
        for name, amount in self.books.values():
            kind = name.split(".")[1]
            totals[kind] = round(totals.get(kind, 0) + amount, 2)
        return totals

    def _get_states(self):
        return set(self.provider.onec_change_ids.mapped("state"))

    # tests

    def test_books_agree(self):
        """60 000 charged and 100 000 paid by a household: both are in 1C, once."""
        self._pay(self._charge(100), 100_000)
        self._post()
        data = self._send()
        self.assertEqual(self._get_states(), {"sent"})
        self._deliver(data)
        self._deliver(data)
        expected = {
            "РеализацияТоваровУслуг": 60_000.0,
            "ПБДСРасчетыСКонтрагентами": 100_000.0,
        }
        self.assertEqual(self._get_totals(), expected)
        told = self.provider.onec_change_ids.filtered("date")
        guids = {onec_objects.get_guid(one.kind, one.key) for one in told}
        self.assertEqual(set(self.books), guids)
        self._take(self._answer())
        self.assertEqual(self._get_states(), {"confirmed"})
        _header, body = onec_message.read_message(self._send())
        self.assertEqual(len(body), 0)

    def test_vat_and_accounts_of_the_books(self):
        self._charge(100)
        self._post()
        _header, body = onec_message.read_message(self._send())
        space = {"e": onec_body.NAMESPACE % "1.8"}
        [line] = body.iterfind(".//e:Услуги/e:Строка", space)
        self.assertEqual(line.findtext("e:Сумма", None, space), "60000.00")
        self.assertEqual(line.findtext("e:СуммаНДС", None, space), "6428.57")
        self.assertEqual(line.findtext("e:СчетДоходов", None, space), "9020")
        vat = line.findtext("e:СчетУчетаНДСПоРеализации", None, space)
        self.assertEqual(vat, "6411")

    def test_lost_message_goes_again(self):
        self._charge(100)
        self._post()
        self._send()
        self._deliver(self._send())
        self.assertEqual(self._get_totals(), {"РеализацияТоваровУслуг": 60_000.0})
        self.assertEqual(self.provider.onec_sent_no, 2)

    def test_late_message_changes_nothing(self):
        """50 kWh more = 30 000 of the same day; the old message comes last."""
        account = self._charge(100)
        self._post()
        old = self._send()
        self._charge_more(account, "2025-11-01", 150)
        self._post()
        new = self._send()
        self._deliver(new)
        self._deliver(old)
        total = self._get_totals()["РеализацияТоваровУслуг"]
        booked = self._postings("charge") | self._postings("charge_vat")
        self.assertEqual(total, round(sum(booked.mapped("amount")), 2))

    def test_receipt_of_an_older_state_confirms_nothing_new(self):
        account = self._charge(100)
        self._post()
        self._deliver(self._send())
        answer = self._answer()
        self._pay(account, 1_000)
        self._post()
        self._send()
        self._take(answer)
        payments = self.provider.onec_change_ids.filtered(
            lambda one: one.kind == "payment"
        )
        self.assertEqual(payments.state, "sent")

    def test_payment_taken_back_is_deleted(self):
        payment = self._pay(self._charge(100), 60_000)
        self._post()
        self._deliver(self._send())
        self.assertIn("ПБДСРасчетыСКонтрагентами", self._get_totals())
        self._take(self._answer())
        payment._cancel("Mistake")
        self._post()
        self._deliver(self._send())
        self.assertNotIn("ПБДСРасчетыСКонтрагентами", self._get_totals())

    def test_write_off(self):
        """60 000 owed, 20 000 written off to 9430."""
        account = self._charge(100)
        self._book("write_off", account, 20_000)
        self._post()
        data = self._send()
        self._deliver(data)
        self.assertEqual(self._get_totals()["КорректировкаДолга"], 20_000.0)
        self.assertIn("<СчетДт>9430</СчетДт>", data.decode())

    def test_repeated_answer(self):
        self._charge(100)
        self._post()
        self._deliver(self._send())
        answer = self._answer()
        self.assertEqual(self._take(answer).state, "done")
        again = answer.replace(b"</msg:Header>", b"</msg:Header> ")
        self.assertEqual(self._take(again).state, "duplicate")

    def test_foreign_answer(self):
        message = self._take(self._answer("XX"))
        self.assertEqual(message.state, "refused")
        self.assertIn("XX", message.reason)
        self.assertEqual(self.provider.onec_received_no, 0)

    def test_no_common_version(self):
        message = self._take(self._answer(versions=("1.22", "1.10")))
        self.assertEqual(message.state, "refused")
        self.assertIn("1.22", message.reason)

    def test_version_of_the_peer(self):
        """The peer has 1.15: the objects are written anew in it."""
        self._charge(100)
        self._post()
        self._deliver(self._send())
        self._take(self._answer(versions=("1.8", "1.15")))
        self.assertEqual(self.provider.onec_version, "1.15")
        header, body = onec_message.read_message(self._send())
        self.assertEqual(header.version, "1.15")
        self.assertTrue(len(body))

    def test_no_message_at_all(self):
        message = self._take(b"nothing")
        self.assertEqual(message.state, "refused")
        self.assertIn("Message_0.xml", message.reason)

    def test_file_fits_the_schemas(self):
        account = self._charge(100)
        self._pay(account, 10_000)
        self._book("write_off", account, 20_000)
        self._post()
        for version, name in NAMES.items():
            data = self.env["elektrohisob.onec"]._export_enterprise_data(
                self.district_a,
                self.period.date_start,
                self.period.date_end,
                version,
            )
            _header, body = onec_message.read_message(data)
            self.assertGreater(len(body), 5)
            path = SCHEMAS / f"EnterpriseData_{name}.generated.xsd"
            if not path.exists():
                self.skipTest("the schemas are not at hand")
            schema = etree.XMLSchema(etree.parse(path))
            schema.assertValid(etree.fromstring(etree.tostring(body, encoding="UTF-8")))

    def test_unknown_version(self):
        with self.assertRaises(UserError):
            self.env["elektrohisob.onec"]._export_enterprise_data(
                self.district_a, self.period.date_start, self.period.date_end, "1.3"
            )

    def test_send_again(self):
        self._charge(100)
        self._post()
        self._deliver(self._send())
        self._take(self._answer())
        sales = self.provider.onec_change_ids.filtered(lambda one: one.kind == "sale")
        sales.with_user(self.users["accountant"]).action_send_again()
        _header, body = onec_message.read_message(self._send())
        self.assertEqual(len(body), 1)

    def test_button(self):
        self._charge(100)
        self._post()
        provider = self.provider.with_user(self.users["accountant"])
        action = provider.action_exchange_onec()
        self.assertEqual(action["res_model"], "elektrohisob.exchange.message")
        message = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(message.direction, "out")
        self.assertEqual(message.name, "Message_EH_БП.xml")

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self.provider.with_user(self.users["manager"]).action_exchange_onec()

    def test_codes_differ(self):
        with self.assertRaises(ValidationError):
            self.provider.onec_peer = "EH"
