from datetime import date

from .common import BillingCommon

DAY = date(2025, 10, 31)


class InvoiceCommon(BillingCommon):
    """Organisations of a holding with books; L-II: 1000 so'm a kWh, 12 % VAT in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"].sudo()
        charts.try_loading("uz", company=cls.holding, install_demo=False)
        cls.holding._set_currency_uzs()  # the chart has put that of its country
        (cls.holding | cls.enterprise | cls.district_a)._set_currency_uzs()
        cls.installation = cls._create_consumer(
            "I-1", tariff="L-II", category="legal", name="“Zamin” MChJ"
        )
        cls.account = cls.installation.account_id
        cls.account.stir = "301234567"
        cls.period = cls._open_month("2025-10-01")
        cls.Invoice = cls.env["elektrohisob.invoice"]

    def _charge(self, value, day="2025-11-01", period=None):
        self._read(self.installation, (day, value))
        self._settle(self.account, period or self.period)

    def _make(self, accounts=None, last=DAY):
        return self.Invoice._make_until(accounts or self.account, last)

    def _get_items(self, invoice):
        """Code of the account → debit less credit, in so'm."""
        items = {}
        for line in invoice.move_id.line_ids:
            code = line.account_id.with_company(self.holding).code
            items[code] = round(items.get(code, 0) + line.balance, 2)
        return items

    def _charge_other(self, number, kwh, **options):
        """Another organisation that used ``kWh`` in October 2025."""
        options = {"tariff": "L-II", "category": "legal", "name": number, **options}
        installation = self._create_consumer(number, **options)
        self._read(installation, ("2025-11-01", kwh))
        account = installation.account_id
        self._settle(account, self.period)
        return account

    def _pay(self, account, day, amount):
        """Money from the bank, booked in the ledger; the payment."""
        [(payment, _outcome)] = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": account.company_id.id,
                    "account_id": account.id,
                    "date": day,
                    "amount": amount,
                    "channel": "bank",
                }
            ]
        )
        return payment
