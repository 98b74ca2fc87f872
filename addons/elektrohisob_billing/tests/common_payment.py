from pathlib import Path

from odoo.addons.elektrohisob_base.tests.common import ElektrohisobCommon

SAMPLES = Path(__file__).parent / "samples"
STATEMENT = SAMPLES / "client_bank_1c" / "uz_windows.txt"
OWN_ACCOUNT = "20208000900000000001"


class PaymentCommon(ElektrohisobCommon):
    """Accounts that can pay: two households, two legal entities, a bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.env["elektrohisob.period"].create(
            {"company_id": cls.district_a.id, "date_start": "2026-05-01"}
        )
        cls.account = cls._create_account(
            number="2626400000017", date_open="2026-01-01", lang="en_US"
        )
        cls.neighbour = cls._create_account(
            number="2626400000025",
            surname="Aliyeva",
            given_name="Nargiza",
            date_open="2026-01-01",
        )
        cls.shop = cls._create_account(
            number="2626400000033",
            category="legal",
            name="NUR SAVDO MCHJ",
            surname=False,
            given_name=False,
            date_open="2026-01-01",
        )
        cls.env["elektrohisob.agreement"].create(
            {
                "number": "15/2026",
                "account_id": cls.shop.id,
                "date_start": "2026-01-01",
                "state": "active",
            }
        )
        cls.bakery = cls._create_account(
            number="2626400000041",
            category="legal",
            name="BARAKA MCHJ",
            surname=False,
            given_name=False,
            stir="302345678",
            date_open="2026-01-01",
        )
        cls.bank = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Test bank",
                "code": "test-bank",
                "kind": "bank_1c",
                "company_id": cls.district_a.id,
                "bank_accounts": OWN_ACCOUNT,
            }
        )

    @classmethod
    def _open_shift(cls, user, number=1):
        """Shift of the user at a desk of district A, opened on an empty till."""
        desk = cls.env["elektrohisob.cash.desk"].create(
            {"number": number, "name": "Hall", "company_id": cls.district_a.id}
        )
        shifts = cls.env["elektrohisob.cash.shift"].with_user(user)
        return shifts._open(desk.with_user(user), 0.0)

    @classmethod
    def _record(cls, account, kind, amount, day):
        return cls.env["elektrohisob.ledger.entry"]._record(
            [{"account_id": account.id, "kind": kind, "amount": amount, "date": day}]
        )

    @classmethod
    def _receive(cls, **vals):
        return cls.env["elektrohisob.payment"]._receive(
            [
                {
                    "company_id": cls.district_a.id,
                    "date": "2026-05-10",
                    "amount": 1000.0,
                    "channel": "bank",
                    **vals,
                }
            ]
        )[0]

    def _balance(self, account):
        self.env.flush_all()
        account.invalidate_recordset()
        account.state_ids.invalidate_recordset()
        return account.amount_due
