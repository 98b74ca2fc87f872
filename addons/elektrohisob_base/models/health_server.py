import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from odoo import api, models
from odoo.tools import SQL, config, human_size
from odoo.tools.misc import format_date, format_datetime

BIGGEST = 5


class Health(models.AbstractModel):
    """Checks of the machine, the database, its copies, and of what expires."""

    _inherit = "elektrohisob.health"

    @api.model
    def _check_disk(self):
        folder = config["data_dir"]
        usage = shutil.disk_usage(folder if os.path.isdir(folder) else "/")
        percent = 100 * usage.free // usage.total
        limit = self._get_limit("health_disk_free_percent")
        state = "bad" if 3 * percent < limit else "warn" if percent < limit else "ok"
        return [
            self._row(
                "disk",
                "server",
                self.env._("Free on the disk"),
                f"{human_size(usage.free)} ({percent} %)",
                state,
                self.env._(
                    "Move old backups and logs away, or enlarge the disk: without "
                    "space the database stops."
                ),
            )
        ]

    @api.model
    def _check_database(self):
        ((size,),) = self.env.execute_query(
            SQL("SELECT pg_database_size(current_database())")
        )
        tables = self.env.execute_query(
            SQL(
                """
                SELECT relname, pg_total_relation_size(oid) AS size
                  FROM pg_class
                 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                 ORDER BY size DESC
                 LIMIT %s
                """,
                BIGGEST,
            )
        )
        biggest = ", ".join(f"{name} {human_size(size)}" for name, size in tables)
        return [
            self._row(
                "database",
                "server",
                self.env._("Size of the database"),
                human_size(size),
            ),
            self._row("tables", "server", self.env._("Biggest tables"), biggest),
        ]

    @api.model
    def _check_standby(self):
        limit = self._get_limit("health_replica_lag_seconds")
        found = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(application_name, ''), state,
                       COALESCE(EXTRACT(epoch FROM replay_lag), 0)::int
                  FROM pg_stat_replication
                 UNION ALL
                SELECT 'recovery', 'streaming', EXTRACT(
                       epoch FROM now() - pg_last_xact_replay_timestamp())::int
                 WHERE pg_is_in_recovery()
                """
            )
        )
        advice = self.env._(
            "See the network between the databases and the log of the standby."
        )
        rows = [
            self._row(
                "standby",
                "server",
                self.env._("Standby database %s", name),
                self.env._("%(seconds)s s behind, %(state)s", seconds=lag, state=state),
                "warn" if lag > limit or state != "streaming" else "ok",
                advice,
            )
            for name, state, lag in found
        ]
        name = self.env._("Standby database")
        return rows or [self._row("standby", "server", name, self.env._("none"))]

    @api.model
    def _check_backup(self):
        folder = Path(self._get_limit("health_backup_folder"))
        hours = self._get_limit("health_backup_hours")
        files = [path for path in _files(folder)]
        newest = max((path.stat().st_mtime for path in files), default=None)
        value, state = self.env._("none in %s", folder), "bad"
        if newest:
            made = datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)
            age = self._minutes_since(made) // 60
            value = format_datetime(self.env, made)
            state = "ok" if age <= hours else "warn" if age <= 2 * hours else "bad"
        return [
            self._row(
                "backup",
                "server",
                self.env._("Last backup"),
                value,
                state,
                self.env._(
                    "Make a backup now and see why the nightly one is missing. The "
                    "folder is the parameter “Folder of the backups”."
                ),
            )
        ]

    @api.model
    def _check_certificates(self):
        warn = self._get_limit("health_certificate_days")
        return [
            self._row(
                f"certificate_{row.id}",
                "certificates",
                row.name,
                self.env._(
                    "%(day)s, %(days)s days left",
                    day=format_date(self.env, row.date_expires),
                    days=row.days_left,
                ),
                "bad"
                if row.days_left < 0
                else "warn"
                if row.days_left <= warn
                else "ok",
                row.note or self.env._("Renew it, then enter the new day."),
            )
            for row in self.env["elektrohisob.certificate"].search([])
        ]


def _files(folder):
    """Files of a folder that may not be there, or not be ours to look into."""
    try:
        return [path for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []
