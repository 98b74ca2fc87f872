import logging
import time

from odoo.tools import SQL

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import BillingCommon

_logger = logging.getLogger(__name__)
COUNT = 1000


class TestChargeRunThousand(BillingCommon):
    """One bad account among a thousand. Every consumer uses 100 kWh = 60 000 so'm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.october = cls._open_month("2025-10-01")
        cls.meter = cls._create_consumer("T0")
        cls._read(cls.meter, ("2025-11-01", 100))
        cls.env.flush_all()
        cls._copy_consumer(COUNT - 1)
        cls.env.invalidate_all()
        cls.accounts = cls.env["elektrohisob.account"].search(
            [("company_id", "=", cls.district_a.id)], order="id"
        )

    @classmethod
    def _copy_consumer(cls, count):
        """Copies of the consumer, row by row of each table, in a second."""
        account = cls.meter.account_id
        number = SQL("left(number, 5) || lpad((90000000 + n)::text, 8, '0')")
        accounts = cls._copy(account, count, number=number)
        cls._copy(account.state_ids, count, account_id=accounts)
        agreement = account.agreement_ids
        of_account = {"account_id": accounts}
        agreements = cls._copy(agreement, count, number=SQL("'T' || n"), **of_account)
        cls._copy(agreement.term_ids, count, agreement_id=agreements, **of_account)
        points = cls._copy(cls.meter.usage_point_id, count, **of_account)
        meters = cls._copy(cls.meter.meter_id, count, serial=SQL("'T' || n"))
        installations = cls._copy(
            cls.meter, count, usage_point_id=points, meter_id=meters, **of_account
        )
        for reading in cls.meter.reading_ids:
            cls._copy(reading, count, installation_id=installations, **of_account)

    @classmethod
    def _copy(cls, record, count, **changed):
        """Ids of the copies of a row; ``changed``: an expression of ``n``, the
        number of the copy, or a list of values."""
        cr = cls.env.cr
        cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = %s
               AND column_name <> 'id' AND is_generated = 'NEVER'
            """,
            [record._table],
        )
        names = [name for (name,) in cr.fetchall()]
        values = []
        for name in names:
            value = changed.get(name, SQL.identifier(name))
            values.append(
                SQL("(%s::int[])[n]", value) if isinstance(value, list) else value
            )
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) n "
                "WHERE id = %s RETURNING id",
                SQL.identifier(record._table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(values),
                SQL.identifier(record._table),
                count,
                record.id,
            )
        )
        return [id_ for (id_,) in cr.fetchall()]

    def test_one_bad_in_a_thousand(self):
        """999 × 60 000 = 59 940 000 so'm; the one without a tariff is parked."""
        bad = self.accounts[499]
        bad.agreement_ids.term_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE elektrohisob_agreement_term SET tariff_id = NULL "
            "WHERE account_id = %s",
            [bad.id],
        )
        self.env.invalidate_all()
        run = self.env["elektrohisob.charge.run"].create(
            {"company_id": self.district_a.id, "chunk_size": 100}
        )
        with trap_jobs() as trap:
            run.action_start()
            began = time.monotonic()
            trap.perform_enqueued_jobs()
            took = time.monotonic() - began
        run.invalidate_recordset()
        self.assertEqual(run.stage, "done")
        self.assertEqual(
            (run.account_count, run.charged_count, run.parked_count), (COUNT, 999, 1)
        )
        self.assertEqual((run.kwh, run.amount), (99_900, 59_940_000))
        self.assertEqual(run.parked_ids.account_id, bad)
        self.assertEqual(run.parked_ids.code, "no_tariff")
        self.assertIn("No tariff is in force", run.parked_ids.reason)
        self.assertEqual(len(run.chunk_ids), 10)
        self.assertEqual(set(run.chunk_ids.mapped("state")), {"done"})
        due = self.accounts.mapped("amount_due")
        self.assertEqual((due.count(60_000), due.count(0)), (999, 1))
        self.assertEqual(bad.amount_due, 0)
        _logger.info("999 of 1000 accounts billed in %.1f s", took)
