"""Letters with documents of organisations: once, and what became of each."""

import smtplib

from odoo.exceptions import UserError, ValidationError

from .common_mail import Killed, LegalMailCommon


def refused(status, words):
    return smtplib.SMTPRecipientsRefused({"x": (status, words)})


class TestLegalDelivery(LegalMailCommon):
    def test_sent_in_the_language_with_the_file(self):
        rows = self._queue()
        self.assertEqual((self.act.state, rows.state), ("made", "queued"))
        self._send(rows)
        self.assertEqual((rows.state, self.act.state), ("sent", "sent"))
        self.assertTrue(self.act.date_sent)
        ((address, letter),) = self.server.letters
        self.assertEqual(address, "shop@example.com")
        self.assertIn(f"Акт сверки № {self.act.number}", letter["Subject"])
        self.assertIn("billing@example.uz", letter["From"])
        text = letter.get_body(("plain",)).get_content()
        self.assertIn("1 000,00", text.replace("\u00a0", " "))
        self.assertNotIn("личном кабинете", text)  # he has none
        (file,) = letter.iter_attachments()
        self.assertTrue(file.get_content().startswith(b"%PDF"))
        self.assertTrue(file.get_filename().endswith(".pdf"))

    def test_several_addresses(self):
        self.shop.document_emails = "a@example.com; B@Example.com, a@example.com"
        rows = self._queue()
        self.assertEqual(
            set(rows.mapped("address")), {"a@example.com", "b@example.com"}
        )
        self._send(rows)
        self.assertEqual(len(self.server.letters), 2)
        with self.assertRaisesRegex(ValidationError, "nobody"):
            self.shop.document_emails = "a@example.com, nobody"

    def test_once(self):
        self._send(self._queue())
        self.assertFalse(self._queue())
        again = self._queue(again=True)
        self.assertEqual(again.turn, 2)
        self.assertFalse(self._queue(again=True), "the second letter waits")
        self._send(again)
        self.assertEqual(len(self.server.letters), 2)

    def test_no_address(self):
        self.shop.email = False
        gap = self._queue()
        self.assertEqual((gap.state, gap.reason), ("no_address", "no_address"))
        self.assertFalse(self._queue(), "one row is enough")
        self.shop.email = "late@example.com"
        rows = self._queue()
        self.assertEqual(rows.state, "queued")
        self.assertEqual((gap.state, gap.reason), ("void", "found"))
        self.shop.email = "not an address"
        wrong = self._queue()
        self.assertEqual(set(wrong.mapped("state")), {"failed"})
        self.assertEqual(set(wrong.mapped("reason")), {"wrong_address"})
        self.assertEqual(self.act.state, "made")

    def test_address_of_the_contact(self):
        self.shop.email = False
        self.shop.partner_id = self.env["res.partner"].create(
            {"name": "NUR", "email": "contact@example.com"}
        )
        self.assertEqual(self._queue().address, "contact@example.com")

    def test_server_down_then_up(self):
        self.server.is_down = True
        rows = self._queue()
        self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("queued", "server"))
        self.assertIn("Connection refused", rows.detail)
        self.assertEqual(self.act.state, "made")
        self._send(rows)
        self.assertEqual(rows.attempts, 2)
        self.server.is_down = False
        self._send(rows)
        self.assertEqual(rows.state, "queued", "its time has not come")
        self._due(rows)
        self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("sent", False))
        self.assertEqual(self.act.state, "sent")

    def test_server_down_for_long(self):
        self.server.is_down = True
        rows = self._queue()
        for _attempt in range(6):
            self._due(rows)
            self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("failed", "server"))

    def test_refused_and_busy(self):
        self.shop.document_emails = "a@example.com, b@example.com, c@example.com"
        self.server.answers = {
            "a@example.com": refused(550, b"No such mailbox"),
            "b@example.com": refused(451, b"Try later"),
        }
        rows = self._queue()
        self._send(rows)
        by_address = {row.address[0]: row for row in rows}
        self.assertEqual(
            {name: (row.state, row.reason) for name, row in by_address.items()},
            {
                "a": ("failed", "refused"),
                "b": ("queued", "busy"),
                "c": ("sent", False),
            },
        )
        self.assertIn("No such mailbox", by_address["a"].detail)
        self._due(by_address["b"])
        self._send(rows)
        self.assertEqual(by_address["b"].state, "sent")
        self.assertEqual(len(self.server.letters), 2)

    def test_killed_after_the_server_took_it(self):
        """The letter went out, nobody wrote it down: it never goes out twice."""
        self.shop.document_emails = "a@example.com, b@example.com"
        rows = self._queue()
        self.server.answers = {"a@example.com": Killed()}
        self._die(rows)
        self._send(rows)  # the same job, put back into the queue
        first, second = rows.sorted("address")
        self.assertEqual((first.state, first.reason), ("unknown", "killed"))
        self.assertEqual(second.state, "sent")
        self.assertEqual(
            sorted(address for address, _letter in self.server.letters),
            ["a@example.com", "b@example.com"],
        )
        self.assertFalse(self._queue(), "not by itself")
        self.assertEqual(len(self._queue(again=True)), 2)

    def test_killed_and_never_back(self):
        rows = self._queue()
        self.server.answers = {"shop@example.com": Killed()}
        self._die(rows)
        self.deliveries.sudo()._mark_stopped()
        self.assertEqual(rows.state, "sending", "it may be under way")
        rows.sudo().date_claimed = "2020-01-01"
        self.deliveries.sudo()._mark_stopped()
        self.assertEqual((rows.state, rows.reason), ("unknown", "killed"))
        self.assertEqual(self.act.state, "made")

    def test_connection_broke(self):
        self.server.answers = {"shop@example.com": smtplib.SMTPServerDisconnected("x")}
        rows = self._queue()
        self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("unknown", "lost"))

    def test_another_job_does_not_send_what_is_being_sent(self):
        rows = self._queue()
        self.server.answers = {"shop@example.com": Killed()}
        self._die(rows)
        self._send(rows, job="job-2")
        self.assertEqual((rows.state, len(self.server.letters)), ("sending", 1))

    def test_replaced_meanwhile(self):
        rows = self._queue()
        self._pay(self.shop, 400)
        self._make()
        self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("void", "replaced"))
        self.assertFalse(self.server.letters)

    def test_bounced(self):
        rows = self._queue()
        self._send(rows)
        self.env["mail.thread"]._routing_handle_bounce(
            None,
            {
                "bounced_email": "shop@example.com",
                "bounced_partner": self.env["res.partner"],
                "bounced_msg_ids": [rows.message_key],
                "bounced_message": self.env["mail.message"],
                "body": "<p>User unknown</p>",
                "email_from": "mailer-daemon@example.com",
                "to": "bounce@example.uz",
                "message_id": "<1@example.com>",
            },
        )
        self.assertEqual((rows.state, rows.detail), ("bounced", "User unknown"))

    def test_no_sender(self):
        units = self.shop.company_id.parent_ids
        units.email = False
        rows = self._queue()
        self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("queued", "no_sender"))
        wizard = self._open_wizard()
        with self.assertRaisesRegex(UserError, "no e-mail address to send from"):
            wizard.with_context(default_again=True).action_send()
