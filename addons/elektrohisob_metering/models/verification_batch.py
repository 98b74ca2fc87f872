from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.tools.dates import business_today


class VerificationBatch(models.Model):
    """Devices sent to a laboratory together, with what it said about each."""

    _name = "elektrohisob.verification.batch"
    _description = "Laboratory batch"
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "In the laboratory"), ("done", "Returned")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    laboratory_id = fields.Many2one(
        "elektrohisob.place",
        required=True,
        domain="[('kind', '=', 'laboratory')]",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_laboratory_id(),
    )
    warehouse_id = fields.Many2one(
        "elektrohisob.place",
        string="Back to",
        domain="[('kind', '=', 'warehouse')]",
        ondelete="restrict",
        check_company=True,
        help="Where the devices go when they return; the first warehouse if empty.",
    )
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False)
    date_back = fields.Date(string="Returned on", readonly=True, copy=False)
    result_date = fields.Date(
        string="Day of the results", help="For devices without a day of their own."
    )
    line_ids = fields.One2many("elektrohisob.verification.batch.line", "batch_id")
    line_count = fields.Integer(string="Devices", compute="_compute_counts")
    waiting_count = fields.Integer(string="Without a result", compute="_compute_counts")
    movement_ids = fields.Many2many(
        "elektrohisob.movement",
        "elektrohisob_verification_batch_movement_rel",
        "batch_id",
        "movement_id",
        string="Journal",
        readonly=True,
        copy=False,
    )

    _number_uniq = models.Constraint(
        "unique(number)", "A laboratory batch with this number already exists."
    )

    @api.model
    def _default_laboratory_id(self):
        return self.env["elektrohisob.place"].search(
            [("kind", "=", "laboratory"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for batch in self:
            batch.line_count = len(batch.line_ids)
            batch.waiting_count = len(batch.line_ids.filtered(lambda r: not r.result))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to number the batches."""
        numbers = self.env["ir.sequence"].sudo()  # engineers may not write sequences
        for vals in vals_list:
            vals["number"] = numbers.next_by_code("elektrohisob.verification.batch")
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        sent = self.filtered(lambda batch: batch.state != "draft")[:1]
        if sent:
            raise UserError(
                self.env._(
                    "Batch %s was sent to the laboratory, so it stays.", sent.number
                )
            )

    # === ACTIONS === #

    def action_send(self):
        """Move the devices to the laboratory by a document of the journal."""
        self.ensure_one()
        self._check_batch_state("draft")
        hanging = self.line_ids.device_id.filtered("installation_id")[:1]
        if hanging:
            raise UserError(
                self.env._(
                    "Device %(device)s still hangs at %(account)s. Replace it by an "
                    "act first, or take it out of the batch.",
                    device=hanging.serial,
                    account=hanging.installation_id.account_id.display_name,
                )
            )
        self._move_devices("laboratory", self.laboratory_id)
        self.write({"state": "sent", "date_sent": business_today(self)})

    def action_fill(self):
        """All devices without a result passed."""
        self.ensure_one()
        self._check_batch_state("sent")
        self.line_ids.filtered(lambda line: not line.result).result = "passed"

    def action_take_back(self):
        """Write the results into the history of the devices; they return."""
        self.ensure_one()
        self._check_batch_state("sent")
        waiting = self.line_ids.filtered(lambda line: not line.result)[:1]
        if waiting:
            raise UserError(
                self.env._(
                    "Device %s has no result yet. Enter it, load the sheet of the "
                    "laboratory, or press “The rest passed”.",
                    waiting.device_id.serial,
                )
            )
        self.env["elektrohisob.verification"].create(
            [line._prepare_verification_vals() for line in self.line_ids]
        )
        warehouse = self.warehouse_id or self.env["elektrohisob.place"]._get_place(
            self.company_id, "warehouse"
        )
        self._move_devices("return", warehouse)
        self.write({"state": "done", "date_back": business_today(self)})

    def action_load(self):
        """Open the dialog that loads the results from the sheet of the laboratory."""
        self.ensure_one()
        self._check_batch_state("sent")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load results"),
            "res_model": "elektrohisob.verification.batch.load",
            "view_mode": "form",
            "target": "new",
            "context": {"default_batch_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _check_batch_state(self, state):
        """
        :raise UserError: the batch is in another state, or has no devices
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state != state:
            raise UserError(
                self.env._(
                    "Batch %(batch)s is in the state “%(state)s”; this is possible in "
                    "“%(wanted)s” only.",
                    batch=self.number,
                    state=labels[self.state],
                    wanted=labels[state],
                )
            )
        if not self.line_ids:
            raise UserError(
                self.env._("Batch %s has no devices. Add them first.", self.number)
            )

    def _move_devices(self, kind, place):
        """Post the document that brings the devices of the batch to a place."""
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": kind,
                "company_id": self.company_id.id,
                "place_to_id": place.id,
                "basis": self.number,
                "line_ids": [
                    Command.create({"device_id": device.id})
                    for device in self.line_ids.device_id
                ],
            }
        )
        movement._post()
        self.movement_ids |= movement
