import logging
from datetime import timedelta

from odoo import api, fields, models, release
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

_logger = logging.getLogger(__name__)

WORST = ("ok", "warn", "bad")
NAMED = 3


class Health(models.AbstractModel):
    """How the installation is: checks of the server, each with what to do.

    Addons add checks by extending ``_get_checks``. No check shows a secret or costs
    more than a moment.
    """

    _name = "elektrohisob.health"
    _description = "Health of the installation"

    @api.model
    def state(self):
        """What an administrator or a monitoring system should know now.

        :return: dict: ``state`` (worst of all: ok, warn or bad), ``checked`` (UTC
            time, ISO) and ``rows``, a list of dicts ``code``, ``area``, ``name``,
            ``state``, ``value`` and ``advice`` (texts in the caller's language)
        :raise AccessError: the caller is no administrator
        """
        if not self.env.user.has_group("elektrohisob_base.group_admin"):
            raise AccessError(
                self.env._("Only administrators see the health of the installation.")
            )
        rows = []
        for check in self._get_checks():
            rows += self._run(check)
        worst = max((row["state"] for row in rows), key=WORST.index, default="ok")
        now = fields.Datetime.now()
        return {"state": worst, "checked": f"{now.isoformat()}Z", "rows": rows}

    @api.model
    def _get_checks(self):
        """Hook: names of the methods that return rows, in the order of the page."""
        return [
            "_check_versions",
            "_check_jobs",
            "_check_crons",
            "_check_exchange",
            "_check_disk",
            "_check_database",
            "_check_standby",
            "_check_backup",
            "_check_certificates",
        ]

    @api.model
    def _run(self, check):
        """Rows of one check; a check that fails is a finding itself."""
        try:
            with self.env.cr.savepoint():
                # an administrator of one district is told of the whole server
                return getattr(self.sudo(), check)()
        except Exception as error:  # the other checks are needed all the more
            _logger.exception("Health check %s failed", check)
            return [
                self._row(
                    check.removeprefix("_check_"),
                    "server",
                    self.env._("Check of the installation"),
                    type(error).__name__,
                    "bad",
                    self.env._("See the log of the server and tell the developers."),
                )
            ]

    @api.model
    def _row(self, code, area, name, value, state="ok", advice=""):
        return {
            "code": code,
            "area": area,
            "name": name,
            "value": str(value),
            "state": state,
            "advice": "" if state == "ok" else advice,
        }

    @api.model
    def _get_limit(self, code):
        return self.env["elektrohisob.parameter"]._get_value(code)

    # === PROGRAM === #

    @api.model
    def _check_versions(self):
        addons = self.env["ir.module.module"].search(
            [("name", "=like", "elektrohisob%"), ("state", "!=", "uninstalled")]
        )
        stale = addons.filtered(
            lambda addon: (
                addon.state != "installed"
                or addon.latest_version != addon.installed_version
            )
        )
        own = ", ".join(sorted(set(addons.mapped("latest_version"))))
        (postgres,) = self.env.execute_query(SQL("SHOW server_version"))[0]
        return [
            self._row(
                "addons",
                "program",
                self.env._("Elektrohisob"),
                own,
                "warn" if stale else "ok",
                self.env._(
                    "Update the database: %s are not of the version of their files.",
                    ", ".join(stale.mapped("name")),
                ),
            ),
            self._row("odoo", "program", "Odoo", release.version),
            self._row("postgresql", "program", "PostgreSQL", postgres.split(" ")[0]),
        ]

    @api.model
    def _check_jobs(self):
        found = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE state IN ('pending', 'enqueued')),
                       MIN(date_created) FILTER (
                           WHERE state IN ('pending', 'enqueued')
                             AND COALESCE(eta, date_created) <= %(now)s),
                       COUNT(*) FILTER (WHERE state = 'started'),
                       COUNT(*) FILTER (WHERE state = 'failed')
                  FROM queue_job
                 WHERE state IN ('pending', 'enqueued', 'started', 'failed')
                """,
                now=fields.Datetime.now(),
            )
        )
        waiting, oldest, started, failed = found[0]
        minutes = self._minutes_since(oldest)
        late = minutes > self._get_limit("health_job_wait_minutes")
        return [
            self._row(
                "jobs_waiting",
                "jobs",
                self.env._("Background jobs waiting"),
                self.env._(
                    "%(waiting)s waiting, %(started)s running, oldest %(minutes)s min",
                    waiting=waiting,
                    started=started,
                    minutes=minutes,
                ),
                "bad" if late and not started else "warn" if late else "ok",
                self.env._(
                    "See that the job runner of the server works; billing and "
                    "printing wait for it."
                ),
            ),
            self._row(
                "jobs_failed",
                "jobs",
                self.env._("Background jobs failed"),
                failed,
                "warn" if failed else "ok",
                self.env._(
                    "Open Administration → Background jobs, read the error, mend its "
                    "cause and run the job again."
                ),
            ),
        ]

    @api.model
    def _check_crons(self):
        limit = self._get_limit("health_cron_late_minutes")
        since = fields.Datetime.now() - timedelta(minutes=limit)
        crons = self.env["ir.cron"].search([], limit=None)
        late = crons.filtered(lambda cron: cron.nextcall < since)
        failing = crons.filtered("failure_count")
        troubled = late | failing
        names = ", ".join(troubled[:NAMED].mapped("cron_name"))
        if len(troubled) > NAMED:
            names = self.env._(
                "%(names)s and %(more)s more", names=names, more=len(troubled) - NAMED
            )
        return [
            self._row(
                "crons",
                "jobs",
                self.env._("Scheduled tasks"),
                names or self.env._("%s in time", len(crons)),
                "warn" if names else "ok",
                self.env._(
                    "See that the server runs scheduled tasks, and the log for errors "
                    "of those named."
                ),
            )
        ]

    @api.model
    def _minutes_since(self, moment):
        if not moment:
            return 0
        return int((fields.Datetime.now() - moment).total_seconds() // 60)

    # === EXCHANGE === #

    @api.model
    def _check_exchange(self):
        days = self._get_limit("health_exchange_days")
        since = fields.Datetime.now() - timedelta(days=days)
        found = self.env.execute_query(
            SQL(
                """
                SELECT provider.name, last.create_date, last.state
                  FROM elektrohisob_exchange_provider AS provider
                  JOIN LATERAL (
                       SELECT message.create_date, message.state
                         FROM elektrohisob_exchange_message AS message
                        WHERE message.provider_id = provider.id
                        ORDER BY message.id DESC
                        LIMIT 1) AS last ON true
                 WHERE provider.active
                 ORDER BY provider.name
                """
            )
        )
        rows = []
        for name, moment, state in found:
            refused = state == "refused"
            rows.append(
                self._row(
                    "exchange",
                    "exchange",
                    name,
                    format_datetime(self.env, moment),
                    "warn" if refused or moment < since else "ok",
                    self.env._("Its last file was refused; see Exchange → Messages.")
                    if refused
                    else self.env._(
                        "Nothing came for %s days; ask the provider, or archive it.",
                        days,
                    ),
                )
            )
        return rows
