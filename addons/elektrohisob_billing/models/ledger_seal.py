import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..tools import ledger_seal

_logger = logging.getLogger(__name__)

# The earliest day on which a transaction that still runs may have begun to write.
RUNNING = """
SELECT elektrohisob_ledger_day(min(xact_start) AT TIME ZONE 'UTC')
  FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
   AND backend_type = 'client backend'
HAVING min(xact_start) IS NOT NULL
"""


class LedgerSeal(models.Model):
    """Seal of what a district wrote into the ledger on one day.

    Its hash covers the entries, in the order of their ids, and the seal before it:
    whoever changes an entry later must remake all seals since, and the last one stands
    in the log of the server. Entries are sealed when their day is over, so writing
    them costs nothing.
    """

    _name = "elektrohisob.ledger.seal"
    _description = "Seal of the ledger"
    _order = "day desc, company_id"
    _rec_name = "hash"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(
        string="Written on",
        required=True,
        readonly=True,
        help="Day in Tashkent on which the entries were written, not their date.",
    )
    entry_count = fields.Integer(string="Entries", readonly=True)
    first_id = fields.Integer(string="First entry", readonly=True, aggregator=None)
    last_id = fields.Integer(string="Last entry", readonly=True, aggregator=None)
    amount = fields.Monetary(string="Sum of entries", readonly=True)
    previous_hash = fields.Char(string="Seal before", readonly=True)
    hash = fields.Char(string="Seal", required=True, readonly=True)

    _day_uniq = models.Constraint(
        "unique(company_id, day)", "The day of the district is sealed already."
    )
    _day_idx = models.Index("(day)")

    def init(self):
        """Override of `base`: functions of the database; seals are facts."""
        ledger_seal.create_functions(self.env.cr)
        protect(self.env.cr, self._table)

    # === ACTIONS === #

    def action_verify(self):
        """Verify the whole ledger of the user's districts and tell what was found."""
        result = self.env["elektrohisob.ledger.entry"].verify()
        if result["broken"]:
            message = " ".join(row["text"] for row in result["broken"][:3])
        else:
            message = self.env._(
                "%(entries)s entries of %(days)s sealed days are as they were written.",
                entries=result["entries"],
                days=result["days"],
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if result["broken"] else "success",
                "message": message,
                "sticky": bool(result["broken"]),
            },
        }

    def action_seal(self):
        """Seal the days that are over, without waiting for the night."""
        self.check_access("read")
        until = self._enqueue()
        message = self.env._(
            "The days up to %(day)s are being sealed; look again in a minute.",
            day=fields.Date.to_string(until),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message},
        }

    def action_view_entries(self):
        """Open the entries under the seal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.ledger_entry_action"
        )
        domain = [
            ("company_id", "=", self.company_id.id),
            ("id", ">=", self.first_id),
            ("id", "<=", self.last_id),
        ]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _cron_seal(self):
        """Seal what was written until yesterday."""
        self._enqueue()

    @api.model
    def _enqueue(self):
        """Queue the sealing of the days that are over and return the last of them.

        A day is over when no transaction that began in it still runs. It is asked here,
        before the transaction of the job takes its view of the data: what is committed
        between the two is seen by the job.
        """
        until = business_today(self) - timedelta(days=1)
        running = self.env.execute_query(SQL(RUNNING))
        if running:
            until = min(until, running[0][0] - timedelta(days=1))
        self.with_delay(
            identity_key=f"ledger-seal-{until}",
            description=self.env._("Seal the ledger until %s", until),
        )._seal(until)
        return until

    @api.model
    def _seal(self, until):
        """Seal every day up to ``until`` that is not sealed yet, in order.

        :return: number of seals made
        """
        self.env["elektrohisob.ledger.entry"].flush_model()
        self.env.cr.execute(
            SQL("SELECT set_config('work_mem', %s, true)", ledger_seal.MEMORY)
        )
        count = 0
        above = self.env.execute_query(SQL(ledger_seal.ABOVE))[0][0]
        for day in self._get_unsealed_days(until, above):
            count += bulk.insert_missing(
                self.env.cr,
                self._table,
                ledger_seal.SEAL_COLUMNS,
                ledger_seal.seals_of(day, above, self.env.uid),
            )
            self._log(day)
        self.invalidate_model()
        return count

    @api.model
    def _get_unsealed_days(self, until, above):
        """Days with entries after the last sealed one, up to ``until``."""
        last = self.env.execute_query(
            SQL("SELECT max(day) FROM elektrohisob_ledger_seal")
        )[0][0]
        rows = self.env.execute_query(
            SQL(ledger_seal.UNSEALED, last=last, until=until, above=above)
        )
        return [day for (day,) in rows]

    @api.model
    def _log(self, day):
        """The seals of a day in the log of the server, outside the database."""
        rows = self.env.execute_query(
            SQL(
                "SELECT company_id, entry_count, hash FROM elektrohisob_ledger_seal"
                " WHERE day = %s ORDER BY company_id",
                day,
            )
        )
        for company_id, entries, digest in rows:
            _logger.info(
                "ledger of unit %s, %s: %s entries, %s",
                company_id,
                day,
                entries,
                digest,
            )
