from odoo import models
from odoo.exceptions import UserError

from .movement_line_posting import POINT, WAYS

COPIED = ("kwh", "multiplier", "condition", "part", "person", "note", "reading")


class MovementLineCorrection(models.Model):
    """Lines of documents put between others, or in the place of others."""

    _inherit = "elektrohisob.movement.line"

    def _prepare_corrected(self):
        """Values of this line in a document that stands in the place of its own."""
        return {
            **{name: self[name] for name in COPIED},
            "device_id": self.device_id.id,
            "place_to_id": self.place_to_id.id,
            "point_to_id": self.point_to_id.id,
            "host_device_id": self.host_device_id.id,
        }

    def _check_follows(self, before):
        """The line takes the device from where the line ``before`` brought it; that
        of a draft is told so.

        :raise UserError: names both documents and what to do
        """
        place, point = before.place_to_id, before.point_to_id
        if self.state == "done":
            source = self.place_from_id or self.point_from_id
            if source and source != (place or point):
                self._refuse_order(before)
            return
        self.write({"place_from_id": place.id, "point_from_id": point.id})
        there = before and (place.kind or POINT)
        here = self.place_to_id.kind or POINT
        sources, targets = WAYS[self.movement_id.kind]
        if (there and there not in sources) or here not in targets:
            self._refuse_order(before)
        if before and (place, point) == (self.place_to_id, self.point_to_id):
            self._refuse_order(before)

    def _refuse_order(self, before):
        """The journal would contradict itself."""
        there = before._tell_to() if before else self.env._("nowhere")
        raise UserError(
            self.env._(
                "Device %(device)s: %(document)s of %(day)s takes it from “%(left)s” "
                "to “%(target)s”, but before that day it would be at “%(there)s”. Take "
                "that document back first (an act by “Correct the act”, another one "
                "by “Reverse”), or choose another day.",
                device=self.device_id.display_name,
                document=self.movement_id._tell(),
                day=self.movement_id._format_day(),
                left=self._tell_from() or "—",
                target=self._tell_to(),
                there=there,
            )
        )
