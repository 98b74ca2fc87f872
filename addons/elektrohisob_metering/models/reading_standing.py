from odoo import models

from .reading_acceptance import ACCEPTED


class Reading(models.Model):
    """What becomes of readings when an act they rest on is corrected."""

    _inherit = "elektrohisob.reading"

    def _take_off(self, note):
        """Readings of an act that says so no more lose their force."""
        if self:
            self._record_change("removed", note)
            self._refuse(note)
            self.flush_recordset()

    def _take_over(self, installation, note):
        """Take readings along to another installation, those of acts too.

        :return: those that contradict its readings and stay where they are
        """
        left = self.browse()
        for reading in self.sorted(lambda row: (row.date, row.id)):
            row = reading._prepare_moved_row(installation)
            row["rollover"] = reading.rollover
            outcome = self._accept([row], source=reading.source, decision=note)[0]
            if outcome["repeat"]:
                reading._take_off(note)
            elif outcome["state"] != ACCEPTED:
                left |= reading
        return left

    def _bring_back(self, note):
        """Give readings their force again, unless they contradict what stands now."""
        for reading in self.sorted(lambda row: (row.date, row.id)):
            row = {
                "installation_id": reading.installation_id.id,
                "date": reading.date,
                "value": f"{reading.value:.3f}",
                "reading_type": reading.reading_type,
                "rollover": reading.rollover,
                "reading_id": reading.id,
            }
            with self.env.cr.savepoint():
                outcome = self._accept([row], source=reading.source, decision=note)[0]
            if outcome["state"] == ACCEPTED and not outcome["repeat"]:
                reading.sudo().write(  # bulk table, read only
                    {
                        "check_code": False,
                        "check_figures": False,
                        "replaced_by_id": False,
                    }
                )
        self.flush_model()

    def _get_versions(self):
        """These and all earlier versions of them."""
        found = versions = self
        while versions := versions.version_ids:
            found |= versions
        return found

    def _get_displaced(self):
        """Readings of the same meter and day that versions of these took the place
        of, other than readings of acts."""
        days = {(row.installation_id, row.date) for row in self}
        return (self._get_versions() - self).filtered(
            lambda row: (
                row.source != "act"
                and row.state == "replaced"
                and (row.installation_id, row.date) in days
            )
        )

    def _get_parked_by_act(self, installations):
        """Readings that acts put into the queue."""
        return self.search(
            [
                ("installation_id", "in", installations.ids),
                ("state", "=", "queued"),
                ("check_code", "=", "R02"),
            ]
        )
