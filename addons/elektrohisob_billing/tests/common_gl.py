from odoo import fields

from .common import BillingCommon


class GlCommon(BillingCommon):
    """A holding with the chart of Uzbekistan, its district in October 2025."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"].sudo()
        charts.try_loading("uz", company=cls.holding, install_demo=False)
        cls.holding._set_currency_uzs()
        cls.period = cls._open_month("2025-10-01")

    def _charge(self, kwh):
        """A household that used ``kwh`` in October 2025."""
        installation = self._create_consumer(f"GL{kwh}", "2025-10-01")
        self._read(installation, ("2025-11-01", kwh))
        account = installation.account_id
        self._settle(account, self.period)
        return account

    def _get_meter(self, account):
        return self.env["elektrohisob.installation"].search(
            [("account_id", "=", account.id)]
        )

    def _charge_more(self, account, day, reading):
        self._read(self._get_meter(account), (day, reading))
        self._settle(account, self.period)

    def _pay(self, account, amount, channel="bank"):
        [(payment, _outcome)] = self.env["elektrohisob.payment"]._receive(
            [
                {
                    "account_id": account.id,
                    "company_id": self.district_a.id,
                    "date": self.period.date_end,
                    "amount": amount,
                    "channel": channel,
                }
            ]
        )
        return payment

    def _book(self, kind, account, amount, **vals):
        """A booked operation with the ledger, asked for and approved."""
        document = (
            self.env["elektrohisob.ledger.document"]
            .with_user(self.users["accountant"])
            .create(
                {
                    "kind": kind,
                    "account_id": account.id,
                    "amount": amount,
                    "note": "Order 5",
                    **vals,
                }
            )
        )
        document.action_ask()
        document.approval_id.with_user(self.users["manager"]).action_approve()
        return document

    def _post(self):
        posted = self.env["elektrohisob.gl.posting"]._post(self.period)
        self.env.invalidate_all()
        return posted

    def _postings(self, event):
        return self.env["elektrohisob.gl.posting"].search(
            [("company_id", "=", self.district_a.id), ("event", "=", event)]
        )

    def _lines(self):
        return self.env["account.move.line"].search(
            [("company_id", "=", self.district_a.id), ("parent_state", "=", "posted")]
        )

    def _code(self, line):
        return line.account_id.with_company(self.holding).code

    def _turnovers(self):
        """Code → debit and credit of the district."""
        found = {}
        for line in self._lines():
            debit, credit = found.get(self._code(line), (0.0, 0.0))
            sums = (round(debit + line.debit, 2), round(credit + line.credit, 2))
            found[self._code(line)] = sums
        return found

    def _balances(self):
        return {
            code: round(debit - credit, 2)
            for code, (debit, credit) in self._turnovers().items()
        }

    def _proof(self):
        return self.env["elektrohisob.gl"].proof(
            company=self.district_a.id,
            date_from="2025-01-01",
            date_to=fields.Date.to_string(self.period.date_end),
        )

    def _assert_proved(self):
        proof = self._proof()
        self.assertTrue(proof["rows"])
        self.assertEqual([row for row in proof["rows"] if row["difference"]], [])
        self.assertTrue(proof["is_proved"], proof["balances"])
