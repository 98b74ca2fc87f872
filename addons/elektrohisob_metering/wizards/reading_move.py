from odoo import api, fields, models


class ReadingMove(models.TransientModel):
    """A reading was typed for the wrong meter: give it to the right one."""

    _name = "elektrohisob.reading.move"
    _description = "Move a reading"

    reading_id = fields.Many2one("elektrohisob.reading", required=True, readonly=True)
    account_from_id = fields.Many2one(
        related="reading_id.account_id", string="Typed for"
    )
    meter_id = fields.Many2one(related="reading_id.meter_id", string="Meter so far")
    date = fields.Date(related="reading_id.date")
    value = fields.Float(related="reading_id.value", string="Shown (kWh)")
    kwh_from = fields.Float(related="reading_id.kwh", string="Energy so far (kWh)")
    account_id = fields.Many2one(
        "elektrohisob.account", string="Belongs to", required=True
    )
    installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="To the meter",
        required=True,
        compute="_compute_installation_id",
        store=True,
        readonly=False,
        domain="[('account_id', '=', account_id), ('id', '!=', current_id)]",
    )
    current_id = fields.Many2one(related="reading_id.installation_id")
    same_id = fields.Many2one(
        "elektrohisob.reading",
        string="Reading there",
        compute="_compute_verdict",
        help="Valid reading of that meter and day.",
    )
    same_value = fields.Float(related="same_id.value", string="Has the reading")
    is_exchange = fields.Boolean(
        string="The two were typed the wrong way round: exchange them"
    )
    kwh = fields.Float(
        string="Energy there (kWh)", digits=(16, 3), compute="_compute_verdict"
    )
    reason = fields.Char(compute="_compute_verdict")
    is_possible = fields.Boolean(compute="_compute_verdict")
    note = fields.Char(string="Why", required=True)

    @api.depends("account_id", "date")
    def _compute_installation_id(self):
        for wizard in self:
            meters = wizard.account_id.usage_point_ids.installation_ids
            day = wizard.date
            hung = meters.filtered_domain(meters._domain_on(day)) if day else meters
            hung -= wizard.reading_id.installation_id
            if wizard.installation_id not in hung:
                wizard.installation_id = hung if len(hung) == 1 else False

    @api.depends("installation_id", "reading_id")
    def _compute_verdict(self):
        Reading = self.env["elektrohisob.reading"]
        for wizard in self:
            reading, meter = wizard.reading_id, wizard.installation_id
            wizard.same_id, wizard.kwh, wizard.reason = False, 0.0, False
            wizard.is_possible = True
            if not (reading and meter):
                continue
            wizard.same_id = Reading.search(
                [
                    ("installation_id", "=", meter._origin.id),
                    ("reading_type", "=", reading.reading_type),
                    ("state", "=", "valid"),
                    ("date", "=", reading.date),
                ],
                limit=1,
            )
            outcome = Reading._accept(
                [reading._prepare_moved_row(meter._origin)],
                source=reading.source,
                dry_run=True,
            )[0]
            wizard.kwh = outcome["kwh"] or 0.0
            wizard.reason = outcome["reason"]
            wizard.is_possible = outcome["state"] != "refused"

    def action_apply(self):
        """Move the reading, or exchange the two."""
        self.ensure_one()
        if self.is_exchange and self.same_id:
            self.reading_id._exchange(self.same_id, self.note)
        else:
            self.reading_id._move_to(self.installation_id, self.note)
        return {"type": "ir.actions.act_window_close"}
