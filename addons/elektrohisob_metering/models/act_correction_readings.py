from odoo import models
from odoo.exceptions import UserError

from .reading_acceptance import ACCEPTED


class ActCorrection(models.Model):
    """Readings of a corrected act, and those it leaves on the wrong side."""

    _inherit = "elektrohisob.act.correction"

    # === BUSINESS METHODS === #

    def _get_act_readings(self):
        """Closing and opening readings that the act brought."""
        meters = self.old_installation_id | self.new_installation_id
        return self._get_valid(meters).filtered(
            lambda row: row.date == self.date_before and row.source == "act"
        )

    def _get_valid(self, installations):
        return self.env["elektrohisob.reading"].search(
            [("installation_id", "in", installations.ids), ("state", "=", "valid")]
        )

    def _change_readings(self, readings):
        """Readings of the act on its right day; the others to their own meter."""
        note = self._get_note()
        old, new, day = self.old_installation_id, self.new_installation_id, self.date
        displaced = readings._get_displaced()
        strays = {
            old: (self._get_valid(old) - readings).filtered(lambda r: r.date > day),
            new: (self._get_valid(new) - readings).filtered(lambda r: r.date < day),
        }
        if self.act_kind == "ratio":
            strays[old]._take_over(new, note)
            strays[new]._take_over(old, note)
        else:
            self._park(strays[old], {"removed": day})
            self._park(strays[new], {"hung": day})
        for line in self.line_ids:
            for installation in self._get_sides(line):
                self._take_line(line, installation, readings, note)
        self._bring_back(old | new, displaced, note)

    def _get_sides(self, line):
        sides = {
            "old": self.old_installation_id,
            "new": self.new_installation_id,
            "both": self.old_installation_id | self.new_installation_id,
        }
        return sides[line.side]

    def _take_line(self, line, installation, readings, note):
        """The reading of a register on the right day, in place of that of the act."""
        code = line.reading_type
        current = readings.filtered(
            lambda row: row.installation_id == installation and row.reading_type == code
        )[:1]
        value = (line.value or "").strip()
        is_closing = installation == self.old_installation_id
        if not value:
            if not is_closing and current:
                self._refuse_empty(line)
            current._take_off(note)
            return
        if current and not line._is_changed() and self.date == self.date_before:
            return
        row = {
            "installation_id": installation.id,
            "reading_type": code,
            "date": self.date,
            "value": value,
            "rollover": line.rollover and is_closing,
        }
        if current:
            row["replaces"] = current.id
        outcome = current._accept([row], source="act", decision=note)[0]
        if outcome["repeat"]:
            current._take_off(note)  # a reading of the day says the same
        elif outcome["state"] != ACCEPTED:
            raise UserError(
                self.env._(
                    "Register %(register)s: %(reason)s",
                    register=code,
                    reason=outcome["reason"],
                )
            )

    def _refuse_empty(self, line):
        raise UserError(
            self.env._(
                "Meter %(meter)s, register %(register)s: enter what it showed when it "
                "was hung.",
                meter=line.meter,
                register=line.reading_type,
            )
        )

    def _park(self, readings, figures):
        act = self.act_number or ""
        readings._park("R02", figures | {"act": act})

    def _take_back_readings(self, readings):
        """What the act brought has no force; what it displaced has again."""
        note = self._get_note()
        old, new = self.old_installation_id, self.new_installation_id
        displaced = readings._get_displaced()
        readings._take_off(note)
        later = self._get_valid(new)
        back = later
        if self.act_kind != "ratio":  # typed before the act was: theirs again
            back = later.filtered(
                lambda row: old and old in row._get_versions().installation_id
            )
        left = back._take_over(old, note)
        (left | (later - back))._park("R02", {"never": self.date_before})
        self._bring_back(old, displaced, note)

    def _bring_back(self, installations, displaced, note):
        """Readings that an act parked or displaced, where their meter hung on the
        day and nothing else stands there."""
        parked = displaced._get_parked_by_act(installations)
        for reading in parked | displaced:
            meter = reading.installation_id
            end = meter.date_end
            hung = meter.date_start <= reading.date and (
                not end or (reading.date - end).days <= 1
            )
            if meter.active and hung:
                reading._bring_back(note)
