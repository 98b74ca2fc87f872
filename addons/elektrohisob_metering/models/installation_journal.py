from odoo import fields, models
from odoo.fields import Command


class InstallationJournal(models.Model):
    """Installations and the journal of devices say the same: whatever begins, ends or
    corrects an installation without a document of its own writes one."""

    _inherit = "elektrohisob.installation"

    # === ACTIONS === #

    def action_open_acts(self):
        """Acts of the point: what was installed, replaced, removed and sealed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Acts"),
            "res_model": "elektrohisob.movement",
            "view_mode": "list,form",
            "domain": [("usage_point_id", "=", self.usage_point_id.id)],
        }

    # === BUSINESS METHODS === #

    def _get_stay(self):
        """Stay of the meter at the point since the first day.

        A new multiplier begins another installation, but the meter stays.
        """
        first = self
        while first._is_same_meter():
            first = first.previous_id
        # the journal of a district that handed the account over counts too
        return (
            self.env["elektrohisob.stay"]
            .sudo()
            .search(
                [
                    ("device_id", "=", self.meter_id.id),
                    ("usage_point_id", "=", self.usage_point_id.id),
                    ("date_start", "=", first.date_start),
                ],
                limit=1,
            )
        )

    def _is_same_meter(self):
        """Whether only the multiplier changed when the installation began."""
        return self.previous_id and self.previous_id.meter_id == self.meter_id

    def _get_leaving(self):
        """Day on which the meter left the point, if it did."""
        last = self
        while following := self.search([("previous_id", "=", last.id)], limit=1):
            if not following._is_same_meter():
                break
            last = following
        return last.date_end and fields.Date.add(last.date_end, days=1)

    def _journal(self):
        """Write the documents that the journal lacks."""
        if self.env.context.get("meter_stays"):
            return
        drafts = []
        for row in self:
            stay = row._get_stay()
            if not stay:
                drafts.append(row._prepare_movement_vals("installation"))
            leaving = row._get_leaving()
            if stay and stay.date_end and stay.date_end != leaving:
                row._take_back_leaving(stay)
                stay = row._get_stay()
            if leaving and stay.date_end != leaving:
                drafts.append(row._prepare_movement_vals("removal"))
        self.env["elektrohisob.movement"].create(drafts)._post(any_day=True)

    def _unjournal(self):
        """Take back what the journal says about installations that never were."""
        if self.env.context.get("meter_stays"):
            return
        for row in self.sorted("date_start", reverse=True):
            if row._is_same_meter():
                continue  # the stay is that of the installation before
            stay = row._get_stay()
            if stay.date_end:
                row._take_back_leaving(stay)
            if stay:
                stay.line_id.with_env(self.env)._reverse()

    def _take_back_leaving(self, stay):
        # as in _get_stay
        line = (
            self.env["elektrohisob.stay"]
            .sudo()
            .search(
                [
                    ("device_id", "=", self.meter_id.id),
                    ("date_start", "=", stay.date_end),
                    ("line_id.point_from_id", "=", self.usage_point_id.id),
                ],
                limit=1,
            )
            .line_id
        )
        if line:
            line.with_env(self.env)._reverse()

    def _prepare_movement_vals(self, kind):
        """A document for an installation entered without an act."""
        is_removal = kind == "removal"
        line = {"device_id": self.meter_id.id}
        if not is_removal:
            line["point_to_id"] = self.usage_point_id.id
        return {
            "kind": kind,
            "date": self._get_leaving() if is_removal else self.date_start,
            "company_id": self.company_id.id,
            "usage_point_id": self.usage_point_id.id,
            "act_number": self.act_number_end if is_removal else self.act_number,
            "line_ids": [Command.create(line)],
        }
