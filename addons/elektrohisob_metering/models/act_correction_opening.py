from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .movement import ACTS


class ActCorrection(models.Model):
    """What an act is made of: found from the installation or from its document."""

    _inherit = "elektrohisob.act.correction"

    @api.model
    def _open_for(self, installation, is_start):
        """Dialog for the act that hung the meter, or that took it down."""
        old = new = self.env["elektrohisob.installation"]
        if is_start:
            old, new = installation.previous_id, installation
            day, number = new.date_start, new.act_number
        else:
            old, new = installation, installation._get_next()
            day = fields.Date.add(old.date_end, days=1)
            number = old.act_number_end
        movements = self._find_movements(old, new, day, number)
        return self._open_dialog(old, new, movements, day, number)

    @api.model
    def _open_for_movement(self, movement):
        """Dialog for the act of a document of the journal."""
        if movement.kind not in ACTS or movement.standing != "valid":
            raise UserError(
                self.env._(
                    "%s is no act in force. Choose the document in its place.",
                    movement.display_name,
                )
            )
        point, day = movement.usage_point_id, movement.date
        eve = fields.Date.subtract(day, days=1)
        meters = movement.line_ids.device_id.filtered(lambda row: row.kind == "meter")
        rows = point.installation_ids
        old = rows.filtered(lambda row: row.date_end == eve and row.meter_id in meters)
        new = rows.filtered(
            lambda row: row.date_start == day and row.meter_id in meters
        )
        if not meters:  # transformers under a meter that stays
            new = rows.filtered(
                lambda row: (
                    row.date_start == day
                    and row._is_same_meter()
                    and row.act_number == movement.act_number
                )
            )[:1]
            old = new.previous_id
        if new.previous_id and new.previous_id != old:
            old = new.previous_id
        movements = self._find_movements(old, new, day, movement.act_number)
        return self._open_dialog(
            old, new, movements | movement, day, movement.act_number
        )

    @api.model
    def _find_movements(self, old, new, day, number):
        """Documents of the journal by which the act is kept; none if it moved no
        device of the registry."""
        point = (new or old).usage_point_id
        found = self.env["elektrohisob.movement"].search(
            [
                ("usage_point_id", "=", point.id),
                ("date", "=", day),
                ("kind", "in", ACTS),
                ("state", "=", "done"),
            ]
        )
        meters = (old | new).meter_id

        def belongs(movement):
            moved = movement.line_ids.device_id.filtered(
                lambda device: device.kind == "meter"
            )
            if moved:
                return bool(moved & meters)
            return bool(number) and movement.act_number == number

        return found.filtered(lambda row: row.standing == "valid").filtered(belongs)

    @api.model
    def _open_dialog(self, old, new, movements, day, number):
        (old | new).check_access("write")
        movements.check_access("read")
        point = (new or old).usage_point_id or movements.usage_point_id
        # the dialog is prepared by the method alone, never by hand
        corrections = self.sudo()
        corrections.search(
            [
                ("create_uid", "=", self.env.uid),
                ("usage_point_id", "=", point.id),
                ("state", "=", "draft"),
                ("approval_ids", "=", False),
            ]
        ).unlink()
        correction = corrections.create(
            {
                "usage_point_id": point.id,
                "act_kind": self._get_kind(old, new),
                "act_number": number,
                "old_installation_id": old.id,
                "new_installation_id": new.id,
                "movement_ids": [Command.set(movements.ids)],
                "date_before": day,
                "date": day,
                "multiplier_before": new.multiplier,
                "multiplier": new.multiplier,
                "line_ids": [
                    Command.create(line) for line in self._prepare_lines(old, new, day)
                ],
            }
        )
        return correction.with_env(self.env)._reopen()

    @api.model
    def _get_kind(self, old, new):
        if old and new:
            return "ratio" if old.meter_id == new.meter_id else "swap"
        if old:
            return "remove"
        return "install" if new else "seal"

    @api.model
    def _prepare_lines(self, old, new, day):
        """Registers with the readings that the act has now."""
        is_ratio = bool(old and new) and old.meter_id == new.meter_id
        sides = [("both", old)] if is_ratio else [("old", old), ("new", new)]
        for side, installation in sides:
            if not installation:
                continue
            known = self.env["elektrohisob.reading"].search(
                [
                    ("installation_id", "=", installation.id),
                    ("date", "=", day),
                    ("state", "=", "valid"),
                ]
            )
            by_type = {reading.reading_type: reading for reading in known}
            # what kinds of meter there are is no secret
            for code in installation.meter_id.type_id.sudo()._get_register_codes():
                reading = by_type.get(code)
                value = f"{reading.value:.15g}" if reading else False
                yield {
                    "side": side,
                    "meter": installation.meter_id.serial,
                    "reading_type": code,
                    "value_before": value,
                    "value": value,
                    "rollover": bool(reading and reading.rollover),
                    "rollover_before": bool(reading and reading.rollover),
                }

    def _reopen(self):
        """The dialog, after it was opened or showed what it would do."""
        view = self.env.ref("elektrohisob_metering.act_correction_view_dialog")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the act"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }
