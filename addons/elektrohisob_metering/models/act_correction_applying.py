from odoo import fields, models
from odoo.exceptions import UserError

EVE = -1


class ActCorrection(models.Model):
    """The act put right: installations, then readings, then the journal; all or
    nothing."""

    _inherit = "elektrohisob.act.correction"

    # === BUSINESS METHODS === #

    def _apply(self):
        """Correct the act in the name of the user; rights are the caller's business.

        :raise UserError: an act or a document that stands on it, by name
        """
        self.ensure_one()
        self._lock()
        self = self.with_context(
            elektrohisob_change_note=self._get_note(),
            meter_stays=True,  # the journal is written below
        )
        if self.operation == "take_back":
            self._check_nothing_stands_on_it()
            self._take_back()
        else:
            self._check_day()
            self._change()
        self._rewrite_journal()
        self.write(
            {
                "state": "done",
                "user_id": self.env.uid,
                "time": fields.Datetime.now(),
            }
        )
        self.flush_recordset()

    def _lock(self):
        """Nobody settles the account or corrects the act meanwhile."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM elektrohisob_account_state"
            " WHERE account_id = %s FOR UPDATE",
            (self.account_id.id,),
        )
        self.lock_for_update()
        self._check_draft()
        self._check_untouched()

    def _get_note(self):
        act = self._tell_act(self.act_number, self.date_before)
        if self.operation == "take_back":
            return self.env._("Act %(act)s taken back: %(why)s", act=act, why=self.note)
        return self.env._("Act %(act)s corrected: %(why)s", act=act, why=self.note)

    # === WHAT STANDS IN THE WAY === #

    def _check_untouched(self):
        """The act is as it was when the dialog was opened."""
        old, new = self.old_installation_id, self.new_installation_id
        eve = fields.Date.add(self.date_before, days=EVE)
        same = (
            (not old or (old.active and old.date_end == eve))
            and (not new or (new.active and new.date_start == self.date_before))
            and (not new or new.previous_id == old)
            and all(movement.standing == "valid" for movement in self.movement_ids)
        )
        if not same:
            raise UserError(
                self.env._(
                    "%s has been corrected meanwhile. Open the dialog again.",
                    self.display_name,
                )
            )

    def _check_nothing_stands_on_it(self):
        old, new = self.old_installation_id, self.new_installation_id
        if new and new.date_end:
            later = fields.Date.add(new.date_end, days=1)
            self._refuse_standing(new, new.act_number_end, later)
        following = (old or new)._get_neighbour(self.date_before, True) - new
        if following:
            self._refuse_standing(following, following.act_number, following.date_start)

    def _refuse_standing(self, installation, number, day):
        raise UserError(
            self.env._(
                "%(act)s cannot be taken back: the later act %(later)s on meter "
                "%(meter)s stands on it. Take that act back first by “Correct the "
                "act”; the latest one goes first.",
                act=self.display_name,
                later=self._tell_act(number, day),
                meter=installation.meter_id.serial,
            )
        )

    def _check_day(self):
        """The right day lies between the acts before and after."""
        old, new, day = self.old_installation_id, self.new_installation_id, self.date
        limits = []  # (act that bounds, first or last day that is possible)
        if old and day <= old.date_start:
            limits.append((old, old.act_number, old.date_start))
        before = new and not old and new._get_neighbour(self.date_before, False)
        if before and (not before.date_end or day <= before.date_end):
            end = fields.Date.add(before.date_end or day, days=1)
            limits.append((before, before.act_number_end, end))
        if new and new.date_end and day > new.date_end:
            end = fields.Date.add(new.date_end, days=1)
            limits.append((new, new.act_number_end, end))
        after = old and not new and old._get_neighbour(self.date_before, True)
        if after and day > after.date_start:
            limits.append((after, after.act_number, after.date_start))
        for installation, number, bound in limits:
            raise UserError(
                self.env._(
                    "%(act)s cannot be of %(day)s: act %(other)s on meter %(meter)s "
                    "bounds it. Choose a day that lies on its own side of that act, "
                    "or correct that one first by “Correct the act”.",
                    act=self.display_name,
                    day=day,
                    other=self._tell_act(number, bound),
                    meter=installation.meter_id.serial,
                )
            )

    # === INSTALLATIONS === #

    def _change(self):
        """Another day, other readings, another multiplier."""
        old, new = self.old_installation_id, self.new_installation_id
        readings = self._get_act_readings()
        chain = new.previous_id
        if self.date != self.date_before:
            new._relink(new.browse())
            steps = [
                (new, {"date_start": self.date}),
                (old, {"date_end": fields.Date.add(self.date, days=EVE)}),
            ]
            # whoever gives days away goes first: nobody hangs twice for a moment
            for installation, vals in steps[
                :: 1 if self.date > self.date_before else -1
            ]:
                installation.write(vals)
                installation.flush_recordset()
            new._relink(chain)
        if new and self.multiplier != self.multiplier_before:
            new.multiplier = self.multiplier
        self._change_readings(readings)

    def _take_back(self):
        """The meter hung by the act never did; the one it took down hangs on."""
        old, new = self.old_installation_id, self.new_installation_id
        readings = self._get_act_readings()
        if new:
            new._record_change("removed")
            new._relink(new.browse())
            new.sudo().active = False  # nothing else may write it
            new.flush_recordset()
        if old:
            old.write({"date_end": False, "act_number_end": False})
            old.flush_recordset()
        self._take_back_readings(readings)

    # === JOURNAL === #

    def _rewrite_journal(self):
        """Documents of the act are taken back, the right ones stand in their place."""
        devices = self.movement_ids.line_ids.device_id
        written = self.movement_ids._take_back_acts(self)
        drafts = written.browse()
        if self.operation == "change":
            for movement in self.movement_ids:
                drafts |= movement._copy_act(
                    self.date, self, **self._prepare_act_vals(movement)
                )
        # stays are written by posting alone; the rows of other districts count too
        self.env["elektrohisob.stay"].sudo()._replay(devices, drafts)
        (written | drafts)._finish()
        broken = self.movement_ids.line_ids.filtered(
            lambda line: line.condition == "broken" and line.kind == "seal"
        ).device_id
        day = self.date if self.operation == "change" else False
        broken.write({"date_broken": day} | ({} if day else {"broken_note": False}))

    def _prepare_act_vals(self, movement):
        """Figures of the corrected act, as its printed document has them."""
        old, new = self.old_installation_id, self.new_installation_id
        lines = {}
        if old and self.act_kind != "ratio":
            lines[old.meter_id.id] = {
                "reading": self._get_shown("old"),
                "kwh": self._get_closing_kwh(),
            }
        if new and self.act_kind != "ratio":
            lines[new.meter_id.id] = {
                "reading": self._get_shown("new"),
                "multiplier": self.multiplier,
            }
        vals = {"lines": lines}
        if movement.ratio_change:
            vals["ratio_change"] = movement.ratio_change | {
                "value": self._get_shown("both"),
                "kwh": f"{self._get_closing_kwh():.15g}",
                "new": self.multiplier,
            }
        return vals

    def _get_shown(self, side):
        """What all registers showed: ``400; A+1 250``, the total first."""
        rows = self.line_ids.filtered(lambda row: row.side == side and row.value)
        return "; ".join(
            row.value if place == 0 else f"{row.reading_type} {row.value}"
            for place, row in enumerate(rows)
        )

    def _get_closing_kwh(self):
        """Energy of the meter taken down since the reading before the act."""
        old = self.old_installation_id
        closing = self.env["elektrohisob.reading"].search(
            [
                ("installation_id", "=", old.id),
                ("date", "=", self.date),
                ("state", "=", "valid"),
                ("reading_type", "=", "A+"),
            ],
            limit=1,
        )
        return closing.kwh
