from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import to_utc

CODES = (
    *("unread", "reading_queue", "run", "unbilled", "parked", "correction_waits"),
    *("payments", "files", "shifts", "invoices", "books", "gl"),
)


class Period(models.Model):
    """What the checks of a month look at, each by its code: a list and a domain."""

    _inherit = "elektrohisob.period"

    def _get_found(self, code):
        """Action and domain of the list of what a check finds."""
        self.ensure_one()
        return getattr(self, f"_find_{code}")()

    def _count_found(self, code):
        """(count, figures of the sentence) of a check."""
        self.ensure_one()
        if code == "unread":
            return self._count_unread()
        xmlid, domain = self._get_found(code)
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        model = self.env[action["res_model"]].with_context(active_test=False)
        return model.search_count(domain), False

    def _find_unread(self):
        return "elektrohisob_metering.usage_point_action", [
            ("id", "in", self._get_points()[0])
        ]

    def _count_unread(self):
        """Found only above the share that is tolerated."""
        unread, total = self._get_points()
        limit = self.env["elektrohisob.parameter"]._get_value(
            "close_unread_percent", self.company_id, self.date_start
        )
        share = 100.0 * len(unread) / total if total else 0.0
        figures = {
            "unread": len(unread),
            "total": total,
            "share": share,
            "limit": float(limit),
        }
        return (len(unread) if share > limit else 0), figures

    def _tell_found(self, code, figures):
        """Sentence of a check in the language of the reader, from its figures."""
        if code != "unread" or not figures:
            return False
        return self.env._(
            "%(unread)s of %(total)s points are not read (%(share).1f %%; %(limit)g %% "
            "are tolerated).",
            **figures,
        )

    def _get_points(self):
        """Points with a meter at the end of the month that nobody read in it, and how
        many points have one."""
        after = self.date_end + timedelta(days=1)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT i.usage_point_id, bool_or(
                       EXISTS (SELECT 1 FROM elektrohisob_reading r
                                WHERE r.installation_id = i.id AND r.state = 'valid'
                                  AND r.date > %(first)s AND r.date <= %(after)s)
                       OR EXISTS (SELECT 1 FROM elektrohisob_channel c
                                    JOIN elektrohisob_interval_day d
                                      ON d.channel_id = c.id AND d.state = 'valid'
                                     AND d.date >= %(first)s AND d.date < %(after)s
                                   WHERE c.usage_point_id = i.usage_point_id))
                  FROM elektrohisob_installation i
                 WHERE i.company_id = %(company)s AND i.active
                   AND i.date_start < %(after)s
                   AND (i.date_end IS NULL OR i.date_end >= %(after)s)
                 GROUP BY 1
                """,
                first=self.date_start,
                after=after,
                company=self.company_id.id,
            )
        )
        return [point for point, is_read in rows if not is_read], len(rows)

    def _find_reading_queue(self):
        after = self.date_end + timedelta(days=1)
        return "elektrohisob_metering.reading_action", [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "queued"),
            ("date", "<=", after),
        ]

    def _find_run(self):
        return "elektrohisob_billing.charge_run_action", [
            ("company_id", "=", self.company_id.id),
            ("stage", "in", ("previewing", "running", "paused")),
        ]

    def _find_unbilled(self):
        """Accounts not booked up to the end as facts are now; parked ones have a
        check of their own."""
        run = self.env["elektrohisob.charge.run"].new(
            {
                "company_id": self.company_id.id,
                "period_id": self.id,
                "scope": "changed",
            }
        )
        _xmlid, parked = self._find_parked()
        waiting = self.env["elektrohisob.charge.run.parked"]._search(parked)
        return (
            "elektrohisob_base.account_action",
            list(
                run._get_domain()
                & Domain("id", "not in", waiting.subselect("account_id"))
            ),
        )

    def _find_parked(self):
        return "elektrohisob_billing.charge_run_parked_action", [
            ("company_id", "=", self.company_id.id),
            ("resolved", "=", False),
            ("severity", "=", "parks"),
        ]

    def _find_correction_waits(self):
        return "elektrohisob_billing.correction_action", [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "waiting"),
        ]

    def _find_payments(self):
        return "elektrohisob_billing.payment_action", [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "unidentified"),
            ("date", "<=", self.date_end),
        ]

    def _find_files(self):
        return "elektrohisob_base.exchange_message_action", [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "draft"),
        ]

    def _find_shifts(self):
        """Shifts opened in the month or before it and not counted since."""
        after = to_utc(self.date_end + timedelta(days=1))
        return "elektrohisob_billing.cash_shift_action", [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "open"),
            ("date_opened", "<", after),
        ]

    def _find_books(self):
        """Accounts whose balance is not the sum of their entries."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.account_id
                  FROM elektrohisob_account_state s
                  LEFT JOIN (SELECT e.account_id, sum(e.amount) AS amount
                               FROM elektrohisob_ledger_entry e
                               JOIN elektrohisob_account_state o
                                 ON o.account_id = e.account_id AND o.company_id = %s
                              GROUP BY 1) AS total ON total.account_id = s.account_id
                 WHERE s.company_id = %s
                   AND COALESCE(s.balance, 0) <> COALESCE(total.amount, 0)
                """,
                self.company_id.id,
                self.company_id.id,
            )
        )
        return "elektrohisob_base.account_action", [("id", "in", [r[0] for r in rows])]
