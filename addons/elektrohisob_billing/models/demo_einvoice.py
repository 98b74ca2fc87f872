from odoo import api, models

from ..adapters.einvoice import minified

#: What became of the first invoices of the open month; nothing leaves the machine.
STATES = (
    *("accepted", "accepted", "sent", "accepted", "refused"),
    *("to_sign", "sent", "faulty", "to_sign", "queued"),
)
SIGNER = "A. Karimov, STIR 306350099"
REFUSAL = "Shartnoma raqami notoʻgʻri"


class Demo(models.AbstractModel):
    """Electronic invoices of the demonstration: an operator at the simulator's address,
    documents in every state."""

    _inherit = "elektrohisob.demo"

    def _finish(self):
        """Override of `billing` to issue invoices electronically."""
        result = super()._finish()
        company = self.env.ref("elektrohisob_billing.demo_account_consumer").company_id
        invoices = self.env["elektrohisob.invoice"].search(
            [("company_id", "=", company.id), ("kind", "=", "regular")],
            order="date desc, id",
            limit=len(STATES),
        )
        self._set_catalogue_codes()
        provider = self._create_einvoice_operator(company, invoices)
        for invoice, state in zip(invoices, STATES, strict=False):
            self._issue_einvoice(provider, invoice, state)
        return result

    @api.model
    def _set_catalogue_codes(self):
        """Invented codes of the catalogue; a company enters its own."""
        self.env["elektrohisob.parameter.value"].create(
            [
                {
                    "parameter_id": self.env.ref(
                        f"elektrohisob_billing.parameter_einvoice_{name}"
                    ).id,
                    "company_id": self.env.ref("base.main_company").id,
                    "date_start": "2000-01-01",
                    "value": code,
                    "source": "Namoyish uchun oʻylab topilgan",
                    "certainty": "order",
                }
                for name, code in (("mxik", "0" * 17), ("package_code", "1"))
            ]
        )

    @api.model
    def _create_einvoice_operator(self, company, invoices):
        return self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Soliqservice (simulyator)",
                "code": "demo_soliq",
                "kind": "soliqservice",
                "company_id": company.id,
                "einvoice_url": "http://127.0.0.1:8380/soliq",
                "einvoice_login": "demo",
                "einvoice_secret": "demo",
                "einvoice_signer": "trial",
                "einvoice_date_from": min(invoices.mapped("date"), default=False),
            }
        )

    @api.model
    def _issue_einvoice(self, provider, invoice, state):
        one = self.env["elektrohisob.einvoice"].create(
            {
                "provider_id": provider.id,
                "company_id": invoice.company_id.id,
                "account_id": invoice.account_id.id,
                "invoice_id": invoice.id,
                "document": "factura",
                "number": invoice.number,
                "date": invoice.date,
                "identity": f"{invoice.id:024x}",
                "product_identity": f"{invoice.id + 1:024x}",
                **invoice._get_einvoice_sums(),
            }
        )
        if state == "faulty":  # nobody is known who signs for this consumer
            invoice.agreement_id.consumer_signatory = False
        kind, lines, origin, _faults = one._plan()
        content, faults = one._write_content(kind, lines, origin)
        if state == "faulty":
            one._move("faulty", faults=faults)
        if state in ("faulty", "queued"):
            return
        number = {"draft_no": one.identity, "payload": minified(content).decode()}
        one._move("to_sign", **number)
        if state == "to_sign":
            return
        one._move("signed", signer=SIGNER, date_signed=one.write_date)
        one._move("sent", date_sent=one.write_date)
        if state != "sent":
            one._move(state, reason=REFUSAL if state == "refused" else False)
