from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import onec_simulator
from .common_onec import OneCCommon


@tagged("post_install", "-at_install")
class TestOneCLink(OneCCommon):
    """Messages by the web services of a simulated 1C, and operations by its OData. A
    household used 100 kWh = 60 000 and paid 100 000."""

    def setUp(self):
        super().setUp()
        self.household = self._charge(100)
        self._pay(self.household, 100_000)
        self._post()

    def _fault(self, call, fault, times=1):
        self.simulator.faults[call] = {"fault": fault, "times": times}

    def _get_messages(self, direction="out"):
        return self.env["elektrohisob.exchange.message"].search(
            [("provider_id", "=", self.provider.id), ("direction", "=", direction)]
        )

    def _write_off(self):
        """20 000 so'm written off, with its operation off balance."""
        account = self._charge(200)
        self._book("write_off", account, 20_000)
        self._post()

    def test_one_press_of_the_button(self):
        """Met, told, confirmed and the operation written, in one go."""
        self._write_off()
        self._connect()
        self._exchange()
        self._assert_books_agree()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertEqual(self._get_messages().state, "done")
        self.assertEqual(self._get_peer_balances()["0007"], 20_000_00)
        self.assertTrue(self.provider.date_answered)
        self.assertFalse(self.provider.trouble)
        self._exchange()
        self.assertEqual(self.book.loads, 2)  # the second: the receipt of its answer
        self._exchange()
        self.assertEqual(self._get_states(), {"confirmed"})

    def test_one_way(self):
        """EnterpriseDataUpload: no numbers, no answers; loaded is confirmed."""
        self._write_off()
        self._connect("upload")
        self._exchange()
        self._assert_books_agree()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertEqual(self.book.received_no, 0)
        self._exchange()
        self.assertEqual(self.book.loads, 1)

    def test_operation_taken_back(self):
        self._write_off()
        self._connect("upload")
        self._exchange()
        posting = self.env["elektrohisob.gl.posting"].search(
            [
                ("event", "=", "written_off_kept"),
                ("company_id", "=", self.district_a.id),
            ]
        )
        self.assertEqual(len(posting), 1)
        entry = self.env["elektrohisob.ledger.entry"].search(
            [("kind", "=", "write_off"), ("company_id", "=", self.district_a.id)]
        )
        self._book("reversal", entry.account_id, 20_000, entry_id=entry.id)
        self._post()
        self._exchange()
        self.assertNotIn("0007", self._get_peer_balances())
        self._assert_books_agree()

    def test_operation_that_1c_refuses(self):
        """1C has no such account: its words are kept, and nothing else waits for it."""
        self.env["elektrohisob.onec.code"].create(
            {"provider_id": self.provider.id, "code": "0007", "peer_code": "7777"}
        )
        self._write_off()
        self._connect()
        self._exchange()
        self.assertEqual(self._get_states(kind="operation"), {"refused"})
        operation = self.provider.onec_change_ids.filtered("reason")
        self.assertIn("7777", operation.reason)
        self.assertEqual(self._get_states(kind="sale"), {"confirmed"})

    def test_message_that_1c_refuses(self):
        """The words of 1C are kept on the message and on what was in it."""
        self._connect()
        self._fault("PutData", "failed")
        self._exchange()
        message = self._get_messages()
        self.assertEqual(message.state, "refused")
        self.assertIn("Ошибка фонового задания", message.reason)
        self.assertEqual(self._get_states(), {"refused"})
        self._exchange()
        self._assert_books_agree()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertFalse(any(self.provider.onec_change_ids.mapped("reason")))

    def test_error_message_with_200(self):
        self._connect()
        self._fault("PutFilePart", "told")
        self._exchange()
        self.assertIn("Внутренняя ошибка", self._get_messages().reason)
        self._exchange()
        self._assert_books_agree()

    def test_answer_lost_after_accepting(self):
        """1C has it, we do not know: the receipt makes it good."""
        self._connect()
        self._fault("PutData", "lost")
        self._exchange()
        self.assertEqual(self._get_messages().state, "done")
        self.assertEqual(self._get_states(), {"confirmed"})
        self._assert_books_agree()

    def test_answer_lost_one_way(self):
        """Nobody tells whether 1C has it: nothing newer is sent before it can have
        ended, then all goes again, and it is there once."""
        self._connect("upload")
        self._fault("PutData", "lost")
        self._exchange()
        self.assertEqual(self._get_states(), {"sent"})
        loads = self.book.loads
        self._pay(self.household, 5_000)
        self._post()
        self._exchange()
        self.assertEqual(len(self._get_messages()), 1)
        self.provider.sudo().onec_lost_until = fields.Datetime.now()
        self._exchange()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertGreater(self.book.loads, loads)
        self._assert_books_agree()

    def test_loading_without_end(self):
        """1C says Active for ever; the next message brings all."""
        self._connect()
        self._fault("PutData", "active")
        self._exchange(limit=8)
        message = self._get_messages()
        self.assertEqual(message.state, "sent")
        message.sudo().onec_handed = "2025-11-01"
        self.provider._ask_onec(message)
        self.assertIn("30", message.reason)
        self._exchange()
        self._assert_books_agree()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertEqual(set(self._get_messages().mapped("state")), {"done"})

    def test_old_message_loads_last(self):
        """A slow action loads message 1 after message 2: it is skipped."""
        self._connect()
        self.simulator.slow = 3600
        self._fault("PutData", "slow")
        self._exchange(limit=4)
        self._pay(self.household, 7_000)
        self._post()
        self._exchange()
        self._assert_books_agree()
        self.simulator.clock = lambda now=self.simulator.clock: now() + 7200
        self.simulator.work()
        self.assertEqual(self.book.repeated, 1)
        self._assert_books_agree()

    def test_crash_between_sending_and_writing_it_down(self):
        """1C has message 1, our transaction is gone: the job hands the same message
        over again; 1C skips it, and its receipt confirms what it has."""
        self._connect()
        self.provider._fetch_onec()
        message = self.provider._write_onec(self.period.date_end)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.provider._hand_onec(message)
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertEqual(message.state, "waiting")
        self.simulator.work()
        self.assertEqual(self.book.received_no, 1)
        self._exchange()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertEqual(message.state, "done")
        self._assert_books_agree()

    def test_base_that_is_away(self):
        self._connect()
        self.provider.onec_url = "http://127.0.0.1:9/buh"
        self._exchange()
        self.assertTrue(self.provider.trouble)
        self.assertFalse(self._get_messages())
        self.assertEqual(self.provider.onec_sent_no, 0)

    def test_wrong_password(self):
        self._connect()
        self.provider.onec_secret = "other"
        self._exchange()
        self.assertIn("401", self.provider.trouble)
        answer = self.provider.action_try_onec()
        self.assertEqual(answer["params"]["type"], "danger")

    def test_try_the_connection(self):
        self._connect()
        answer = self.provider.action_try_onec()
        self.assertEqual(answer["params"]["type"], "success")
        self.book.peer = "XX"
        answer = self.provider.action_try_onec()
        self.assertIn("EH", answer["params"]["message"])

    def test_old_versions_only(self):
        self.simulator.book.versions = ("1.3", "1.6")
        self._connect()
        self._exchange()
        message = self._get_messages("in")
        self.assertEqual(message.state, "refused")
        self.assertIn("1.3", message.reason)
        # nothing but the settings goes to it
        self.assertFalse(self.provider.onec_change_ids)

    def test_message_given_twice(self):
        """1C gives a message of before again: nothing is taken twice."""
        self._connect()
        self._exchange()
        self._fault("PrepareDataForGetting", "repeat")
        self._exchange()
        states = self._get_messages("in").mapped("state")
        self.assertIn("duplicate", states)
        self.assertEqual(self._get_states(), {"confirmed"})

    def test_receipt_that_is_late(self):
        self._connect()
        self._fault("PrepareDataForGetting", "late", 2)
        self._exchange()
        self.assertEqual(self._get_states(), {"sent"})
        self._exchange()
        self._assert_books_agree()
        self.assertEqual(self._get_states(), {"confirmed"})

    def test_part_that_is_cut_off(self):
        self._connect()
        self._fault("GetDataPart", "cut")
        self._exchange()
        self.assertFalse(self.provider.onec_change_ids)
        self._exchange()
        self._assert_books_agree()

    def test_packed_files_in_a_folder(self):
        self.provider.onec_is_zipped = True
        message = self.provider._write_onec(self.period.date_end)
        self.assertEqual(message.name, "Message_EH_БП.zip")
        self.assertTrue(message._get_onec_data().startswith(b"PK"))

    def test_operations_by_hand_and_back(self):
        """Operations wait for people while OData is off, and go when it is on."""
        self._write_off()
        self._connect(is_odata=False)
        self._exchange()
        self.assertEqual(self._get_states(kind="operation"), {"by_hand"})
        self.provider.onec_is_odata = True
        self._exchange()
        self.assertEqual(self._get_states(), {"confirmed"})
        self._assert_books_agree()

    def test_without_first_day(self):
        self.provider.onec_date_from = False
        with self.assertRaises(UserError):
            self.provider.action_exchange_onec()

    def test_every_fault_is_known(self):
        known = {"lost", "drop", "taken", "error", "fault", "told", "cut", "garbage",
                 "failed", "active", "slow", "late", "wrong_no", "repeat"}  # fmt: skip
        self.assertEqual(set(onec_simulator.FAULTS), known)
