from odoo import models

from odoo.addons.elektrohisob_base.tools import pdf


class MovementLineAct(models.Model):
    """A line as it is printed in the act."""

    _inherit = "elektrohisob.movement.line"

    def _get_act_row(self, number):
        """Cells of the table of the act."""
        device, kind = self.device_id, self.device_id.type_id
        year = f", {device.year}" if device.year else ""
        verified = (pdf.day(device.date_verified), pdf.day(device.date_verify_next))
        kinds = dict(kind._fields["kind"]._description_selection(self.env))
        return [
            str(number),
            f"{kinds[kind.kind]} {kind.name}",
            f"{device.serial}{year}",
            " – ".join(filter(None, verified)),
            self._tell_from(),
            self._tell_to(),
            self.reading or "",
            "; ".join(self._get_act_remarks()),
        ]

    def _get_act_remarks(self):
        _ = self.env._
        kind = self.device_id.type_id
        if kind.kind in ("ct", "vt"):
            yield f"{kind.ratio_primary}/{kind.ratio_secondary}"
        if self.multiplier:
            yield _("multiplier %s", self.multiplier)
        parts = dict(self._fields["part"]._description_selection(self.env))
        if self.part:
            yield parts[self.part]
        if self.person:
            yield self.person
        if self.condition != "good":
            labels = self._fields["condition"]._description_selection(self.env)
            yield dict(labels)[self.condition]
        if self.note:
            yield self.note
