from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today

POINT = "point"
STORES = {"warehouse", "crew"}
#: kind of document → (where from, where to); a device whose place the journal does
#: not know yet may begin with any of them.
WAYS = {
    "receipt": ({"supplier"}, {"warehouse"}),
    "transfer": ({"warehouse"}, {"warehouse"}),
    "issue": ({"warehouse"}, {"crew"}),
    "return": (
        {"crew", "laboratory", "repair", "warehouse"},
        {"warehouse", "supplier"},
    ),
    "repair": (STORES, {"repair"}),
    "laboratory": (STORES, {"laboratory"}),
    "write_off": (STORES | {"laboratory", "repair", "lost"}, {"written_off"}),
    "loss": (STORES | {"laboratory", "repair", POINT}, {"lost"}),
    "surplus": (STORES | {"lost", "written_off", "laboratory", "repair"}, STORES),
    "installation": (STORES, {POINT}),
    "replacement": (STORES | {POINT}, STORES | {POINT, "written_off"}),
    "removal": ({POINT}, STORES | {"written_off"}),
}


class MovementLinePosting(models.Model):
    """What a line does to the stays of its device, and how it is taken back."""

    _inherit = "elektrohisob.movement.line"

    def _prepare_stay_vals(self, date_end):
        place, point = self.place_to_id, self.point_to_id
        return {
            "device_id": self.device_id.id,
            "place_id": place.id,
            "usage_point_id": point.id,
            "company_id": (place or point).company_id.id,
            "responsible": self._get_responsible(),
            "date_start": self.date,
            "date_end": date_end,
            "line_id": self.id,
            "host_device_id": self.host_device_id.id,
        }

    def _get_responsible(self):
        """Who answers for the device at the place; at a point the consumer does."""
        if self.point_to_id:
            return self.point_to_id.account_id.name
        return self.movement_id.received_by or self.place_to_id.responsible

    def _check_way(self, before, after):
        """The device is where the document takes it from, and no later document
        takes it from where it was then."""
        device, movement = self.device_id.display_name, self.movement_id
        source, target = WAYS.get(movement.kind, (None, None))
        expected = movement.place_from_id
        if before and expected and before.place_id != expected:
            raise UserError(
                self.env._(
                    "Device %(device)s is not at “%(place)s” on %(day)s: since "
                    "%(since)s it is at “%(where)s” by document %(number)s.",
                    device=device,
                    place=expected.name,
                    day=self.date,
                    since=before.date_start,
                    where=before._tell_place(),
                    number=before.movement_id.number or "",
                )
            )
        if after and (after.line_id.place_from_id or after.line_id.point_from_id):
            raise UserError(
                self.env._(
                    "Device %(device)s cannot move on %(day)s: document %(number)s of "
                    "%(later)s took it from “%(where)s”. Reverse that document first, "
                    "or date this one not before it.",
                    device=device,
                    day=self.date,
                    number=after.movement_id.number or "",
                    later=after.date_start,
                    where=after.line_id._tell_from(),
                )
            )
        there = before and (before.place_id.kind or POINT)
        here = self.place_to_id.kind or POINT
        if (there and source and there not in source) or (
            target and here not in target
        ):
            self._refuse_way(before)
        if before and before.place_id and before.place_id == self.place_to_id:
            self._refuse_way(before)

    def _refuse_way(self, before):
        kinds = self.movement_id._fields["kind"]._description_selection(self.env)
        raise UserError(
            self.env._(
                "“%(kind)s” of %(day)s does not take device %(device)s from "
                "“%(where)s” to “%(to)s”. Choose the document or the place that fits.",
                kind=dict(kinds)[self.movement_id.kind],
                day=self.date,
                device=self.device_id.display_name,
                where=before._tell_place() if before else "—",
                to=self._tell_to(),
            )
        )

    def _reverse(self):
        """Take lines of one document back by a document of today.

        :raise UserError: a device has moved on since
        """
        movement = self.movement_id
        movement.ensure_one()
        lines = self.filtered(lambda line: not line.reversal_line_ids)
        if movement.state != "done" or movement.kind == "reversal" or not lines:
            raise UserError(
                self.env._(
                    "%(document)s has nothing to take back.",
                    document=movement.display_name,
                )
            )
        reversal = self.env["elektrohisob.movement"].create(
            {
                "kind": "reversal",
                "date": business_today(self),
                "company_id": movement.company_id.id,
                "reversal_of_id": movement.id,
                "usage_point_id": movement.usage_point_id.id,
                "line_ids": [
                    Command.create(line._prepare_reversal()) for line in lines
                ],
            }
        )
        lines._take_back()
        # only posting gives numbers and states
        reversal.sudo().write({"number": reversal._next_number(), "state": "done"})
        reversal.flush_recordset()
        devices = lines.device_id
        devices.invalidate_recordset(["stay_ids", "stay_id", "place_id"])
        devices._update_state()
        return reversal

    def _prepare_reversal(self):
        return {
            "device_id": self.device_id.id,
            "place_from_id": self.place_to_id.id,
            "point_from_id": self.point_to_id.id,
            "place_to_id": self.place_from_id.id,
            "point_to_id": self.point_from_id.id,
            "reversed_line_id": self.id,
        }

    def _take_back(self):
        """The stays the lines began never were; those before them go on."""
        # written by posting alone; the rows of other districts count too
        Stay = self.env["elektrohisob.stay"].sudo()
        for line in self:
            stays = Stay.search([("device_id", "=", line.device_id.id)])
            stay = stays.filtered(lambda row, line=line: row.line_id.id == line.id)
            rank = stays.ids.index(stay.id)
            before, after = stays[rank + 1 : rank + 2], stays[:rank][-1:]
            source = after.line_id.place_from_id or after.line_id.point_from_id
            if source:
                raise UserError(
                    self.env._(
                        "Device %(device)s moved on by document %(number)s of "
                        "%(day)s. Reverse that document first.",
                        device=line.device_id.display_name,
                        number=after.movement_id.number or "",
                        day=fields.Date.to_string(after.date_start),
                    )
                )
            end = stay.date_end
            stay.unlink()
            Stay.flush_model()
            before.date_end = end
            company = before.place_id.company_id
            if company and line.device_id.company_id != company:
                line.device_id.company_id = company
