from odoo import api, models


class Stay(models.Model):
    """Stays made anew from the journal, when documents in its middle changed."""

    _inherit = "elektrohisob.stay"

    @api.model
    def _replay(self, devices, drafts):
        """Derive where devices were from their documents, ``drafts`` among them.

        :raise UserError: a document takes a device from where it was not
        """
        # the rows of other districts count too
        Line = self.env["elektrohisob.movement.line"].sudo()
        lines = Line.search(
            [
                ("device_id", "in", devices.ids),
                ("movement_id.kind", "!=", "reversal"),
                ("reversal_line_ids", "=", False),
                "|",
                ("state", "=", "done"),
                ("movement_id", "in", drafts.ids),
            ]
        )
        by_device = lines.grouped("device_id")
        # as above
        for device in devices.sudo():
            rows = by_device.get(device, Line).sorted(
                lambda line: (line.date, line.movement_id._get_root_id(), line.id)
            )
            self._replay_device(device, rows)
        self.flush_model()
        # as above
        devices.invalidate_recordset(["stay_ids", "stay_id", "place_id"])
        devices.sudo()._update_state()

    @api.model
    def _replay_device(self, device, lines):
        # written by posting alone; the rows of other districts count too
        known = self.sudo().search([("device_id", "=", device.id)])
        kept = {
            stay.line_id.id: {
                "responsible": stay.responsible,
                "company_id": stay.company_id.id,
            }
            for stay in known
        }
        vals_list, before = [], lines.browse()
        for line in lines:
            line._check_follows(before)
            if before:
                vals_list[-1]["date_end"] = line.date
            vals = line._prepare_stay_vals(False)
            vals_list.append(vals | kept.get(line.id, {}))
            before = line
        # as above
        known.unlink()
        self.sudo().flush_model()
        self.sudo().create(vals_list)
        company = before.place_to_id.company_id
        if company and device.company_id != company:
            device.company_id = company
