from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_bill import BillCommon


class TestBill(BillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district_a.write(
            {"vat": "201234567", "bank_account": "20208000900123456001"}
        )
        cls._bill_april_and_may()

    def _data(self, period=None, lang=None):
        return self.env["elektrohisob.bill"]._get_bill_data(
            self.account, period or self.may, lang
        )[0]

    def test_figures(self):
        """By hand: see ``_bill_april_and_may``; tiyin and Wh."""
        bill = self._data()
        self.assertEqual(bill["opening"], 20000000)
        self.assertEqual(bill["charged"], 26500000)
        self.assertEqual(bill["corrections"], 0)
        self.assertEqual([p["tiyin"] for p in bill["payments"]], [15000000])
        self.assertEqual(bill["closing"], 31500000)
        self.assertEqual(bill["wh"], 350000)
        # 130000 × 12 / 112 = 13928.57; 135000 × 12 / 112 = 14464.29
        self.assertEqual(bill["vat"], 2839286)
        self.assertEqual(str(bill["due"]), "2026-06-10")
        self.assertEqual(bill["qr"], "ELH:2626400000017:31500000:202605")
        self.assertEqual(bill["history"][-2:], [
            (self.april.date_start, 300000), (self.may.date_start, 350000)
        ])  # fmt: skip
        meter = bill["meters"][0]
        self.assertEqual((meter["v1"], meter["v2"]), (1300, 1650))
        self.assertEqual(self.account.amount_due, 315000.0)

    def test_reasons(self):
        """Why May is more: 31 days after 30; 11.29 kWh a day after 10; 650 after
        600 so'm."""
        why = " ".join(self._data(lang="en_US")["why"]).replace("\xa0", " ")
        self.assertIn("covers 31 days, the last one 30", why)
        self.assertIn("11,29 kWh a day instead of 10", why)
        self.assertIn("from 600,00 to 650,00", why)
        self.assertFalse(self._data(self.april)["why"])

    def test_explain(self):
        """By hand: one day more 200,000 / 30 = 6,666.67; more a day 200,000 × (350/300
        − 31/30) = 26,666.67; at old prices 240,000, so blocks 6,666.66 ± a tiyin;
        prices 265,000 − 240,000."""
        clerk = self.env["elektrohisob.account"].with_user(
            self.users["clerk_household"]
        )
        told = clerk.explain(account="2626400000017", month="2026-05")
        found = [(line["block"], line["kwh"], line["amount"]) for line in told["lines"]]
        self.assertEqual(found, [(1, 200.0, 130000.0), (2, 150.0, 135000.0)])
        self.assertEqual((told["before"], told["difference"]), (200000.0, 65000.0))
        sums = {reason["code"]: reason["amount"] for reason in told["reasons"]}
        expected = {
            "price": 25000, "per_day": 26666.67, "days": 6666.67, "block": 6666.67,
        }  # fmt: skip
        self.assertEqual(sums.keys(), expected.keys())
        for code, amount in expected.items():
            self.assertAlmostEqual(sums[code], amount, delta=0.011)
        self.assertEqual(round(sum(sums.values()), 2), 65000.0)
        line = told["lines"][1]
        self.assertEqual((line["kwh_from"], line["kwh_to"]), (200, 500))
        self.assertEqual((line["days"], line["price"]), (31, 900))
        self.assertIn("1 300", line["texts"][0].replace("\xa0", " "))
        first = clerk.explain(account="2626400000017", month="2026-04-15")
        self.assertEqual((first["before"], first["reasons"]), (None, []))
        with self.assertRaisesRegex(UserError, "Nothing was charged"):
            clerk.explain(account="2626400000017", month="2026-06")

    def test_explanation_dialog(self):
        charge = self.account.charge_ids.filtered(lambda c: c.period_id == self.may)[:1]
        for role in ("cashier", "auditor"):
            action = charge.with_user(self.users[role]).action_explain()
            dialogs = self.env["elektrohisob.account.bill"].with_context(
                **action["context"]
            )
            dialog = dialogs.with_user(self.users[role]).create({})
            self.assertEqual(dialog.period_id, self.may)
            self.assertIn("Why more than last month?", dialog.text)
            self.assertIn("265,000.00", dialog.text)

    def test_pdf_text(self):
        for lang, month in (("uz_UZ", "May 2026"), ("ru_RU", "Май 2026")):
            with self.subTest(lang):
                pages = self._text(self.account._render_bill_pdf(self.may, lang))
                self.assertEqual(len(pages), 1)
                for part in (
                    month, "26264 00000017", "2626400000017/2026-05", "Karimov Anvar",
                    "M00017", "Test TE-1", "1 300", "1 650", "01.05.2026",
                    "01.06.2026", "130 000,00", "135 000,00", "200 000,00",
                    "265 000,00", "−150 000,00", "12.05.2026",
                    "315 000,00", "10.06.2026", "28 392,86", "1154", "2100",
                    "201234567", "20208000900123456001",
                ):  # fmt: skip
                    self.assertIn(part, pages[0])

    def test_due_day_and_supplier(self):
        self._set_parameter("household_due_day", 25)
        self.assertEqual(str(self._data()["due"]), "2026-06-25")

    def test_negative_correction(self):
        """Reading of 01.06 was 1600, not 1650: May is 300 kWh = 130000 + 90000 =
        220000, so 45000 come back. June: 200 kWh = 130000."""
        self._read(self.account, {"2026-06-01": 1600})
        self._read(self.account, {"2026-07-01": 1800})
        june = self._settle(self.account, "2026-06-01")
        bill = self._data(june, "en_US")
        self.assertEqual(bill["corrections"], -4500000)
        self.assertEqual(bill["charged"], 13000000)
        # 315000 + 130000 - 45000
        self.assertEqual(bill["closing"], 40000000)
        kinds = [group.kind for group, _sentences in bill["groups"]]
        self.assertEqual(kinds, ["regular", "correction"])
        sentence = bill["groups"][1][1][0].replace("\xa0", " ")
        self.assertIn("1 300 on 01.05.2026 and 1 600 on 01.06.2026", sentence)
        text = self._text(self.account._render_bill_pdf(june, "en_US"))[0]
        self.assertIn("−45 000,00", text)
        charge = self.account.charge_ids.filtered(lambda c: c.kind == "correction")
        self.assertIn("300 kWh", charge[0]._explain("en_US"))
        # the bill of May stays what it was
        self.assertEqual(self._data()["closing"], 31500000)

    def test_prepayment(self):
        self.env["elektrohisob.payment"]._receive(
            [{"company_id": self.district_a.id, "account_id": self.account.id,
              "date": "2026-05-20", "amount": 400000.0, "channel": "bank"}]
        )  # fmt: skip
        bill = self._data()
        self.assertEqual(bill["closing"], -8500000)
        self.assertEqual(bill["qr"], "ELH:2626400000017:0:202605")
        june = self._open_period("2026-06-01")
        text = self._text(self.account._render_bill_pdf(june, "en_US"))[0]
        self.assertIn("−85 000,00", text)
        text = self._text(self.account._render_bill_pdf(self.may, "en_US"))[0]
        self.assertIn("Prepayment", text)
        self.assertIn("85 000,00", text)

    def test_hostile_accounts(self):
        """Very long words, no meter, nothing used: each still makes one page."""
        long_name = "Abdurahmonzodaqizi" * 12
        accounts = self.account.browse()
        for number, meter, vals in (
            (
                "2626400000058",
                True,
                {"surname": long_name, "given_name": "Gʻofur " * 20},
            ),
            ("2626400000066", False, {"surname": "Ёқубов", "given_name": "Ўткир\n<b>"}),
            ("2626400000074", True, {"house": "1" * 80, "lang": "ru_RU"}),
        ):
            accounts |= self._create_consumer(number, meter=meter, **vals)
        read = accounts.filtered("usage_point_ids")
        for account in read:
            self._read(account, {"2026-05-01": 5, "2026-06-01": 5})
        self.env["elektrohisob.settlement"]._settle(read, self.may)
        pages = self._text(accounts._render_bill_pdf(self.may))
        self.assertEqual(len(pages), 3)
        self.assertIn("Ёқубов", pages[1] + pages[0] + pages[2])

    def test_many_lines_go_on_to_a_second_page(self):
        """Prices of thirty days: a version a day from 02.05 to 31.05."""
        version = self.tariff.version_ids[0]
        for day in range(2, 32):
            start = self.may.date_start.replace(day=day)
            version = version._renew(start, 1)
        self.env["elektrohisob.settlement"]._settle(self.account, self.may)
        pages = self._text(self.account._render_bill_pdf(self.may))
        self.assertGreater(len(pages), 1)
        self.assertIn("10.06.2026", pages[-1])

    def test_queries_do_not_grow_with_accounts(self):
        more = self.account | self._create_consumer("2626400000082")
        bills = self.env["elektrohisob.bill"]
        bills._get_bill_data(self.account, self.may)
        self.env.invalidate_all()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        bills._get_bill_data(self.account, self.may)
        one = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        bills._get_bill_data(more, self.may)
        self.assertEqual(self.env.cr.sql_log_count - before, one)

    # === ACCOUNT AND CHARGE === #

    def test_wizard(self):
        """``elektrohisob.account.bill`` offers the last charged month."""
        action = self.account.with_user(self.users["cashier"]).action_bill()
        wizard = (
            self.env["elektrohisob.account.bill"]
            .with_user(self.users["cashier"])
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual((wizard.period_id, wizard.lang), (self.may, "uz_UZ"))
        wizard.lang = "ru_RU"
        url = f"/elektrohisob/bill/{self.account.id}/2026-05?lang=ru_RU"
        self.assertEqual(wizard.action_print()["url"], url)

    def test_year_chart(self):
        chart = self.account.with_user(self.users["clerk_household"]).year_chart
        self.assertEqual(len(chart["months"]), 12)
        self.assertEqual(chart["months"][-1], "2026-05-01")
        self.assertEqual(chart["kwh"][-3:], [0, 300, 350])
        self.assertEqual(chart["amount"][-2:], [200000, 265000])

    def test_recalculate_is_for_clerks(self):
        clerk = self.account.with_user(self.users["clerk_household"])
        self.assertIn("nothing changed", clerk.action_settle()["params"]["message"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.users["cashier"]).action_settle()
        empty = self._create_consumer("2626400000090", meter=False)
        with self.assertRaisesRegex(UserError, "cannot be computed"):
            empty.with_user(self.users["clerk_household"]).action_settle()

    def test_foreign_accounts_are_not_printed(self):
        foreign = self._create_account(self.district_b)
        with self.assertRaises(AccessError):
            foreign.with_user(self.users["clerk_household"])._render_bill_pdf(self.may)

    # === BULK === #

    def test_bulk(self):
        """Two files of one bill each, in a zip; the same job twice does nothing."""
        neighbour = self._create_consumer("2626400000108", surname="Aliyev")
        self._read(neighbour, {"2026-05-01": 0, "2026-06-01": 10})
        self.env["elektrohisob.settlement"]._settle(neighbour, self.may)
        self._create_consumer("2626400000116", meter=False)  # charged nothing
        runs = self.env["elektrohisob.bill.run"]
        run = runs.with_user(self.users["clerk_household"]).create(
            {"company_id": self.district_a.id, "period_id": self.may.id,
             "chunk_size": 1}
        )  # fmt: skip
        with trap_jobs() as trap:
            run.action_start()
            trap.perform_enqueued_jobs()
        self.assertEqual(run.stage, "done")
        self.assertEqual((run.bill_count, run.progress), (2, 100.0))
        self.assertTrue(run.attachment_id.name.endswith(".zip"))
        self.assertTrue(run.attachment_id.raw.startswith(b"PK"))
        run.part_ids[0]._process()
        self.assertFalse(run.part_ids.attachment_id)

    def _run(self, delivery, scope="charged"):
        runs = self.env["elektrohisob.bill.run"]
        run = runs.with_user(self.users["clerk_household"]).create(
            {"company_id": self.district_a.id, "period_id": self.may.id,
             "delivery": delivery, "scope": scope}
        )  # fmt: skip
        with trap_jobs() as trap:
            run.action_start()
            trap.perform_enqueued_jobs()
        self.assertEqual(run.stage, "done")
        return run

    def test_sent_by_mail_once(self):
        self.account.email = "karimov@example.com"
        run = self._run("email")
        self.assertEqual(run.bill_count, 1)
        sent = run.delivery_ids
        self.assertEqual((sent.account_id, sent.state), (self.account, "waiting"))
        mail = sent.mail_id.sudo()
        self.assertEqual(mail.email_to, "karimov@example.com")
        self.assertIn("315 000,00", mail.body_html.replace("\u00a0", " "))
        self.assertIn("315 000,00", self._text(mail.attachment_ids.raw)[0])
        self.assertEqual(self._run("email").bill_count, 0)
        mail.write({"state": "exception", "failure_reason": "No such mailbox"})
        self.assertEqual((sent.state, sent.reason), ("failed", "No such mailbox"))
        self.assertEqual(
            sent.search([("state", "=", "failed")]).account_id, self.account
        )

    def test_sent_by_sms(self):
        """Apostrophes and spaces that make a message dearer are plain."""
        self.account.phone = "+998 (90) 123-45-67"
        run = self._run("sms")
        lines = run.attachment_id.raw.decode().splitlines()
        self.assertEqual(lines[0], "phone;text")
        phone, text = lines[1].split(";")
        self.assertEqual(phone, "998901234567")
        self.assertIn("315 000,00", text)
        self.assertTrue(text.isascii(), text)
        self.assertEqual((run.delivery_ids.parts, run.bill_count), (1, 1))
        self.assertEqual(self._run("sms").bill_count, 0)

    def test_sent_by_a_gateway(self):
        """With a gateway the messages are queued, once a month, and no list is made;
        who wants none is seen as not delivered, with the reason."""
        quiet = self._create_consumer("2626400000132", meter=False)
        self.account.phone, quiet.phone = "+998 (90) 123-45-67, 911112233", "931112233"
        self.env["elektrohisob.sms.stop"].create(
            {"phone": quiet.phone, "company_id": self.district_a.id}
        )
        self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Gateway",
                "code": "gateway",
                "kind": "sms_eskiz",
                "company_id": self.district_a.id,
                "sms_url": "http://127.0.0.1:9",
                "sms_secret": "x",
            }
        )
        run = self._run("sms", "all")
        self.assertFalse(run.attachment_id)
        self.assertEqual(run.bill_count, 2)
        rows = {row.account_id: row for row in run.delivery_ids}
        message = rows[self.account].sms_id
        self.assertEqual((message.phone, message.purpose), ("998901234567", "bill"))
        self.assertIn("315 000,00", message.text)
        self.assertEqual(rows[self.account].state, "waiting")
        self.assertEqual(rows[quiet].state, "failed")
        self.assertIn("no messages", rows[quiet].reason)
        message.sudo().state = "delivered"
        deliveries = self.env["elektrohisob.bill.delivery"]
        for state, found in (
            ("sent", rows[self.account]), ("failed", rows[quiet]),
            ("waiting", deliveries),
        ):  # fmt: skip
            domain = [("state", "=", state), ("run_id", "=", run.id)]
            self.assertEqual(deliveries.search(domain), found, state)
        self.assertEqual(self._run("sms", "all").bill_count, 0)
        self.assertEqual(message.search_count([("purpose", "=", "bill")]), 2)

    def test_addresses_are_hidden_in_lists(self):
        """The list shows the end of a telephone and the start of an e-mail; a look at
        the whole telephone is in the log of looks, the list leaves no trace."""
        vals = {
            "account_id": self.account.id, "company_id": self.district_a.id,
            "period_id": self.may.id,
        }  # fmt: skip
        sms, email = self.env["elektrohisob.bill.delivery"].create(
            [
                {**vals, "channel": "sms", "address": "+998901234567"},
                {**vals, "channel": "email", "address": "karimov@mail.uz"},
            ]
        )
        looks = self.env["elektrohisob.audit.look"]
        domain = [("account_id", "=", self.account.id)]
        before = looks.search_count(domain)
        clerk = self.users["clerk_household"]
        seen = (sms + email).with_user(clerk)
        shown = [row["address_masked"] for row in seen.read(["address_masked"])]
        self.assertEqual([text[-4:] for text in shown], ["4567", "l.uz"])
        self.assertEqual(shown[1][0], "k")
        self.assertNotRegex(" ".join(shown) + seen[0].display_name, "90123|arimov")
        self.assertEqual(looks.search_count(domain), before)
        seen[0].read(["address"])
        self.env.flush_all()
        self.assertEqual(looks.search_count(domain), before + 1)

    def test_nobody_to_send_to(self):
        with self.assertRaisesRegex(UserError, "No consumer"):
            self._run("email")

    def test_bulk_scopes(self):
        runs = self.env["elektrohisob.bill.run"]
        quiet = self._create_consumer("2626400000124", meter=False)
        vals = {"company_id": self.district_a.id, "period_id": self.may.id}
        for scope, expected in (
            ("all", self.account | quiet),
            ("debt", self.account),
            ("charged", self.account),
        ):
            run = runs.create({**vals, "scope": scope})
            self.assertEqual(set(dict(run._find_accounts())), set(expected.ids), scope)
        run.locality_ids = self.env["elektrohisob.locality"].create(
            {"name": "Nowhere", "district_id": self.district_a.district_id.id}
        )
        with self.assertRaisesRegex(UserError, "No consumer"):
            run.action_start()


class TestBillDownload(BillCommon, HttpCase):
    def test_download(self):
        self._bill_april_and_may()
        url = self.account._get_bill_url(self.may, "ru_RU")
        user = self.users["cashier"]
        user.password = "elektrohisob_cashier"
        self.authenticate(user.login, user.login)
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("315 000,00", self._text(response.content)[0])
        for bad in (
            f"/elektrohisob/bill/{self.account.id}/2019-01",
            f"/elektrohisob/bill/{self.account.id}/nonsense",
            f"/elektrohisob/bill/{self._create_account(self.district_b).id}/2026-05",
        ):
            self.assertEqual(self.url_open(bad).status_code, 404, bad)
