import base64

from odoo.addons.elektrohisob_billing.adapters import pay_paynet, pay_uzum

from .common_bill import BillCommon


class TestPaymentLink(BillCommon):
    """Links of payment services on bills and in messages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_april_and_may()
        cls.services = cls.env["elektrohisob.exchange.provider"]
        cls.payme = cls._create_service("payme", cls.enterprise, pay_merchant="5e73")
        cls._create_service("uzum", cls.enterprise)

    @classmethod
    def _create_service(cls, kind, company, **vals):
        return cls.services.create(
            {
                "name": kind,
                "code": f"{kind}-{company.id}",
                "kind": kind,
                "company_id": company.id,
                **vals,
            }
        )

    def _get_links(self, company=None, number="2626400000017", tiyin=12_345):
        settings = self.services._get_pay_settings(company or self.district_a)
        return dict(self.services._get_pay_links(settings, number, tiyin, "uz_UZ"))

    def _decode(self, link):
        return base64.b64decode(link.removeprefix("https://checkout.paycom.uz/"))

    def test_links(self):
        links = self._get_links()
        self.assertEqual(list(links), ["Payme"], "Uzum has no number of the service")
        self.assertEqual(
            self._decode(links["Payme"]),
            b"m=5e73;ac.account=2626400000017;a=12345;l=uz",
        )
        self.assertIn(b";a=0;", self._decode(self._get_links(tiyin=-5)["Payme"]))
        self.assertFalse(self._get_links(self.holding))
        # the service of the district before that of the enterprise
        self._create_service("payme", self.district_a, pay_merchant="own")
        self.assertIn(b"m=own;", self._decode(self._get_links()["Payme"]))
        other = self.env["res.company"].browse(self.district_b.id)
        self.assertIn(b"m=5e73;", self._decode(self._get_links(other)["Payme"]))

    def test_addresses(self):
        settings = {"merchant": "7", "service": "5"}
        self.assertEqual(
            pay_paynet.Paynet.link(settings, "2626400000017", 100),
            "https://app.paynet.uz/?m=7&c=2626400000017&a=100",
        )
        self.assertEqual(
            pay_uzum.Uzum.link(settings, "2626400000017", 100),
            "https://www.uzumbank.uz/open-service?serviceId=5&account=2626400000017"
            "&amount=100",
        )
        self.assertEqual(pay_paynet.Paynet.link({}, "2626400000017", 100), "")

    def test_on_the_bill_and_in_the_message(self):
        account, period = self.account, self.may
        (bill,) = self.env["elektrohisob.bill"]._get_bill_data(account, period)
        # 315 000 so'm owed at the end of May, see ``_bill_april_and_may``
        self.assertIn(b";a=31500000;", self._decode(bill["links"][0][1]) + b";")
        self.assertEqual(bill["links"][0][0], "Payme")
        self.assertTrue(account._render_bill_pdf(period).startswith(b"%PDF"))
        deliveries = self.env["elektrohisob.bill.delivery"]
        self.assertNotIn("https://", deliveries._get_text(bill))
        self.env["elektrohisob.parameter.value"].search(
            [("parameter_id.code", "=", "bill_sms_link")]
        ).value = "1"
        self.assertTrue(deliveries._get_text(bill).endswith(bill["links"][0][1]))
