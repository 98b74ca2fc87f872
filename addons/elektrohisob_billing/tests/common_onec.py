import threading

from odoo.addons.queue_job.tests.common import trap_jobs

from ..tools import onec_simulator
from .common_gl import GlCommon

UNIT_BANK = "20210000900000000001"


class OneCCommon(GlCommon):
    """October 2025 in a district whose books go to a simulated 1C. The simulator counts
    its books from our messages alone; ours are those of the general ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        unit = cls.env["res.company"].browse(cls.district_a.id)
        unit.vat = "306350099"
        unit.bank_account_ids = [
            (0, 0, {"number": UNIT_BANK, "mfo": "00014", "is_main": True})
        ]
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
        self.simulator = onec_simulator.Simulator()
        self.book = self.simulator.book

    def _connect(self, transport="exchange", is_odata=True):
        """The simulator as a server, and the exchange by its web services."""
        server = onec_simulator.make_server(self.simulator)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.provider.write(
            {
                "onec_url": f"http://127.0.0.1:{server.server_port}/buh",
                "onec_login": "demo",
                "onec_secret": "demo",
                "onec_transport": transport,
                "onec_is_odata": is_odata,
            }
        )

    def _exchange(self, limit=30):
        """Press the button and let all jobs run."""
        with trap_jobs() as trap:
            self.provider._start_onec()
            while trap.enqueued_jobs and limit:
                limit -= 1
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    # files

    def _write(self):
        """The next message, handed over; its bytes."""
        message = self.provider._write_onec(self.period.date_end)
        if not message:
            return b""
        self.provider._hand_onec(message)
        return message._get_onec_data()

    def _meet(self):
        """Settings are exchanged: ours, then those of 1C."""
        self.book.load(self._write())
        self._take(self.book.answer())

    def _take(self, data):
        name = f"Message_{self.book.sent_no}.zip"
        return self.provider._receive(name, data)

    # books

    def _get_states(self, **wanted):
        changes = self.provider.onec_change_ids
        for name, value in wanted.items():
            changes = changes.filtered(lambda one, n=name, v=value: one[n] == v)
        return set(changes.mapped("state"))

    def _get_peer_balances(self):
        found = {}
        for (account, _party), tiyin in self.book.get_balances().items():
            found[account] = found.get(account, 0) + tiyin
        return {code: tiyin for code, tiyin in found.items() if tiyin}

    def _get_our_balances(self):
        balances = self._balances()
        return {code: round(sum_ * 100) for code, sum_ in balances.items() if sum_}

    def _assert_books_agree(self):
        self.assertEqual(self._get_peer_balances(), self._get_our_balances())
