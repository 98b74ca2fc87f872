import json

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from ..tools import invariants

MINUTES = 60  # in an hour
LAST = "elektrohisob_billing.books_checked"


class Health(models.AbstractModel):
    """Do the books add up? Checked every night, shown on the health page."""

    _inherit = "elektrohisob.health"

    @api.model
    def _get_checks(self):
        """Override of `elektrohisob_base` to look at the books too."""
        return [*super()._get_checks(), "_check_books"]

    @api.model
    def _check_books(self):
        last = json.loads(self.env["ir.config_parameter"].get_param(LAST) or "{}")
        moment = fields.Datetime.to_datetime(last.get("at"))
        limit = self._get_limit("health_backup_hours")  # nightly, as backups are
        is_old = not moment or self._minutes_since(moment) > limit * MINUTES
        broken = last.get("broken") or []
        value = format_datetime(self.env, moment) if moment else self.env._("never")
        if broken:
            value = self.env._("%(day)s: broken: %(rules)s", day=value, rules=broken)
        return [
            self._row(
                "books",
                "books",
                self.env._("Rules of the books"),
                value,
                "bad" if broken else "warn" if is_old else "ok",
                self.env._(
                    "Close no month and call the developers: the books contradict "
                    "themselves."
                )
                if broken
                else self.env._("See that the nightly check of the books runs."),
            )
        ]

    @api.model
    def _cron_check_books(self):
        """Check every rule of the books and keep what is broken for the page."""
        self.env.flush_all()
        found = {
            "at": fields.Datetime.to_string(fields.Datetime.now()),
            "broken": ", ".join(invariants.broken(self.env.cr)),
        }
        # a figure of the system, not of a district
        self.env["ir.config_parameter"].sudo().set_param(LAST, json.dumps(found))
