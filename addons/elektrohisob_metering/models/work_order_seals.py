from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .work_order_result import READABLE

#: Why a seal of a result is not in the journal.
ELSEWHERE, NOT_IN_STOCK, JOURNAL = "elsewhere", "not_in_stock", "journal"


class WorkOrder(models.Model):
    """Seals the crew took off and put on go through the journal of devices."""

    _inherit = "elektrohisob.work.order"

    seal_broken = fields.Boolean(string="Seal found broken", readonly=True, copy=False)
    seal_troubles = fields.Json(
        string="Seals that were not written", readonly=True, copy=False
    )
    seal_note = fields.Char(string="About the seals", compute="_compute_seal_note")
    seal_movement_id = fields.Many2one(
        "elektrohisob.movement", string="Act of the seals", readonly=True, copy=False
    )

    @api.depends("seal_troubles")
    @api.depends_context("lang")
    def _compute_seal_note(self):
        """What could not be written, in the language of whoever reads it."""
        for order in self:
            sentences = [self._tell_seal(*row) for row in order.seal_troubles or ()]
            order.seal_note = " ".join(sentences) or False

    @api.model
    def _tell_seal(self, code, serial):
        if code == ELSEWHERE:
            return self.env._(
                "Seal %s does not hang at this point by the journal.", serial
            )
        if code == NOT_IN_STOCK:
            return self.env._(
                "Seal %s is not in stock. Receive it, or enter the act of the seals "
                "by hand.",
                serial,
            )
        return self.env._(
            "The journal does not take the act of the seals %s on its day: a later "
            "document has moved one of them. Enter the act by hand.",
            serial,
        )

    # === BUSINESS METHODS === #

    def _record_seals(self):
        """Write the act of the seals of the result.

        A result is never lost for a seal that the registry does not know or has
        elsewhere: what could not be written is kept in ``seal_troubles``. Acts of
        installation and replacement write their own seals.
        """
        self.ensure_one()
        if self.kind not in READABLE or not (self.seal_removed or self.seal_number):
            return
        troubles = []
        lines = [
            *self._prepare_removed_seals(troubles),
            *self._prepare_new_seals(troubles),
        ]
        if lines:
            try:
                with self.env.cr.savepoint():
                    self.seal_movement_id = self._post_seals(lines)
            except UserError:
                serials = _split(self.seal_removed) + _split(self.seal_number)
                troubles.append((JOURNAL, ", ".join(serials)))
        self.seal_troubles = troubles or False

    def _prepare_removed_seals(self, troubles):
        """Lines of the act; ``troubles`` gets (code, number) of each seal without
        one."""
        gone = self.env["elektrohisob.place"]._get_place(self.company_id, "written_off")
        for serial in _split(self.seal_removed):
            seal = self._find_seal(serial)
            if seal and seal.usage_point_id == self.usage_point_id:
                if self.seal_broken:
                    seal.write(
                        {
                            "date_broken": self._get_day_done(),
                            "broken_note": self.note or self.number,
                        }
                    )
                yield {
                    "device_id": seal.id,
                    "place_to_id": gone.id,
                    "condition": "broken" if self.seal_broken else "good",
                    "part": seal.stay_id.part,
                }
            else:
                troubles.append((ELSEWHERE, serial))

    def _prepare_new_seals(self, troubles):
        """As ``_prepare_removed_seals``, for the seals put on."""
        for serial in _split(self.seal_number):
            seal = self._find_seal(serial)
            if seal and seal.state == "stock":
                yield {
                    "device_id": seal.id,
                    "point_to_id": self.usage_point_id.id,
                    "host_device_id": self.installation_id.meter_id.id,
                    "part": "cover",
                    "person": self.done_by_id.name,
                }
            else:
                troubles.append((NOT_IN_STOCK, serial))

    def _post_seals(self, lines):
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": "replacement",
                "date": self._get_day_done(),
                "company_id": self.company_id.id,
                "usage_point_id": self.usage_point_id.id,
                "act_number": self.number,
                "handed_by": self.done_by_id.name,
                "consumer_name": self.signer,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        movement._post()
        return movement

    def _find_seal(self, serial):
        """Seal of the district by its number; the only one, or none."""
        seals = self.env["elektrohisob.device"].search(
            [
                ("kind", "=", "seal"),
                ("serial", "=", serial),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return seals if len(seals) == 1 else seals.browse()


def _split(serials):
    """Serial numbers as typed: ``"12, 13"`` → 12 and 13."""
    return [serial.strip() for serial in (serials or "").split(",") if serial.strip()]
