from functools import partial

from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from .common import BillingCommon

KWH, SUM = 100, 60_000  # of every consumer: 100 kWh × 600 so'm in October 2025

LOGS = [SQL.identifier(f"auditlog_{name}") for name in ("log", "log_line")]


class Builder(BillingCommon):
    """Makes the consumers of a district outside of any test."""

    @classmethod
    def build(cls, env, count):
        """A district of ``count`` consumers with a reading a month apart."""
        cls.env = env
        cls.enterprise = cls._create_company("Real enterprise", "enterprise")
        taken = env["res.company"].search([]).district_id
        place = env["elektrohisob.district"].search(
            [("id", "not in", taken.ids)], limit=1
        )
        cls.district_a = cls._create_district("Real district", place.code)
        cls.meter_type = env["elektrohisob.device.type"].create(
            {"name": "Real type 5", "digits": 5, "decimals": 1}
        )
        accounts = env["elektrohisob.account"].create(
            [
                {
                    "company_id": cls.district_a.id,
                    "surname": "Karimov",
                    "date_open": "2025-10-01",
                }
                for _number in range(count)
            ]
        )
        cls._conclude(accounts)
        cls._measure(accounts)
        return accounts

    @classmethod
    def _conclude(cls, accounts):
        tariff = cls.env.ref("elektrohisob_billing.tariff_h_gen")
        term = {"date_start": "2025-10-01", "tariff_id": tariff.id}
        cls.env["elektrohisob.agreement"].create(
            [
                {
                    "number": f"REAL{account.id}",
                    "account_id": account.id,
                    "date_start": "2025-10-01",
                    "term_ids": [Command.create(term)],
                }
                for account in accounts
            ]
        ).action_activate()

    @classmethod
    def _measure(cls, accounts):
        env = cls.env
        points = env["elektrohisob.usage.point"].create(
            [{"account_id": account.id, "code": "1"} for account in accounts]
        )
        meters = env["elektrohisob.device"].create(
            [
                {
                    "serial": f"REAL{account.id}",
                    "type_id": cls.meter_type.id,
                    "company_id": cls.district_a.id,
                }
                for account in accounts
            ]
        )
        installations = env["elektrohisob.installation"].create(
            [
                {
                    "usage_point_id": point.id,
                    "meter_id": meter.id,
                    "date_start": "2025-10-01",
                }
                for point, meter in zip(points, meters, strict=True)
            ]
        )
        for source, day, value in (
            ("act", "2025-10-01", 0),
            ("sheet", "2025-11-01", KWH),
        ):
            rows = [
                {"installation_id": row.id, "date": day, "value": str(value)}
                for row in installations
            ]
            outcomes = env["elektrohisob.reading"]._accept(rows, source=source)
            assert {row["state"] for row in outcomes} == {"accepted"}, outcomes[0]


@tagged("post_install", "-at_install")
class RealCase(BaseCase):
    """Real transactions on a district of its own; what they leave is removed."""

    consumers = 4

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            accounts = Builder.build(env, self.consumers)
            self.company_id = Builder.district_a.id
            self.enterprise_id = Builder.enterprise.id
            self.type_id = Builder.meter_type.id
            self.account_ids = accounts.ids
            self.period_id = (
                env["elektrohisob.period"]
                .create({"company_id": self.company_id, "date_start": "2025-10-01"})
                .id
            )

    def _env(self, cr):
        context = {**DISABLED_MAIL_CONTEXT, "lang": "en_US"}
        env = api.Environment(cr, SUPERUSER_ID, context)
        company_id = getattr(self, "company_id", None)
        if company_id:
            env = env["base"].with_context(allowed_company_ids=[company_id]).env
        return env

    def _connect(self):
        """An environment on a connection of its own. Threads get theirs from the
        thread of the tests, which holds the lock of the registry."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        return self._env(cr)

    def _read(self, model, domain, names):
        """Rows of a model as they are committed."""
        with self.registry.cursor() as cr:
            return self._env(cr)[model].search(domain).read(names)

    # === REMOVING === #

    def _remove(self):
        """Take every row of the district away, past the triggers of the books."""
        units = [getattr(self, "company_id", 0), getattr(self, "enterprise_id", 0)]
        with self.registry.cursor() as cr:
            for table in LOGS:
                cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", table))
            cr.execute(
                """
                SELECT c.table_name, c.column_name
                  FROM information_schema.columns c
                  JOIN information_schema.tables t
                    ON t.table_name = c.table_name AND t.table_schema = c.table_schema
                   AND t.table_type = 'BASE TABLE'
                 WHERE c.table_schema = 'public' AND c.column_name = 'company_id'
                   AND c.data_type = 'integer'
                """
            )
            steps = [
                partial(self._delete, cr, table, column, units)
                for table, column in cr.fetchall()
            ]
            steps += [
                partial(self._delete, cr, "res_company", "id", units[:1]),
                partial(self._delete, cr, "res_company", "id", units[1:]),
                partial(
                    self._delete,
                    cr,
                    "elektrohisob_device_type",
                    "id",
                    [getattr(self, "type_id", 0)],
                ),
            ]
            while steps:  # whoever is pointed at goes after those that point
                left = [step for step in steps if not self._try(cr, step)]
                assert len(left) < len(steps), left
                steps = left
            for table in LOGS:
                cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", table))
            cr.execute(
                "DELETE FROM queue_job WHERE model_name LIKE 'elektrohisob.charge.run%'"
            )
        self.registry.clear_all_caches()

    def _try(self, cr, step):
        cr.execute("SAVEPOINT removing")
        try:
            with mute_logger("odoo.sql_db"):
                step()
        except (ForeignKeyViolation, RestrictViolation):
            cr.execute("ROLLBACK TO SAVEPOINT removing")
            return False
        cr.execute("RELEASE SAVEPOINT removing")
        return True

    def _delete(self, cr, table, column, ids):
        name, column = SQL.identifier(table), SQL.identifier(column)
        where = SQL("%s = ANY(%s)", column, ids)
        if not self._has_rows(cr, name, where):
            return
        ours = table.startswith("elektrohisob_")
        if ours:
            cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        cr.execute(SQL("DELETE FROM %s WHERE %s", name, where))
        if ours:
            cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))

    def _has_rows(self, cr, name, where):
        cr.execute(SQL("SELECT 1 FROM %s WHERE %s LIMIT 1", name, where))
        return bool(cr.rowcount)
