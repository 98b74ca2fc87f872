from contextlib import contextmanager
from datetime import timedelta

from odoo import fields, models

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

NEXT = "date_verify_next"
# What the next verification of a device follows from.
SOURCES = {"type_id", "date_verified", NEXT, "verification_ids"}


class Device(models.Model):
    """The next verification is a fact of settlement where energy of meters past it
    is estimated: when it moves, what rests on it is settled again."""

    _inherit = "elektrohisob.device"

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to have days settled again that a changed verification
        makes measured or estimated."""
        if not SOURCES & vals.keys():
            return super().write(vals)
        with self._watch_expiry():
            return super().write(vals)

    # === BUSINESS METHODS === #

    @contextmanager
    def _watch_expiry(self):
        """Record the meters whose next verification is another one afterwards."""
        settlement = self.env["elektrohisob.settlement"]
        if not settlement._is_estimate_used():
            yield
            return
        before = snapshot(self, [NEXT])
        yield
        changed = differences(before, snapshot(self, [NEXT]))
        firsts, details = {}, {}
        for device in self.browse(changed):
            days = [fields.Date.to_date(day) for day in changed[device.id][NEXT] if day]
            first = min(days) + timedelta(days=1)
            detail = {"name": device.display_name, "fields": changed[device.id]}
            # days of accounts it hung at, whoever they belong to now
            for installation in device.sudo().installation_ids:
                firsts[installation.id] = first
                details[installation.id] = (device.id, detail)
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name,
            "changed",
            [
                Change(account_id, day, *details[installation_id])
                for installation_id, account_id, day in settlement._load_days(firsts)
            ],
        )
