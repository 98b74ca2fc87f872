from odoo import models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.facts import Change

from ..engine.figures import plain
from .reading_acceptance import ACCEPTED


class Reading(models.Model):
    """What people do with readings: decide, correct, withdraw."""

    _inherit = "elektrohisob.reading"

    # === DECISIONS === #

    def _decide(self, mode, note):
        """Decide on queued readings.

        :param str mode: ``accept``, ``rollover``, ``move`` (to the meter that hung
            on the day) or ``refuse``
        :param str note: why
        :return: list of (reading, reason) of those that could not be accepted and
            stay in the queue
        """
        self._check_queued()
        self.account_id._check_may_take_readings()
        if mode == "refuse":
            self._refuse(note)
            return []
        readings = self.sorted(lambda reading: (reading.date, reading.id))
        rows = [reading._prepare_decided_row(mode) for reading in readings]
        left = []
        for source, indexes in _by_source(readings).items():
            outcomes = self._accept(
                [rows[i] for i in indexes], source=source, decision=note
            )
            for i, outcome in zip(indexes, outcomes, strict=True):
                if outcome["repeat"]:
                    readings[i]._refuse(note)
                elif outcome["state"] != ACCEPTED:
                    left.append((readings[i], outcome["reason"]))
        return left

    def _prepare_decided_row(self, mode):
        self.ensure_one()
        row = {
            "date": self.date,
            "value": f"{self.value:.3f}",
            "reading_type": self.reading_type,
            "rollover": mode == "rollover",
        }
        if mode == "move":
            return row | {"account_id": self.account_id.id, "replaces": self.id}
        return row | {
            "installation_id": self.installation_id.id,
            "reading_id": self.id,
        }

    def _refuse(self, note):
        """Refuse queued readings; they stay with the reason."""
        self.sudo().write(  # bulk table, read only
            {
                "state": "refused",
                "decided_by_id": self.env.uid,
                "decision_note": note,
            }
        )

    def _correct(self, *, value, note, day=None, rollover=False):
        """Put a new version in the place of a valid or queued reading.

        :param value: kWh as the register shows, number or text
        :return: the new reading
        :raise UserError: the new version contradicts its neighbours
        """
        self.ensure_one()
        self._check_correctable()
        if day and day != self.date:
            self._check_day_free(day)
        outcome = self._accept(
            [self._prepare_corrected_row(value, day, rollover)],
            source=self.source,
            decision=note,
        )[0]
        if outcome["state"] != ACCEPTED or not outcome["reading_id"]:
            raise UserError(outcome["reason"])
        return self.browse(outcome["reading_id"])

    def _prepare_corrected_row(self, value, day, rollover):
        return {
            "installation_id": self.installation_id.id,
            "date": day or self.date,
            "value": value,
            "reading_type": self.reading_type,
            "rollover": rollover,
            "replaces": self.id,
        }

    def _check_day_free(self, day):
        """A reading may be moved to a day that has none."""
        if self.source == "act":
            raise UserError(
                self.env._(
                    "The date %(day)s of an act reading follows from the act. Give "
                    "the act another day by “Correct the act” of the installation.",
                    day=self.date,
                )
            )
        other = self.search(
            [
                ("installation_id", "=", self.installation_id.id),
                ("reading_type", "=", self.reading_type),
                ("state", "=", "valid"),
                ("date", "=", day),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "Meter %(meter)s already has the reading %(value)s on %(day)s. "
                    "Withdraw this reading, or correct that one.",
                    meter=self.meter_id.serial,
                    value=other.value,
                    day=day,
                )
            )

    def _withdraw(self, note):
        """Take a valid reading out of force without a new version."""
        self.ensure_one()
        self._check_correctable()
        if self.source == "act":
            raise UserError(
                self.env._(
                    "The reading %(value)s of %(day)s belongs to an act. Correct its "
                    "value, or take the act back by “Correct the act” of the "
                    "installation.",
                    value=self.value,
                    day=self.date,
                )
            )
        self._record_change("removed", note)
        self._refuse(note)
        self.flush_recordset()

    def _park(self, code, figures):
        """Put valid readings back into the queue; their energy is charged anew.

        :param figures: what the sentence of the check needs
        """
        vals = {"state": "queued", "check_code": code, "check_figures": plain(figures)}
        self._record_change("removed")
        self.sudo().write(vals)  # bulk table, read only
        self.flush_recordset()

    def _record_change(self, operation, note=""):
        """What was charged from these readings is computed again."""
        self.env["elektrohisob.fact.change"]._record(
            self._name,
            operation,
            [
                Change(reading.account_id.id, reading._get_day_before(), reading.id)
                for reading in self
            ],
            note,
        )

    # === RIGHTS === #

    def _check_queued(self):
        for reading in self:
            if reading.state != "queued":
                raise UserError(
                    self.env._(
                        "The reading %(value)s of meter %(meter)s on %(day)s is "
                        "decided already. Open the queue again.",
                        value=reading.value,
                        meter=reading.meter_id.serial,
                        day=reading.date,
                    )
                )

    def _check_correctable(self):
        self.account_id._check_may_take_readings()
        if self.state not in ("valid", "queued"):
            raise UserError(
                self.env._(
                    "The reading %(value)s of %(day)s is not in force any more. "
                    "Correct the version that is.",
                    value=self.value,
                    day=self.date,
                )
            )


def _by_source(readings):
    """Source → indexes of the readings that came from it."""
    groups: dict[str, list[int]] = {}
    for index, reading in enumerate(readings):
        groups.setdefault(reading.source, []).append(index)
    return groups
