"""Signing in the browser, with a stub in the place of E-IMZO."""

import base64

from odoo.tests import HttpCase, tagged

from .common_einvoice import EinvoiceCommon


@tagged("elh_tour", "post_install", "-at_install")
class TestEinvoiceSignTour(EinvoiceCommon, HttpCase):
    def test_signed_in_the_browser(self):
        """Another company's key, an expired one and ours; a wrong password at first."""
        self.provider.write(
            {"einvoice_signer": "eimzo", "einvoice_keys": "localhost KEY"}
        )
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        one = invoice.einvoice_id
        self.assertEqual(one.state, "to_sign")
        self.env.flush_all()
        action = self.env.ref("elektrohisob_billing.einvoice_action")
        self.start_tour(
            f"/odoo/action-{action.id}/{one.id}",
            "elektrohisob_billing_einvoice_sign",
            login="elektrohisob_accountant",
        )
        self.env.invalidate_all()
        self.assertEqual(one.state, "signed")
        self.assertEqual(one.signed_by_id, self.users["accountant"])
        self.assertIn("karimov a", one.signer)
        self.assertIn("77AA", one.signer)
        signed = base64.b64decode(one.sudo().signature)
        self.assertEqual(signed, b"TEST" + one.payload.encode())
        self._do(one.action_send)
        self.assertEqual(one.state, "sent")
