from odoo import models
from odoo.exceptions import UserError

from .reading_acceptance import ACCEPTED


class Reading(models.Model):
    """Readings typed for the neighbour: to the meter they were taken from."""

    _inherit = "elektrohisob.reading"

    # === ACTIONS === #

    def action_move_account(self):
        """Open the dialog that moves the reading to a meter of any account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move to another meter"),
            "res_model": "elektrohisob.reading.move",
            "view_mode": "form",
            "target": "new",
            "context": {"default_reading_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _move_to(self, installation, note):
        """Take the reading for another meter, whose account may be another one.

        This row stays as the earlier version of the new one; both accounts are
        settled again. A valid reading of that meter and day gives way.

        :param note: why
        :return: the reading of the other meter; empty if it had the same one
        :raise UserError: it contradicts the readings of that meter
        """
        self.ensure_one()
        self._check_movable(installation)
        row = self._prepare_moved_row(installation)
        outcome = self._accept([row], source=self.source, decision=note)[0]
        if outcome["repeat"]:
            self._give_up(note)
            return self.browse()
        if outcome["state"] != ACCEPTED:
            raise UserError(outcome["reason"])
        return self.browse(outcome["reading_id"])

    def _exchange(self, other, note):
        """Two readings of one day were typed the wrong way round.

        :return: the two new readings, of the meter of ``other`` and of this one
        :raise UserError: one of them contradicts its new neighbours
        """
        self.ensure_one()
        self._check_movable(other.installation_id)
        other._check_movable(self.installation_id)
        pairs = ((self, other.installation_id), (other, self.installation_id))
        rows = [reading._prepare_moved_row(meter) for reading, meter in pairs]
        for dry_run in (True, False):
            outcomes = self._accept(
                rows, source=self.source, decision=note, dry_run=dry_run
            )
            for outcome in outcomes:
                if outcome["state"] != ACCEPTED:
                    raise UserError(outcome["reason"])
        return self.browse([outcome["reading_id"] for outcome in outcomes])

    def _prepare_moved_row(self, installation):
        """Row of ``_accept``: this reading as one of the other meter."""
        return {
            "installation_id": installation.id,
            "date": self.date,
            "value": f"{self.value:.3f}",
            "reading_type": self.reading_type,
            "rollover": False,
            "replaces": self.id,
        }

    def _give_up(self, note):
        """Take the reading out of force, whatever its state."""
        if self.state == "queued":
            self._refuse(note)
        else:
            self._withdraw(note)

    # === RIGHTS === #

    def _check_movable(self, installation):
        """The user takes readings of both accounts, and this one is in force.

        :raise AccessError: one of the accounts is of a district or of a kind of
            consumers the user does not work for
        :raise UserError: an act, no longer in force, or the meter it is at
        """
        self._check_correctable()
        installation = installation.with_env(self.env)
        installation.check_access("read")
        installation.account_id._check_may_take_readings()
        if self.source == "act":
            raise UserError(
                self.env._(
                    "The reading %(value)s of %(day)s belongs to an act. Use “Correct "
                    "the act” of the installation.",
                    value=self.value,
                    day=self.date,
                )
            )
        if installation == self.installation_id:
            raise UserError(
                self.env._(
                    "The reading is one of meter %(meter)s already. Choose another "
                    "meter.",
                    meter=self.meter_id.serial,
                )
            )
