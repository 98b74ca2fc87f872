from random import Random

from odoo.tests import tagged

from .common_einvoice import EinvoiceCommon

FAULTS = ("lost", "drop", "done", "error", "busy", "garbage")
CALLS = ("guid", "save", "stamp", "sign", "card", "list", "login", "tosign")


class Faults(EinvoiceCommon):
    """Five invoices while every fourth call of the operator fails in some way: each is
    registered once, and nothing else is."""

    def _life(self):
        rng = Random(f"queue {self.KIND}")
        met = []

        def chance(call):
            if rng.random() > 1 / 4 or call not in CALLS:
                return ""
            met.append(rng.choice(FAULTS))
            return met[-1]

        first = self._invoice()
        invoices = first
        for number in range(4):
            invoices |= first.copy(
                {
                    "number": f"EH-X{number}",
                    "state": "posted",
                    "move_id": False,
                    "line_ids": [(0, 0, first.line_ids.copy_data()[0])],
                }
            )
        self.simulator.chance = chance
        self._do(invoices._make_einvoices, limit=3)
        for _turn in range(25):
            self._do(self.env["elektrohisob.einvoice"]._cron_exchange, limit=3)
            waiting = invoices.einvoice_id.filtered(lambda one: one.state == "to_sign")
            if waiting:
                self._do(waiting.action_sign, limit=3)
            if set(invoices.mapped("einvoice_state")) == {"sent"}:
                break
        self.simulator.chance = None
        troubles = invoices.einvoice_id.mapped("trouble")
        self.assertEqual(set(invoices.mapped("einvoice_state")), {"sent"}, troubles)
        self.assertGreater(len(met), 8)
        documents = self.simulator.documents
        self.assertEqual(len(documents), len(invoices))
        self.assertTrue(all(one["signed"] == 1 for one in documents.values()))
        numbers = [one.draft_no for one in invoices.einvoice_id]
        self.assertEqual(sorted(numbers), sorted(documents))


@tagged("post_install", "-at_install")
class TestEinvoiceFaultsSoliq(Faults):
    def test_registered_once(self):
        self._life()


@tagged("post_install", "-at_install")
class TestEinvoiceFaultsDidox(Faults):
    KIND = "didox"

    def test_registered_once(self):
        self._life()
