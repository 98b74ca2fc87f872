"""Adapters of electronic invoices from an invoice to the register, without a database.

einvoice_factura builds, einvoice_check checks, einvoice_soliq and einvoice_didox (found
by einvoice_operators) hand over, einvoice_echo and einvoice_register read back;
einvoice_act and einvoice_mxik beside them. Everything that goes wrong meanwhile is in
``tests/engine/test_einvoice_operators.py``.
"""

import base64
import json
import threading
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.elektrohisob_billing.adapters import (
    einvoice,
    einvoice_act,
    einvoice_check,
    einvoice_echo,
    einvoice_factura,
    einvoice_mxik,
    einvoice_register,
)
from odoo.addons.elektrohisob_billing.adapters.einvoice_operators import OPERATORS
from odoo.addons.elektrohisob_billing.tools import einvoice_simulator
from odoo.addons.elektrohisob_billing.tools.einvoice_simulator_book import Simulator

DAY = date(2026, 10, 31)
NET, VAT = Decimal("267857.14"), Decimal("32142.86")  # of 300,000 with 12 %


class TestEinvoiceAdapters(BaseCase):
    def _make(self, identity):
        def party(tin):
            return einvoice.Party(
                *("MChJ", tin, "2" * 20, "00401", "Toshkent"),
                director="A. Karimov",
                vat_code="3" * 12,
                vat_status=20,
            )

        goods = einvoice.Goods("0" * 17, "Elektr", "1", "kVt·soat", 2)
        row = einvoice.Row("Energiya", NET, VAT, Decimal(12))
        return einvoice.Factura(
            *(identity, "b" * 24, "EH-1", DAY, "17", date(2026, 1, 1)),
            *(party("300000001"), party("300000002"), goods, (row,)),
        )

    def test_from_an_invoice_to_the_register(self):
        simulator = Simulator("demo", "demo")
        server = einvoice_simulator.make_server(simulator)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        base = f"http://127.0.0.1:{server.server_port}"
        for kind, path in (("soliqservice", "soliq"), ("didox", "didox")):
            login = "demo" if path == "soliq" else ""
            access = einvoice.Access(f"{base}/{path}", "300000001", login, "demo")
            client = OPERATORS[kind](access)
            content = einvoice_factura.build(self._make(client.new_id()))
            self.assertEqual(einvoice_check.check(content), [])
            draft = client.save("factura", content, "", False)
            signed = base64.b64encode(b"TEST" + draft.payload).decode()
            status = client.submit("factura", draft.id, einvoice.Signed(signed, "00"))
            self.assertEqual(status.state, "sent", kind)
            (row,) = client.register(DAY, DAY)
            self.assertEqual((row.net, row.vat, row.total), (NET, VAT, NET + VAT))
            echo = einvoice_echo.parse(json.loads(draft.payload))
            self.assertEqual((echo.number, echo.total), ("EH-1", NET + VAT))

    def test_the_others(self):
        side = einvoice_act.ActSide("300000001", "A", "1" * 14, "Karimov")
        act = einvoice_act.Act(
            *("A-1", DAY, "Matn", side, side, "17", DAY), Decimal(5), Decimal(5)
        )
        self.assertEqual(einvoice_act.check(einvoice_act.build(act)), [])
        with self.assertRaises(einvoice.OperatorTrouble):
            einvoice_mxik.parse({}, "1" * 17)
        table = "Raqami;Sana;STIR;Jami\nEH-1;31.10.2026;300000002;300 000,00\n"
        ((_line, row),), bad = einvoice_register.parse(table.encode())
        self.assertEqual((row.number, row.total, bad), ("EH-1", NET + VAT, []))
