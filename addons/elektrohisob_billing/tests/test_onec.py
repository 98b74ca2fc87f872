import os
from pathlib import Path

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..adapters import onec_body, onec_message, onec_objects, onec_parts
from .common_onec import UNIT_BANK, OneCCommon

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
class TestOneC(OneCCommon):
    """October 2025, H-GEN at 600 so'm: 100 kWh = 60 000, of it VAT 6 428.57. Messages
    go as files; the peer is the book of the simulator."""

    def test_settings_come_first(self):
        """No object leaves before 1C has said which version it has."""
        self._charge(100)
        self._post()
        header, body = onec_message.read_message(self._write())
        self.assertIsNone(body)
        self.assertEqual((header.message_no, header.version), (1, ""))
        self.assertFalse(self.provider.onec_change_ids)
        self.assertTrue(header.types >= {"Справочник.Контрагенты"})

    def test_books_agree(self):
        """60 000 charged and 100 000 paid by a household: both are in 1C, once. The
        advance of 40 000 is on 6310: Dr 5110 100 000, Cr 4010 60 000, 6310 40 000."""
        self._pay(self._charge(100), 100_000)
        self._post()
        self._meet()
        data = self._write()
        self.assertEqual(self._get_states(), {"sent"})
        self.book.load(data)
        self.book.load(data)
        expected = {"5110": 100_000_00, "6310": -40_000_00, "9020": -53_571_43,
                    "6411": -6_428_57}  # fmt: skip
        self.assertEqual(self._get_peer_balances(), expected)
        self._assert_books_agree()
        told = self.provider.onec_change_ids.filtered("date")
        guids = {onec_objects.get_guid(one.kind, one.key) for one in told}
        self.assertEqual(set(self.book.entries), guids)
        self._take(self.book.answer())
        self.assertEqual(self._get_states(), {"confirmed"})
        # only the receipt of the answer is told now, then nothing
        _header, body = onec_message.read_message(self._write())
        self.assertEqual(len(body), 0)
        self.assertFalse(self._write())

    def test_money_of_payment_services(self):
        """60 000 charged, 100 000 paid by a payment service: a document of its own, Dr
        5710 100 000, Cr 4010 60 000, 6310 40 000. A 1C that takes no such documents
        gets a manual operation."""
        self._pay(self._charge(100), 100_000, "online")
        self._post()
        self._meet()
        self.book.load(self._write())
        self._assert_books_agree()
        changes = self.provider.onec_change_ids.filtered("date")
        self.assertEqual(set(changes.mapped("kind")), {"sale", "online_receipt"})
        one = changes.filtered(lambda change: change.kind == "online_receipt")
        self.assertEqual(one.amount, 100_000)
        self.assertIn("ОплатаОтКлиента", one.content)
        types = set(onec_body.NAMES.values()) - {onec_body.NAMES["online_receipt"]}
        self.provider.onec_types = sorted(types)
        kinds = {
            found[0].kind
            for found in self.env["elektrohisob.onec"]._get_texts(
                *(self.provider.company_id, self.period.date_start),
                *(self.period.date_end, "1.8", self.provider._get_onec_settings()),
            )
        }
        self.assertIn("operation", kinds)
        self.assertNotIn("online_receipt", kinds)

    def test_vat_and_accounts_of_the_books(self):
        self._charge(100)
        self._post()
        self._meet()
        _header, body = onec_message.read_message(self._write())
        space = {"e": etree.QName(body).namespace}
        [line] = body.iterfind(".//e:Услуги/e:Строка", space)
        self.assertEqual(line.findtext("e:Сумма", None, space), "60000.00")
        self.assertEqual(line.findtext("e:СуммаНДС", None, space), "6428.57")
        self.assertEqual(line.findtext("e:СчетДоходов", None, space), "9020")
        vat = line.findtext("e:СчетУчетаНДСПоРеализации", None, space)
        self.assertEqual(vat, "6411")

    def test_accounts_as_1c_names_them(self):
        """Our 9020 is 90.20 there, see adapters.onec_codes."""
        self.env["elektrohisob.onec.code"].create(
            {"provider_id": self.provider.id, "code": "9020", "peer_code": "90.20"}
        )
        self.provider.onec_organisation = "TUMAN ETK"
        self._charge(100)
        self._post()
        self._meet()
        text = self._write().decode()
        self.assertIn("<СчетДоходов>90.20</СчетДоходов>", text)
        self.assertIn("<Наименование>TUMAN ETK</Наименование>", text)

    def test_lost_message_goes_again(self):
        self._charge(100)
        self._post()
        self._meet()
        lost = self._write()
        self.book.load(self._write())
        self._assert_books_agree()
        self.assertEqual(self.provider.onec_sent_no, 3)
        self._take(self.book.answer())
        messages = self.env["elektrohisob.exchange.message"].search(
            [("provider_id", "=", self.provider.id), ("direction", "=", "out")]
        )
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertIn("3", messages.filtered(lambda one: one.onec_no == 2).reason)
        self.book.load(lost)
        self._assert_books_agree()

    def test_late_message_changes_nothing(self):
        """150 kWh of a neighbour = 90 000 of the same day, so that its document grows
        to 150 000; the old message comes last."""
        self._charge(100)
        self._post()
        self._meet()
        old = self._write()
        self._charge(150)
        self._post()
        self.book.load(self._write())
        self.book.load(old)
        self.assertEqual(len(self.book.entries), 1)
        self.assertEqual(self._get_peer_balances()["4010"], 150_000_00)
        self._assert_books_agree()

    def test_receipt_of_an_older_state_confirms_nothing_new(self):
        account = self._charge(100)
        self._post()
        self._meet()
        self.book.load(self._write())
        answer = self.book.answer()
        self._pay(account, 1_000)
        self._post()
        self._write()
        self._take(answer)
        self.assertEqual(self._get_states(kind="payment"), {"sent"})

    def test_payment_taken_back_is_deleted(self):
        payment = self._pay(self._charge(100), 60_000)
        self._post()
        self._meet()
        self.book.load(self._write())
        self.assertEqual(self._get_peer_balances()["5110"], 60_000_00)
        self._take(self.book.answer())
        payment._cancel("Mistake")
        self._post()
        self.book.load(self._write())
        self.assertNotIn("5110", self._get_peer_balances())
        self._assert_books_agree()

    def test_write_off(self):
        """60 000 owed, 20 000 written off to 9430."""
        account = self._charge(100)
        self._book("write_off", account, 20_000)
        self._post()
        self._meet()
        data = self._write()
        self.book.load(data)
        self.assertIn("<СчетДт>9430</СчетДт>", data.decode())
        self.assertEqual(self._get_peer_balances()["9430"], 20_000_00)
        # what is kept off balance is no document of EnterpriseData
        operation = self.provider.onec_change_ids.filtered(
            lambda one: one.kind == "operation"
        )
        self.assertEqual(operation.state, "by_hand")
        self.assertIn(
            "0007 / 0099 · 20 000,00", operation.entries_text.replace("\xa0", " ")
        )
        operation.with_user(self.users["accountant"]).action_entered()
        self.assertEqual(operation.state, "confirmed")
        with self.assertRaises(UserError):
            operation.action_entered()

    def test_unit_without_a_bank_account(self):
        """Its bank payment is not told with an invented account: nothing is sent, and
        the exchange says what is missing. Money that came before the account was
        entered here has it too."""
        self._pay(self._charge(100), 60_000)
        self._post()
        self._meet()
        sent = self.provider.onec_sent_no
        unit = self.district_a.sudo()
        unit.bank_account_ids.unlink()
        with self.assertRaisesRegex(UserError, unit.name):
            self._write()
        self._exchange()
        self.assertIn(unit.name, self.provider.trouble)
        self.assertEqual(self.provider.onec_sent_no, sent)
        self.assertFalse(self.provider.onec_change_ids)
        unit.bank_account_ids = [
            (0, 0, {"number": UNIT_BANK, "is_main": True, "date_start": "2026-01-01"})
        ]
        self._exchange()
        self.assertFalse(self.provider.trouble)
        self.assertEqual(self.provider.onec_sent_no, sent + 1)
        payment = self.provider.onec_change_ids.filtered(
            lambda one: one.kind == "payment"
        )
        self.assertIn(UNIT_BANK, payment.content)

    def test_operations_sent_again(self):
        """Begun anew, operations go again through OData; one that people entered is
        theirs, whatever is switched on later, and goes by no web service."""
        account = self._charge(100)
        self._book("write_off", account, 20_000)
        self._post()
        self._meet()
        self._write()
        [operation] = self.provider.onec_change_ids.filtered(
            lambda one: one.kind == "operation"
        )
        operation.action_send_again()
        self.assertEqual(operation.state, "by_hand")
        self._connect()
        self.assertEqual(operation.state, "waiting")
        operation.state = "confirmed"
        self.provider.action_reset_onec()
        self.assertEqual(operation.state, "waiting")
        self.provider.onec_is_odata = False
        operation.action_entered()
        self.provider.onec_is_odata = True
        self.provider.action_reset_onec()
        self.assertEqual(operation.state, "confirmed")
        operation.action_send_again()
        self.assertEqual(operation.state, "by_hand")

    def test_repeated_answer(self):
        self._charge(100)
        self._post()
        self._meet()
        self.book.load(self._write())
        answer = self.book.answer()
        self.assertEqual(self._take(answer).state, "done")
        again = onec_message.unpack(answer)
        self.assertEqual(self._take(again).state, "duplicate")

    def test_foreign_answer(self):
        self.book.peer = "XX"
        message = self._take(self.book.answer())
        self.assertEqual(message.state, "refused")
        self.assertIn("XX", message.reason)
        self.assertEqual(self.provider.onec_received_no, 0)

    def test_no_common_version(self):
        self.book.versions = ("1.22", "1.10")
        message = self._take(self.book.answer())
        self.assertEqual(message.state, "refused")
        self.assertIn("1.22", message.reason)

    def test_version_of_the_peer(self):
        """The peer has 1.15: the objects are written in it."""
        self._charge(100)
        self._post()
        self._meet()
        self.assertEqual(self.provider.onec_version, "1.15")
        header, body = onec_message.read_message(self._write())
        self.assertEqual(header.version, "1.15")
        self.assertTrue(len(body))

    def test_old_version_of_the_peer(self):
        self.book.versions = ("1.6", "1.8")
        self._charge(100)
        self._post()
        self._meet()
        self.book.load(self._write())
        self.assertEqual(self.provider.onec_version, "1.8")
        self._assert_books_agree()

    def test_what_1c_does_not_take(self):
        """1C does not take contracts: told with its setting to change, all else
        goes."""
        self._charge(100)
        self._post()
        self._meet()
        taken = set(self.provider.onec_types) - {"Справочник.Договоры"}
        self.provider.onec_types = sorted(taken)
        self.book.load(self._write())
        self._assert_books_agree()
        contract = self.provider.onec_change_ids.filtered(
            lambda one: one.kind == "contract"
        )
        self.assertEqual(contract.state, "refused")
        self.assertIn("Справочник.Договоры", contract.reason)

    def test_begin_anew(self):
        """1C was restored empty: its numbers begin again, all objects go again."""
        self._charge(100)
        self._post()
        self._meet()
        self.book.load(self._write())
        self._take(self.book.answer())
        self.book = type(self.book)()
        self.provider.with_user(self.users["accountant"]).action_reset_onec()
        self._meet()
        self.book.load(self._write())
        self._assert_books_agree()
        self._take(self.book.answer())
        self.assertEqual(self._get_states(), {"confirmed"})

    def test_no_message_at_all(self):
        message = self._take(b"nothing")
        self.assertEqual(message.state, "refused")
        self.assertIn("Message_0.zip", message.reason)

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
            root = etree.fromstring(data)
            body = root.find(f"{{{onec_parts.NAMESPACE % version}}}Body")
            self.assertGreater(len(body), 5)
            path = SCHEMAS / f"EnterpriseData_{name}.generated.xsd"
            if path.exists():
                schema = etree.XMLSchema(etree.parse(path))
                text = etree.tostring(body, encoding="UTF-8")
                schema.assertValid(etree.fromstring(text))

    def test_unknown_version(self):
        with self.assertRaises(UserError):
            self.env["elektrohisob.onec"]._export_enterprise_data(
                self.district_a, self.period.date_start, self.period.date_end, "1.3"
            )

    def test_closed_months_are_not_compared_again(self):
        self._charge(100)
        self._post()
        self._meet()
        self.book.load(self._write())
        self.assertEqual(str(self.provider.onec_compared), "2025-10-01")
        self.provider.onec_date_from = "2025-01-01"
        first, final = self.provider._get_onec_span()
        self.assertEqual([str(first), str(final)], ["2025-10-01", "2025-10-01"])
        self.provider.onec_compared = False
        self.assertEqual(str(self.provider._get_onec_span()[0]), "2025-01-01")

    # rights and settings

    def test_who_may_exchange(self):
        provider = self.provider.with_user(self.users["accountant"])
        self.assertEqual(provider.action_exchange_onec()["params"]["type"], "info")

    def test_who_may_not(self):
        with self.assertRaises(AccessError):
            self.provider.with_user(self.users["manager"]).action_exchange_onec()
        with self.assertRaises(AccessError):
            self.provider.with_user(self.users["engineer"]).onec_date_from = False

    def test_codes_differ(self):
        with self.assertRaises(ValidationError):
            self.provider.onec_peer = "EH"

    def test_addresses(self):
        """The password goes there: https, or http inside the own network."""
        for url in ("https://1c.example.uz/buh", "http://10.0.0.5/buh", "http://srv/b"):
            self.provider.onec_url = url
        for url in ("http://1c.example.uz/buh", "ftp://srv/b", "https://a:b@srv/b"):
            with self.assertRaises(ValidationError):
                self.provider.onec_url = url
        self.provider.onec_url = False
        with self.assertRaises(ValidationError):
            self.provider.onec_transport = "exchange"

    def test_password_is_never_shown(self):
        self.provider.onec_secret = "maxfiy"
        self.env.invalidate_all()
        self.assertFalse(self.provider.onec_secret)
        self.assertTrue(self.provider.has_onec_secret)
        sealed = self.provider.sudo().onec_secret_sealed
        self.assertNotIn("maxfiy", sealed)
        self.assertEqual(self.provider._get_onec_access().secret, "maxfiy")
