import threading

from odoo.fields import Command

from odoo.addons.queue_job.tests.common import trap_jobs

from ..tools import einvoice_simulator
from ..tools.einvoice_simulator_book import Simulator
from .common_gl import GlCommon

SECRET = "maxfiy-so'z"
STIR = "301234567"
SELLER = "300000001"


class EinvoiceCommon(GlCommon):
    """October 2025 in a district that issues its invoices by a simulated Soliqservice.

    An organisation used 300 kWh at 1 000 so'm: 300 000; 267 857.14 and VAT 32 142.86.
    """

    KIND = "soliqservice"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.district_a.write(
            {
                "vat": SELLER,
                "street": "Navoiy 1",
                "bank_account_ids": [
                    Command.create(
                        {"number": "20208000900000000001", "mfo": "00401",
                         "is_main": True, "date_start": "2020-01-01"}
                    )
                ],
            }
        )  # fmt: skip
        cls.env["elektrohisob.signatory"].create(
            {"company_id": cls.district_a.id, "document": "head", "name": "A. Karimov",
             "position": "Boshliq", "date_start": "2020-01-01"}
        )  # fmt: skip
        for name, value in (("mxik", "0" * 17), ("package_code", "1500684")):
            parameter = cls.env.ref(f"elektrohisob_billing.parameter_einvoice_{name}")
            parameter.value_ids[:1].value = value
        cls.installation = cls._create_consumer(
            "E-1", tariff="L-II", category="legal", name="“Zamin” MChJ"
        )
        cls.account = cls.installation.account_id
        cls.account.write(
            {
                "stir": STIR,
                "bank_account": "20208000900000000002",
                "bank_mfo": "01084",
                "address": "Toshkent, Amir Temur 5",
            }
        )
        cls._sign_contract(cls.account)
        cls.provider = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Soliq",
                "code": "einvoice_test",
                "kind": cls.KIND,
                "company_id": cls.district_a.id,
                "einvoice_date_from": "2025-10-01",
                "einvoice_signer": "trial",
                "einvoice_url": "http://127.0.0.1:9/soliq",
                "einvoice_login": cls.KIND == "soliqservice" and "demo",
                "einvoice_secret": SECRET,
                "einvoice_partner": "jwt",
            }
        )

    @classmethod
    def _sign_contract(cls, account):
        agreement = account.agreement_ids[:1] or cls.env[
            "elektrohisob.agreement"
        ].create({"account_id": account.id, "number": "17", "date_start": "2025-01-01"})
        agreement.write({"consumer_signatory": "B. Aliyev"})
        return agreement

    def setUp(self):
        super().setUp()
        self.simulator = Simulator("demo", SECRET, hang=0.01)
        server = einvoice_simulator.make_server(self.simulator)
        thread = threading.Thread(
            target=server.serve_forever, args=(0.01,), daemon=True
        )
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        path = "soliq" if self.KIND == "soliqservice" else "didox"
        url = f"http://127.0.0.1:{server.server_port}/{path}"
        self.provider.einvoice_url = url

    def _invoice(self, reading=300):
        """The invoice of October."""
        self._read(self.installation, ("2025-11-01", reading))
        self._settle(self.account, self.period)
        return self._make(self.period)

    def _correct(self, reading):
        """The reading of October was another: the correction, booked in November."""
        november = self._open_month("2025-11-01")
        found = self.installation.reading_ids.filtered(lambda row: row.state == "valid")
        found.sorted("date")[-1:]._correct(value=reading, note="Read again")
        self._settle(self.account, november)
        made = self._make(november)
        return made.filtered(lambda invoice: invoice.kind == "correction")

    def _make(self, period):
        invoices, skipped = self.env["elektrohisob.invoice"]._make_until(
            self.account, period.date_end
        )
        self.assertFalse(skipped)
        return invoices

    def _do(self, *steps, limit=60):
        """Do something, and all the jobs that come of it; what they did at last."""
        with trap_jobs() as trap:
            for step in steps:
                step()
            while trap.enqueued_jobs and limit:
                limit -= 1
                trap.perform_enqueued_jobs()
        self.env.invalidate_all()

    def _issue(self, invoices):
        """Prepare, sign, hand over."""
        self._do(invoices._make_einvoices)
        found = invoices.einvoice_id
        self._do(
            lambda: found.filtered(lambda one: one.state == "to_sign").action_sign()
        )
        return found
