from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..adapters import onec_reader
from ..tools.onec_simulator_book import party_text, receipt_text
from .common_onec import OneCCommon

STIR = "301234567"
OURS = "20208000900000000001"
PARTY = onec_reader.PARTY
RECEIPT = onec_reader.RECEIPTS[0]


@tagged("post_install", "-at_install")
class TestOneCTake(OneCCommon):
    """What 1C tells us: counterparties to be looked at, bank documents for the queue of
    payments. An organisation used 100 kWh."""

    def setUp(self):
        super().setUp()
        self.account = self._charge(100)
        self.account.sudo().write({"category": "legal", "stir": STIR, "name": "SINOV"})
        self._post()
        self._meet()

    def _tell(self, name, text):
        """1C tells an object; our message of the journal."""
        self.book.tell(name, text)
        return self._take(self.book.answer())

    def _get_parties(self):
        return self.env["elektrohisob.onec.party"].search(
            [("provider_id", "=", self.provider.id)]
        )

    def _tell_party(self, **facts):
        text = party_text("SINOV MCHJ", STIR, **facts)
        return self._tell(PARTY, text)

    # counterparties

    def test_what_differs_is_looked_at(self):
        """Nothing is changed before an accountant takes it over."""
        bank = {"account": "20208000900000000777", "bank": "Xalq banki", "mfo": "00419"}
        message = self._tell_party(address="Toshkent, Navoiy 1", **bank)
        self.assertEqual((message.state, message.totals["parties"]), ("done", 1))
        [party] = self._get_parties()
        self.assertEqual(party.state, "fresh")
        self.assertEqual(party.account_ids, self.account)
        self.assertEqual(party.message_id, message)
        for text in ("SINOV MCHJ", "Navoiy 1", "20208000900000000777"):
            self.assertIn(text, party.difference_text)
        self.assertFalse(self.account.bank_account)
        party.with_user(self.users["accountant"]).action_take()
        self.env.invalidate_all()
        self.assertEqual(self.account.bank_account, "20208000900000000777")
        self.assertEqual(self.account.bank_mfo, "00419")
        self.assertEqual(self.account.counterparty_id.name, "SINOV MCHJ")
        self.assertEqual(self.account.counterparty_id.street, "Toshkent, Navoiy 1")
        self.assertEqual(party.decided_by_id, self.users["accountant"])
        self.assertFalse(party.has_difference)
        with self.assertRaises(UserError):
            party.action_leave()

    def test_told_again(self):
        """The same facts stay decided; other facts are looked at again."""
        self._tell_party(phone="+998711234567")
        [party] = self._get_parties()
        party.action_leave()
        self._tell_party(phone="+998711234567")
        self.assertEqual(self._get_parties().mapped("state"), ["left"])
        self._tell_party(phone="+998717654321")
        self.assertEqual(self._get_parties().mapped("state"), ["fresh"])

    def test_nobody_of_ours(self):
        """Suppliers of 1C are none of our consumers."""
        message = self._tell(PARTY, party_text("YETKAZIB BERUVCHI", "309999999"))
        self.assertEqual((message.state, message.totals["parties"]), ("done", 0))
        self.assertFalse(self._get_parties())

    def test_numbers_that_are_none(self):
        self._tell_party(account="12", bank="Bank", mfo="bad")
        party = self._get_parties()
        self.assertEqual((party.bank_account, party.bank_mfo), ("", ""))
        party.action_take()
        self.assertFalse(self.account.bank_account)

    def test_who_may_decide(self):
        self._tell_party()
        with self.assertRaises(AccessError):
            self._get_parties().with_user(self.users["manager"]).action_take()

    # bank documents

    def _tell_receipt(self, number="77", amount="50000.00", purpose=None):
        purpose = purpose or f"Elektr energiyasi, h/r {self.account.number}"
        facts = (number, "2025-10-20", amount, STIR, "SINOV", purpose, OURS)
        return self._tell(RECEIPT, receipt_text(*facts))

    def _get_payments(self):
        return self.env["elektrohisob.payment"].search(
            [("provider_id", "=", self.provider.id)]
        )

    def test_receipts_become_payments(self):
        """50 000 in 1C's bank: posted to the account its purpose names, once."""
        self.provider.onec_bank = "peer"
        message = self._tell_receipt()
        [payment] = self._get_payments()
        self.assertEqual((payment.account_id, payment.amount), (self.account, 50_000))
        self.assertEqual(str(payment.date), "2025-10-20")
        self.assertEqual(payment.payer_stir, STIR)
        self.assertEqual(message.totals["others"], 0)
        self._take(self.book.answer())  # told again, until we have confirmed it
        self.assertEqual(self._get_payments(), payment)

    def test_bank_statements_are_entered_here(self):
        """Nothing is entered twice: the documents are left out, and it is told."""
        self.provider.onec_bank = "ours"
        message = self._tell_receipt()
        self.assertFalse(self._get_payments())
        self.assertIn("1", message.reason)

    def test_sum_that_is_none(self):
        """The row is refused with its reason, as in a bank statement."""
        self.provider.onec_bank = "peer"
        message = self._tell_receipt(amount="5O000")
        self.assertFalse(self._get_payments())
        self.assertEqual(message.line_ids.mapped("state"), ["refused"])
        self.assertTrue(message.line_ids.reason)

    def test_receipt_that_1c_deletes(self):
        """People decide: the payment stays, a parked row asks."""
        self.provider.onec_bank = "peer"
        self._tell_receipt()
        [payment] = self._get_payments()
        guid = payment.external_key.removeprefix("id|")
        self.book.own.clear()
        gone = f"<СсылкаНаОбъект><Ссылка>{guid}</Ссылка></СсылкаНаОбъект>"
        self.book.tell("УдалениеОбъекта", gone)
        message = self._take(self.book.answer())
        [line] = message.line_ids
        self.assertEqual((line.state, line.code), ("parked", "onec_deleted"))
        self.assertEqual(line.account_id, self.account)
        self.assertNotEqual(payment.state, "cancelled")
