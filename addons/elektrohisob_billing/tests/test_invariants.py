from psycopg2 import sql

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..tools import invariants
from .common import BillingCommon

GUARDED = (
    "elektrohisob_consumption",
    "elektrohisob_charge",
    "elektrohisob_ledger_entry",
)

#: Rule → statements that break it, in a database where all rules hold.
BREAKERS = {
    "the balance of an account is the sum of its entries": [
        "UPDATE elektrohisob_account_state SET balance = balance + 0.01"
    ],
    "every account has one state row of its own district": [
        "DELETE FROM elektrohisob_account_state WHERE account_id = {account}"
    ],
    "every charge is carried by entries of its amount": [
        "UPDATE elektrohisob_charge SET amount = amount + 1"
    ],
    "every entry of a charge has its charge": [
        "UPDATE elektrohisob_ledger_entry SET charge_id = NULL WHERE kind = 'charge'"
    ],
    "energy charged is energy consumed, by account and month of use": [
        "UPDATE elektrohisob_consumption SET kwh = kwh + 0.001"
    ],
    "no day of a meter is booked twice": [
        "UPDATE elektrohisob_consumption SET date_end = date_end + 1"
        " WHERE month = '2025-10-01'"
    ],
    "a payment stands in the ledger with its amount while it is posted": [
        "UPDATE elektrohisob_payment SET amount = amount + 1 WHERE state = 'posted'"
    ],
    "a payment of an online service is told by its events": [
        "UPDATE elektrohisob_payment SET channel = 'online' WHERE state = 'posted'"
    ],
    "a day of a payment service is what its lines say": [
        "INSERT INTO elektrohisob_exchange_provider (name, code, kind, company_id,"
        " wrong_totals, payment_channel, pay_back, onec_transport, onec_bank)"
        " SELECT 'x', 'x', 'paynet', company_id, 'warn', 'bank', 'never', 'folder',"
        " 'ours'"
        "  FROM elektrohisob_account WHERE id = {account}",
        "INSERT INTO elektrohisob_payment_day (provider_id, company_id, date, state,"
        " told_state, bank_state, told_amount, our_amount, pair_difference)"
        " SELECT id, company_id, '2025-11-05', 'open', 'told', 'came', 1, 0, 1"
        "  FROM elektrohisob_exchange_provider WHERE code = 'x'",
    ],
    "an entry of a payment has its payment": [
        "UPDATE elektrohisob_ledger_entry SET payment_id = NULL WHERE kind = 'payment'"
    ],
    "a reversal takes back exactly what it reverses": [
        "UPDATE elektrohisob_ledger_entry SET amount = amount - 1"
        " WHERE reverses_id IS NOT NULL"
    ],
    "months of a district follow each other, and only the last may be open": [
        "UPDATE elektrohisob_period SET date_start = date_start + interval '1 month'"
        " WHERE state <> 'closed'"
    ],
    "the balances of a district follow from one month to the next": [
        "UPDATE elektrohisob_ledger_entry SET period_id = 0 WHERE kind = 'payment'"
    ],
    "a district that handed an account over keeps nothing of its balance": [
        "UPDATE elektrohisob_account_transfer SET state = 'done'",
        "UPDATE elektrohisob_account AS account SET company_id = gone.company_to_id"
        "  FROM elektrohisob_account_transfer AS gone"
        " WHERE gone.account_id = account.id",
    ],
    "an account that was handed over moved exactly its balance": [
        "UPDATE elektrohisob_ledger_entry SET transfer_id = gone.id"
        "  FROM elektrohisob_account_transfer AS gone WHERE kind = 'payment'",
    ],
    "consumption names rows that exist": [
        "UPDATE elektrohisob_consumption SET reading_to_id = 0"
    ],
    "charges name rows that exist": ["UPDATE elektrohisob_charge SET version_id = 0"],
    "entries name rows that exist": [
        "UPDATE elektrohisob_ledger_entry SET period_id = 0"
    ],
    "the ledger is as it was sealed": [
        "UPDATE elektrohisob_ledger_entry SET note = 'x' WHERE kind = 'payment'"
    ],
    "the database refuses to change consumption, charges and entries": [
        "DROP TRIGGER append_only_statement ON elektrohisob_charge"
    ],
}


class TestInvariants(BillingCommon):
    """Each rule of the books holds on real work, and is seen when it is broken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        october = cls._open_month("2025-10-01")
        meter = cls._create_consumer("I1")
        cls.account = meter.account_id
        meter.meter_id.type_id.measures_export = True
        cls.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": meter.usage_point_id.id,
                "date_start": "2025-10-01",
                "loss_scheme": "percent",
                "loss_percent": 2,
                "norm_power": 0.1,
                "norm_hours": 10,
            }
        )
        cls._read(meter, ("2025-11-01", 250), ("2025-12-01", 400))
        cls.Reading._accept(
            [
                {
                    "installation_id": meter.id,
                    "date": day,
                    "value": value,
                    "reading_type": "A-",
                }
                for day, value in (("2025-10-01", 10), ("2025-11-01", 40))
            ],
            source="remote",
        )
        cls._settle(cls.account, october)
        november = cls._open_month("2025-11-01")
        payments = cls.env["elektrohisob.payment"]
        (paid, _outcome), (void, _outcome) = payments._receive(
            [
                {
                    "account_id": cls.account.id,
                    "company_id": cls.district_a.id,
                    "date": "2025-11-05",
                    "amount": amount,
                    "channel": "bank",
                }
                for amount in (100_000, 5_000)
            ]
        )
        void._cancel("test")
        cls._settle(cls.account, november)
        cls._get_isolation_reorganisation(cls.account)  # planned, not carried out
        cls.assertEqual(cls(), paid.state, "posted")
        seals = cls.env["elektrohisob.ledger.seal"]
        seals._seal(business_today(seals))

    def test_all_hold(self):
        """Also with losses, norms and registers that are not charged."""
        self.env.flush_all()
        rows = self.env["elektrohisob.consumption"].search(
            [("account_id", "=", self.account.id)]
        )
        self.assertLessEqual({"register", "loss", "norm"}, set(rows.mapped("origin")))
        self.assertIn("A-", rows.mapped("reading_type"))
        self.assertEqual(invariants.broken(self.env.cr), {})

    def test_every_rule_has_a_breaker(self):
        names = [name for name, _statement in invariants.statements()]
        self.assertEqual(sorted(names), sorted(BREAKERS))
        self.assertEqual(len(names), len(set(names)))

    def test_each_is_seen_when_broken(self):
        self.env.flush_all()
        for name, statements in BREAKERS.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint(flush=False)
                try:
                    self._set_triggers("DISABLE")
                    for statement in statements:
                        self.env.cr.execute(statement.format(account=self.account.id))
                        self.assertTrue(self.env.cr.rowcount, statement)
                    if not statement.startswith("DROP"):
                        self._set_triggers("ENABLE")
                    self.assertIn(name, invariants.broken(self.env.cr))
                finally:
                    savepoint.close(rollback=True)

    def _set_triggers(self, word):
        for table in GUARDED:
            self.env.cr.execute(
                sql.SQL("ALTER TABLE {} {} TRIGGER USER").format(
                    sql.Identifier(table), sql.SQL(word)
                )
            )
