from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

DEFAULT_PLACES = {"write_off": "written_off", "loss": "lost", "removal": "warehouse"}


class MovementPosting(models.Model):
    """Posting of documents: the table of stays follows the journal."""

    _inherit = "elektrohisob.movement"

    def _post(self, any_day=False):
        """Post drafts: move the devices, number the documents.

        :param any_day: also days to come, which installations may have
        :raise UserError: a document that contradicts the journal
        """
        today = business_today(self)
        for movement in self:
            movement._check_complete()
            if movement.date > today and not any_day:
                raise UserError(
                    self.env._(
                        "The day %(day)s is still to come. A movement is entered on "
                        "its day or later.",
                        day=movement.date,
                    )
                )
        ordered = self.sorted(lambda movement: (movement.date, movement.id))
        for lines in ordered._get_waves():
            self._move(lines)
        # only posting gives numbers and states
        for movement in ordered.sudo():
            movement.write({"number": movement._next_number(), "state": "done"})
        self.flush_recordset()
        devices = self.line_ids.device_id
        devices.invalidate_recordset(["stay_ids", "stay_id", "place_id"])
        devices._update_state()

    def _check_complete(self):
        if self.state != "draft":
            raise UserError(
                self.env._("Document %(number)s is posted already.", number=self.number)
            )
        if not self.line_ids:
            raise UserError(
                self.env._("The document has no devices. Add them before posting.")
            )
        kind = DEFAULT_PLACES.get(self.kind)
        if kind and not self.place_to_id:
            self.place_to_id = self.env["elektrohisob.place"]._get_place(
                self.company_id, kind
            )
        for line in self.line_ids:
            if not (line.place_to_id or line.point_to_id):
                line.place_to_id = self.place_to_id
            if not (line.place_to_id or line.point_to_id):
                raise UserError(
                    self.env._(
                        "Device %(device)s: the document does not say where it goes. "
                        "Choose the place under “To”.",
                        device=line.device_id.display_name,
                    )
                )

    def _get_waves(self):
        """Lines in the order of their days, each device once in a wave."""
        waves = []
        depth = defaultdict(int)
        for line in self.line_ids.sorted(lambda row: (row.date, row.id)):
            level = depth[line.device_id]
            depth[line.device_id] += 1
            if level == len(waves):
                waves.append(self.env["elektrohisob.movement.line"])
            waves[level] |= line
        return waves

    @api.model
    def _move(self, lines):
        """Move the devices of a wave: end their stays, begin new ones."""
        # written by posting alone; the rows of other districts count too
        Stay = self.env["elektrohisob.stay"].sudo()
        known = Stay.search([("device_id", "in", lines.device_id.ids)])
        by_device = known.grouped("device_id")
        endings, vals_list = defaultdict(Stay.browse), []
        for line in lines:
            stays = by_device.get(line.sudo().device_id, Stay)
            day = line.date
            before = stays.filtered(lambda row, day=day: row.date_start <= day)[:1]
            after = stays.filtered(lambda row, day=day: row.date_start > day)[-1:]
            line._check_way(before, after)
            if before:
                endings[day] |= before
            line.write(
                {
                    "place_from_id": before.place_id.id,
                    "point_from_id": before.usage_point_id.id,
                }
            )
            vals_list.append(line._prepare_stay_vals(after.date_start))
        for day, stays in endings.items():
            stays.date_end = day
        Stay.flush_model()
        Stay.create(vals_list)
        Stay.flush_model()
        for line in lines:
            company = line.place_to_id.company_id
            if company and line.device_id.company_id != company:
                line.device_id.company_id = company
