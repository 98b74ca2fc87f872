"""Who sends documents by e-mail, with which text, and what staff learn of answers."""

import smtplib

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from odoo.addons.elektrohisob_billing.adapters import smtp

from .common_mail import OCTOBER, LegalMailCommon


class TestLegalDeliverySend(LegalMailCommon):
    def test_dialog_counts_then_queues(self):
        wizard = self._open_wizard()
        self.assertEqual((wizard.document_count, wizard.letter_count), (1, 1))
        self.assertEqual(wizard.targets, "shop@example.com")
        action = wizard.action_send()
        rows = self.deliveries.search(action["domain"])
        self.assertEqual(rows.user_id, self.users["clerk_legal"])
        wizard = self._open_wizard()
        self.assertEqual((wizard.letter_count, wizard.known_count), (0, 1))
        with self.assertRaisesRegex(UserError, "Nothing new"):
            wizard.action_send()

    def test_dialog_with_another_address(self):
        wizard = self._open_wizard()
        wizard.addresses = "wrong"
        with self.assertRaisesRegex(UserError, "wrong"):
            wizard.action_send()
        wizard.addresses = "other@example.com"
        wizard.action_send()
        self.assertEqual(self.act.delivery_count, 1)
        rows = self.deliveries.search([("act_id", "=", self.act.id)])
        self.assertEqual(rows.address, "other@example.com")

    def test_dialog_of_a_month(self):
        period = self.env["elektrohisob.period"].search(
            [
                ("company_id", "=", self.shop.company_id.id),
                ("date_start", "=", OCTOBER),
            ]
        ) or self.env["elektrohisob.period"].create(
            {"company_id": self.shop.company_id.id, "date_start": OCTOBER}
        )
        wizards = self.env["elektrohisob.legal.delivery.send"]
        with Form(wizards.with_user(self.users["accountant"])) as form:
            form.kind = "act"
            form.company_id = self.shop.company_id
            form.period_id = period
            self.assertEqual(form.letter_count, 1)
            form.scope = "budget"
            self.assertEqual(form.document_count, 0)
            form.scope = "all"
            form.kind = "statement"
            self.assertEqual(form.document_count, 1)
        form.record.action_send()
        row = self.deliveries.search([("kind", "=", "statement")])
        self._send(row)
        ((_address, letter),) = self.server.letters
        self.assertIn("Выписка", letter["Subject"])
        self.assertEqual(row.state, "sent")

    def test_who_may(self):
        rows = self._queue()
        with self.assertRaises(AccessError):
            rows.with_user(self.users["clerk_legal"]).state = "sent"
        with self.assertRaises(AccessError):
            rows.with_user(self.users["engineer"]).action_cancel()
        with self.assertRaises(AccessError):
            self._open_wizard("engineer")
        rows.with_user(self.users["clerk_legal"]).action_cancel()
        self.assertEqual((rows.state, rows.reason), ("void", "cancelled"))
        with self.assertRaises(UserError):
            rows.with_user(self.users["clerk_legal"]).action_cancel()
        self._send(rows)
        self.assertFalse(self.server.letters)

    def test_by_themselves(self):
        company = self.shop.company_id
        self.deliveries.sudo()._queue_made()
        self.assertFalse(self.act.delivery_count)
        parameter = self.env["elektrohisob.parameter"].search(
            [("code", "=", "legal_mail_act")]
        )
        self.env["elektrohisob.parameter.value"].create(
            {
                "parameter_id": parameter.id,
                "company_id": company.id,
                "date_start": self.act.date,
                "value": "1",
                "norm": "Order",
            }
        )
        self.deliveries.sudo()._queue_made()
        self.deliveries.sudo()._queue_made()
        rows = self.deliveries.search([("act_id", "=", self.act.id)])
        self.assertEqual(rows.mapped("state"), ["queued"])

    def test_text_of_the_unit(self):
        texts = self.env["elektrohisob.legal.mail"]
        values = {
            "kind": "act",
            "company_id": self.shop.company_id.id,
            "sender": "acts@example.uz",
            "subject_uz": "Dalolatnoma {number}",
            "subject_ru": "Акт {number} для <b>{consumer}</b>",
            "body_uz": "{balance}",
            "body_ru": "<script>x</script> {consumer}\n{link}\nhttps://example.uz/a",
        }
        with self.assertRaises(ValidationError):
            texts.create({**values, "body_ru": "{secret}"})
        texts.create(values)
        self._send(self._queue())
        ((_address, letter),) = self.server.letters
        self.assertIn("acts@example.uz", letter["From"])
        self.assertEqual(letter["Subject"], f"Акт {self.act.number} для <b>NUR</b>")
        body = letter.get_body(("html",)).get_content()
        self.assertIn("&lt;script&gt;", body)
        self.assertIn('<a href="https://example.uz/a">', body)

    # === HISTORY === #

    def test_history_and_activity(self):
        act = self.act.sudo()
        act.write({"their_closing": 900, "remark": "100 in cash"})
        act._answer("disagreed", "cabinet")
        event = act.event_ids[:1]
        self.assertEqual(
            (event.state, event.channel, event.their_closing, event.remark),
            ("disagreed", "cabinet", 900.0, "100 in cash"),
        )
        self.assertIn(self.users["accountant"], act.activity_ids.user_id)
        self.act.with_user(self.users["accountant"]).action_reopen()
        self.assertFalse(act.activity_ids)
        self.assertEqual(
            act.event_ids.mapped("state"), ["sent", "disagreed"], "newest first"
        )

    # === WORDS OF SERVERS === #

    def test_troubles(self):
        """What is final, what is tried again, and what nobody knows."""
        wrapped = UserError("Mail Delivery Failed")
        wrapped.__context__ = smtplib.SMTPDataError(552, b"Too large")
        for error, code in (
            (smtplib.SMTPRecipientsRefused({"a": (550, b"No")}), "refused"),
            (smtplib.SMTPRecipientsRefused({"a": (450, b"Later")}), "busy"),
            (smtplib.SMTPSenderRefused(550, b"Not you", "x"), "server"),
            (smtplib.SMTPDataError(452, b"Full"), "busy"),
            (wrapped, "refused"),
            (AssertionError("No valid recipient"), "wrong_address"),
            (smtplib.SMTPServerDisconnected("gone"), "lost"),
            (TimeoutError("slow"), "lost"),
            (ValueError("?"), "lost"),
        ):
            with self.subTest(error=error):
                self.assertEqual(smtp.read_sending(error).code, code)
        self.assertEqual(smtp.read_connecting(OSError("x")).code, "server")
