from random import Random

from odoo.tests import tagged

from .common_onec import OneCCommon

#: Call → what may happen to it; see ``tools.onec_simulator.FAULTS``.
CALLS = {
    "PutFilePart": ("lost", "drop", "error", "told", "cut"),
    "PutData": ("lost", "drop", "error", "fault", "taken", "failed"),
    "PutDataActionResult": ("lost", "error", "garbage"),
    "PrepareDataForGetting": ("drop", "error", "late", "wrong_no", "repeat"),
    "GetDataPart": ("drop", "cut", "garbage"),
    "ConfirmGettingFile": ("lost", "error"),
    "POST Document_ОперацияБух": ("lost", "taken", "error", "drop"),
    "POST AccountingRegister_Хозрасчетный": ("lost", "taken", "cut"),
}


@tagged("post_install", "-at_install")
class TestOneCFaults(OneCCommon):
    """A month with bills, payments, corrections, payments taken back and write-offs
    goes to a 1C that fails in every way; at its end both books are the same."""

    def _live(self, rng):
        """Something happens in our books."""
        account = rng.choice(self.accounts)
        happens = rng.choice(["pay", "pay", "cancel", "correct", "write_off"])
        if happens == "pay":
            self.payments.append(self._pay(account, rng.randrange(1, 10**8) / 100))
        elif happens == "cancel" and self.payments:
            self.payments.pop()._cancel("Mistake")
        elif happens == "correct":
            self.reading += rng.randrange(1, 50)
            self._charge_more(self.accounts[0], "2025-11-01", self.reading)
        elif happens == "write_off":
            self.env.invalidate_all()
            if account.amount_due > 100:
                self._book("write_off", account, 100)
        self._post()

    def _run(self, seed):
        rng = Random(seed)
        self.accounts = [self._charge(kwh) for kwh in (100, 150)]
        self.reading, self.payments = 100, []
        self._post()
        self._connect()
        self.simulator.slow = 0.0
        met = 0
        for _step in range(5):
            self._live(rng)
            if rng.random() < 0.8:
                call = rng.choice(list(CALLS))
                fault = rng.choice(CALLS[call])
                self.simulator.faults[call] = {"fault": fault, "times": 1}
                met += 1
            self._exchange()
        self.assertTrue(met)
        self.simulator.faults.clear()
        for _step in range(3):
            self._exchange()
        self._assert_books_agree()
        self.assertEqual(self._get_states(), {"confirmed"})
        self.assertTrue(self.env["elektrohisob.gl"].proof(
            company=self.district_a.id, date_from="2025-01-01", date_to="2025-10-31"
        )["is_proved"])  # fmt: skip

    def test_seed_1(self):
        self._run(1)

    def test_seed_2(self):
        self._run(2)

    def test_seed_3(self):
        self._run(3)

    def test_seed_4(self):
        self._run(4)

    def test_books_that_differ_are_seen(self):
        """The comparison can fail: 1C changes a document by itself."""
        self._charge(100)
        self._post()
        self._connect()
        self._exchange()
        guid, rows = next(iter(self.book.entries.items()))
        self.book.entries[guid] = rows[1:]
        with self.assertRaises(AssertionError):
            self._assert_books_agree()
