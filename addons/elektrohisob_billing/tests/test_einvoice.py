import base64
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_einvoice import SECRET, SELLER, STIR, EinvoiceCommon


@tagged("post_install", "-at_install")
class TestEinvoice(EinvoiceCommon):
    """From the posted invoice to the answer of the buyer."""

    def test_issued_once(self):
        invoice = self._invoice()
        one = self._issue(invoice)
        self.assertEqual((one.state, one.kind), ("sent", "standard"))
        self.assertEqual((one.net, one.vat, one.amount), (267857.14, 32142.86, 300000))
        [kept] = self.simulator.documents.values()
        self.assertEqual(kept["signed"], 1)
        self.assertEqual(invoice.einvoice_state, "sent")
        self.assertFalse(invoice._make_einvoices())
        self.assertEqual(
            one.event_ids.sorted("id").mapped("state"),
            ["queued", "to_sign", "signed", "sent"],
        )

    def test_what_is_told(self):
        """Seller, buyer, contract, sums: as the books have them."""
        one = self._issue(self._invoice())
        content = json.loads(one.payload)
        self.assertEqual((content["SellerTin"], content["BuyerTin"]), (SELLER, STIR))
        self.assertEqual(content["Seller"]["Director"], "A. Karimov")
        self.assertEqual(content["Buyer"]["Director"], "B. Aliyev")
        self.assertEqual(content["Buyer"]["Account"], "20208000900000000002")
        [row] = content["ProductList"]["Products"]
        self.assertEqual(row["DeliverySum"], 267857.14)
        self.assertEqual(row["VatSum"], 32142.86)
        self.assertEqual(row["CatalogCode"], "0" * 17)
        self.assertIn("300 kVt·soat", row["Name"])

    def test_answer_of_the_buyer(self):
        one = self._issue(self._invoice())
        self.simulator.move(one.draft_no, "refused", "Summa noto‘g‘ri")
        self._do(self.provider._ask_einvoices)
        self.assertEqual((one.state, one.reason), ("refused", "Summa noto‘g‘ri"))
        self._do(one.action_repeat)
        again = one.invoice_id.einvoice_id
        self.assertNotEqual(again, one)
        self.assertEqual(again.state, "to_sign")
        self.assertNotEqual(again.identity, one.identity)

    def test_faults_are_told_with_the_way_to_mend(self):
        self.account.bank_mfo = False
        self.account.agreement_ids.consumer_signatory = False
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        one = invoice.einvoice_id
        self.assertEqual(one.state, "faulty")
        self.assertIn("MFO", one.fault_text)
        self.assertIn("head", one.fault_text)
        self.assertFalse(self.simulator.documents)
        self.account.bank_mfo = "01084"
        self._sign_contract(self.account)
        self._do(one.action_prepare)
        self.assertEqual(one.state, "to_sign")
        self.assertFalse(one.fault_text)

    def test_without_the_code_of_the_catalogue(self):
        parameter = self.env.ref("elektrohisob_billing.parameter_einvoice_mxik")
        parameter.value_ids[:1].value = "-"
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        self.assertIn("MXIK", invoice.einvoice_id.fault_text)

    # corrections

    def test_more_is_an_additional_document(self):
        """300 kWh issued, then 50 more: 50 000 = 44 642.86 + 5 357.14."""
        first = self._issue(self._invoice())
        one = self._issue(self._correct(350))
        self.assertEqual((one.kind, one.state), ("additional", "sent"))
        self.assertEqual((one.net, one.vat), (44642.86, 5357.14))
        self.assertEqual(one.origin_id, first)
        old = json.loads(one.payload)["OldFacturaDoc"]
        self.assertEqual(old["OldFacturaId"], first.identity)

    def test_less_is_a_corrected_document(self):
        """300 kWh issued, then 100 less: the month comes to 200 000 =
        178 571.43 + 21 428.57; nothing in it is below zero."""
        first = self._issue(self._invoice())
        one = self._issue(self._correct(200))
        self.assertEqual((one.kind, one.state), ("corrected", "sent"))
        self.assertAlmostEqual(one.amount, 200000, 2)
        self.assertAlmostEqual(one.vat, 21428.57, 2)
        self.assertEqual(one.origin_id, first)
        rows = json.loads(one.payload)["ProductList"]["Products"]
        self.assertTrue(all(row["DeliverySum"] > 0 for row in rows))

    def test_nothing_left_is_taken_back(self):
        """All of the month was wrong: the document that stands is taken back."""
        first = self._issue(self._invoice())
        correction = self._correct(0)
        self._do(correction._make_einvoices)
        self.assertEqual(correction.einvoice_ids.state, "void")
        wish = first.correction_ids
        self.assertEqual((wish.kind, wish.state), ("cancel", "to_sign"))
        self._do(wish.action_sign)
        self.assertEqual((wish.state, first.state), ("accepted", "cancelled"))
        self.assertEqual(self.simulator.documents[first.draft_no]["state"], "cancelled")

    def test_correction_waits_for_its_original(self):
        """The original is not signed yet: the correction waits, then goes."""
        first = self._invoice()
        self._do(first._make_einvoices)
        second = self._correct(350)
        self._do(second._make_einvoices)
        self.assertEqual(second.einvoice_id.state, "queued")
        self._do(first.einvoice_id.action_sign)
        self._do(self.env["elektrohisob.einvoice"]._cron_exchange)
        self.assertEqual(second.einvoice_id.state, "to_sign")

    def test_original_issued_elsewhere(self):
        first = self._invoice()
        self._do(first._make_einvoices)
        first.einvoice_id.action_void()
        second = self._correct(350)
        self._do(second._make_einvoices)
        self.assertEqual(second.einvoice_id.state, "faulty")
        self.assertIn(first.number, second.einvoice_id.fault_text)

    def test_people_take_back(self):
        one = self._issue(self._invoice())
        action = one.with_user(self.users["accountant"]).action_take_back()
        wizard = self.env["elektrohisob.einvoice.cancel"].with_context(
            **action["context"]
        )
        wizard = wizard.with_user(self.users["accountant"])
        self._do(wizard.create({"reason": "Xato"}).action_take_back)
        self._do(one.correction_ids.action_sign)
        self.assertEqual((one.state, one.reason), ("cancelled", "Xato"))

    # reconciliation act

    def test_reconciliation_act(self):
        self._invoice()
        acts = self.env["elektrohisob.reconciliation.act"]
        act, _reason = acts._make_one(
            self.account, self.period.date_start, self.period.date_end, None
        )
        self._do(act._make_einvoices)
        one = act.einvoice_id
        self.assertEqual((one.document, one.state), ("act", "to_sign"))
        content = json.loads(one.payload)
        self.assertEqual(content["PartnerTin"], STIR)
        self.assertEqual(content["CloseBalance"]["OwnerDebit"], "300000.00")
        self._do(one.action_sign)
        self.assertEqual(one.state, "sent")

    # signing and rights

    def test_program_that_signs(self):
        """An integrator's own signer: the bytes out, signatures in."""
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        one = invoice.einvoice_id
        documents = self.env["elektrohisob.einvoice"].with_user(
            self.users["accountant"]
        )
        [told] = documents.payloads(ids=one.ids)
        payload = base64.b64decode(told["payload"])
        self.assertEqual(payload.decode(), one.payload)
        with self.assertRaises(UserError):
            documents.sign(signatures=[{"id": one.id, "pkcs7": "not base64!"}])
        self.assertEqual(one.state, "to_sign")
        signed = base64.b64encode(b"TEST" + payload).decode()
        answer = []
        self._do(
            lambda: answer.append(
                documents.sign(signatures=[{"id": one.id, "pkcs7": signed}])
            )
        )
        self.assertEqual(answer, [{"taken": one.ids, "left": []}])
        self.assertEqual(
            (one.state, one.signed_by_id), ("sent", self.users["accountant"])
        )
        again = documents.sign(signatures=[{"id": one.id, "pkcs7": signed}])
        self.assertEqual(again, {"taken": [], "left": one.ids})

    def test_browser_is_told_what_to_sign(self):
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        self.provider.einvoice_signer = "eimzo"
        action = invoice.einvoice_id.action_sign()
        self.assertEqual(action["tag"], "elektrohisob_einvoice_sign")
        self.assertEqual(action["params"]["tins"], [SELLER])
        self.assertEqual(action["params"]["ids"], invoice.einvoice_id.ids)

    def test_who_may_send(self):
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        one = invoice.einvoice_id
        for role in ("manager", "auditor"):
            own = one.with_user(self.users[role])
            self.assertTrue(own.number)
            with self.assertRaises(AccessError):
                own.action_sign()
            with self.assertRaises(AccessError):
                own.write({"state": "sent"})
        with self.assertRaises(AccessError):
            one.with_user(self.users["engineer"]).read(["number"])

    def test_all_who_see_the_invoice_see_its_state(self):
        invoice = self._issue(self._invoice()).invoice_id
        own = invoice.with_user(self.users["engineer"])
        self.assertEqual(own.read(["einvoice_state"])[0]["einvoice_state"], "sent")

    def test_trial_signatures_stay_on_this_computer(self):
        with self.assertRaises(ValidationError):
            self.provider.einvoice_url = "https://soliq.example.uz"

    def test_no_operator(self):
        invoice = self._invoice()
        self.provider.einvoice_date_from = False
        with self.assertRaisesRegex(UserError, "operator"):
            invoice.action_issue_einvoices()

    def test_try_the_operator(self):
        answer = self.provider.action_try_einvoice()
        self.assertEqual(answer["params"]["type"], "success")
        self.provider.einvoice_secret = "wrong"
        answer = self.provider.action_try_einvoice()
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertTrue(self.provider.trouble)
        self.env.invalidate_all()
        self.assertFalse(self.provider.einvoice_secret)

    # file

    def _export(self):
        told = self.env["elektrohisob.invoice"].export(
            company=self.district_a.id,
            date_from="2025-10-01",
            date_to="2025-11-30",
            format="factura",
        )
        return json.loads(base64.b64decode(told["content"]))

    def test_file_of_facturas(self):
        """What is prepared is there as signed; what is not, as it would be."""
        invoice = self._invoice()
        [content] = self._export()["facturas"]
        self.assertEqual(content["FacturaDoc"]["FacturaNo"], invoice.number)
        one = self._issue(invoice)
        [content] = self._export()["facturas"]
        self.assertEqual(content, json.loads(one.payload))

    def test_what_is_left_out_of_the_file(self):
        self.account.bank_mfo = False
        invoice = self._invoice()
        found = self._export()
        self.assertFalse(found["facturas"])
        [left] = found["left_out"]
        self.assertEqual(left["number"], invoice.number)
        self.assertIn("MFO", left["reason"])

    # what an operator may answer besides

    def test_wish_that_the_operator_does_not_know(self):
        """Taking back is not believed unless the operator says so."""
        one = self._issue(self._invoice())
        self._do(lambda: one._take_back("Xato"))
        wish = one.correction_ids
        kept = self.simulator.documents.pop(one.draft_no)
        self._do(wish.action_sign)
        self.assertEqual((wish.state, one.state), ("void", "sent"))
        self.simulator.documents[one.draft_no] = kept

    def test_signed_there_though_the_answer_was_lost(self):
        """The operator has it, an answer was lost and the next one was a refusal: it is
        not issued a second time."""
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        one = invoice.einvoice_id
        self.simulator.move(one.draft_no, "sent")
        one._move("faulty", reason="?")
        one.action_void()
        self.assertEqual(one.state, "sent")
        self.assertFalse(invoice._make_einvoices())

    def test_refused_login_is_noted_by_the_button_too(self):
        """Asked by the button, refused: noted at the operator, and not asked again."""
        one = self._issue(self._invoice())
        self.provider.einvoice_secret = "wrong"
        one.action_ask()
        self.assertEqual(one.trouble_code, "login")
        self.assertEqual(self.provider.trouble_code, "login")
        calls = len(self.simulator.calls)
        with self.assertRaisesRegex(UserError, "more minutes"):
            one.action_ask()
        self.assertEqual(len(self.simulator.calls), calls)
        self.provider.einvoice_secret = SECRET
        one.action_ask()
        self.assertFalse(one.trouble_code)

    def test_refused_login_is_not_repeated(self):
        """Not every waiting document tries a wrong password."""
        self.provider.einvoice_secret = "wrong"
        invoice = self._invoice()
        self._do(invoice._make_einvoices)
        calls = len(self.simulator.calls)
        self.assertGreater(self.provider._get_einvoice_wait(), 0)
        self._do(self.env["elektrohisob.einvoice"]._cron_exchange, limit=3)
        self.assertEqual(len(self.simulator.calls), calls)
        self.provider.einvoice_secret = "maxfiy-so'z"
        self._do(self.env["elektrohisob.einvoice"]._cron_exchange, limit=5)
        self.assertEqual(invoice.einvoice_id.state, "to_sign")

    def test_invoices_issued_elsewhere_before(self):
        self.provider.einvoice_date_from = "2025-11-01"
        self.assertFalse(self._invoice()._make_einvoices())

    def test_addresses(self):
        for url in ("http://127.0.0.1.other.uz/soliq", "http://other.uz", "ftp://x"):
            with self.assertRaises(ValidationError):
                self.provider.einvoice_url = url
