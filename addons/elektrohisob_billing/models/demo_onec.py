from datetime import date

from odoo import api, models

from ..adapters.onec_reader import PARTY
from ..tools.onec_simulator_book import Book, party_text

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)
#: What 1C knows of parties: telephone, bank account, bank, MFO.
KNOWN = (
    ("+998 71 200 17 26", "20208000905512340001", "ATB “Agrobank”", "00394"),
    ("+998 71 200 17 62", "20208000705543210001", "ATB “Xalq banki”", "00419"),
)


class DemoOneC(models.AbstractModel):
    """The exchange with 1C: September and October were sent and confirmed,
    half of the manual operations are entered, and 1C knows two counterparties
    otherwise."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _tell_onec(self):
        """Messages go to and fro with the books of the simulator."""
        company = self.env.ref("elektrohisob_base.demo_company_1726269")
        provider = self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "1C: Buxgalteriya (namoyish)",
                "code": "DEMO-1C",
                "kind": "onec",
                "company_id": company.id,
                "onec_code": "EH",
                "onec_peer": "БП",
                "onec_date_from": FIRST,
                "onec_code_ids": [
                    (0, 0, {"code": "9020", "peer_code": "90.20"}),
                ],
            }
        )
        self._set_xmlid("demo_provider_onec", provider)
        book = Book()
        # settings first: 1C says which version it has
        self._send_onec(provider, book)
        self._send_onec(provider, book)
        for account, facts in zip(self._get_onec_parties(company), KNOWN, strict=True):
            place = account.address or ""
            book.tell(PARTY, party_text(account.name, account.stir, place, *facts))
        self._take_onec(provider, book)
        operations = provider.onec_change_ids.filtered("is_by_hand").sorted("date")
        operations[: len(operations) // 2].action_entered()
        # from now on with the simulator that the launcher starts
        provider.write(
            {
                "onec_transport": "exchange",
                "onec_url": "http://127.0.0.1:8370/buh",
                "onec_login": "demo",
                "onec_secret": "demo",
            }
        )

    @api.model
    def _send_onec(self, provider, book):
        """Our next message, loaded by 1C, and its answer."""
        message = provider._write_onec(LAST)
        provider._hand_onec(message)
        book.load(message._get_onec_data())
        self._take_onec(provider, book)

    @api.model
    def _take_onec(self, provider, book):
        name = f"Message_{book.node}_{book.peer}_{book.sent_no + 1}.zip"
        provider._receive(name, book.answer())

    @api.model
    def _get_onec_parties(self, company):
        """Two organisations whose telephone and bank account 1C knows otherwise."""
        return self.env["elektrohisob.account"].search(
            [
                ("company_id", "=", company.id),
                ("category", "=", "legal"),
                ("stir", "!=", False),
            ],
            order="number",
            limit=len(KNOWN),
        )
