from datetime import date

from .common_mail import LegalMailCommon


class TestAdvanceNoticeMail(LegalMailCommon):
    """An advance notice of 450 000 so'm for November goes out by e-mail."""

    def setUp(self):
        super().setUp()
        notice = self.env["elektrohisob.advance.notice"].create(
            {
                "number": "A-1",
                "account_id": self.shop.id,
                "company_id": self.shop.company_id.id,
                "month": date(2025, 11, 1),
                "date": date(2025, 10, 20),
                "date_due": date(2025, 10, 31),
                "mode": "full",
                "percent": 100,
                "kwh": 450,
                "amount_month": 450_000,
                "amount": 450_000,
            }
        )
        self.notice = notice.with_user(self.users["clerk_legal"])

    def test_sent(self):
        rows = self.deliveries._queue([self.notice._prepare_delivery()])
        self.assertEqual((rows.kind, rows.notice_id), ("notice", self.notice))
        self.assertEqual((self.notice.stage, self.notice.is_mailed), ("draft", False))
        self._send(rows)
        self.notice.invalidate_recordset()
        self.assertEqual((rows.state, self.notice.stage), ("sent", "sent"))
        self.assertTrue(self.notice.is_mailed)
        ((address, letter),) = self.server.letters
        self.assertEqual(address, "shop@example.com")
        self.assertIn("Уведомление о предоплате № A-1", letter["Subject"])
        text = letter.get_body(("plain",)).get_content().replace("\u00a0", " ")
        for part in ("450 000,00", "31.10.2025", "20.10.2025"):
            self.assertIn(part, text)
        (file,) = letter.iter_attachments()
        self.assertTrue(file.get_content().startswith(b"%PDF"))
        self.assertEqual(rows._get_source(), self.notice)
        self.assertFalse(self.deliveries._queue([self.notice._prepare_delivery()]))

    def test_taken_back_meanwhile(self):
        rows = self.deliveries._queue([self.notice._prepare_delivery()])
        self.notice.action_cancel()
        self._send(rows)
        self.assertEqual((rows.state, rows.reason), ("void", "replaced"))
        self.assertFalse(self.server.letters)

    def test_dialog(self):
        action = self.notice.action_send_mail()
        wizards = self.env[action["res_model"]].with_user(self.users["clerk_legal"])
        wizard = wizards.with_context(**action["context"]).create({})
        self.assertTrue(wizard.is_chosen)
        self.assertEqual((wizard.letter_count, wizard.targets), (1, "shop@example.com"))
        wizard.action_send()
        self.assertEqual(self.notice.delivery_count, 1)

    def test_of_the_month_after(self):
        """The period of October asks for November."""
        october = self.env["elektrohisob.period"].search(
            [
                ("company_id", "=", self.shop.company_id.id),
                ("date_start", "=", "2025-10-01"),
            ]
        )
        wizard = self.env["elektrohisob.legal.delivery.send"].create(
            {
                "kind": "notice",
                "company_id": self.shop.company_id.id,
                "period_id": october.id,
            }
        )
        self.assertEqual((wizard.document_count, wizard.letter_count), (1, 1))
