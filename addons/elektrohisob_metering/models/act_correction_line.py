from odoo import fields, models

FREE = {"value", "rollover"}


class ActCorrectionLine(models.Model):
    """Reading of a register as a corrected act has it."""

    _name = "elektrohisob.act.correction.line"
    _description = "Reading of a corrected act"
    _order = "id"

    correction_id = fields.Many2one(
        "elektrohisob.act.correction",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="correction_id.company_id", store=True)
    side = fields.Selection(
        [
            ("old", "Taken down: closing"),
            ("new", "Hung: opening"),
            ("both", "The meter stays"),
        ],
        string="Of the meter",
        required=True,
        readonly=True,
    )
    meter = fields.Char(readonly=True)
    reading_type = fields.Selection(
        lambda self: (
            self.env["elektrohisob.reading"]
            ._fields["reading_type"]
            ._description_selection(self.env)
        ),
        string="Register",
        required=True,
        readonly=True,
    )
    value_before = fields.Char(string="Reading so far", readonly=True)
    value = fields.Char(string="Right reading")
    rollover = fields.Boolean(string="The register passed zero")
    rollover_before = fields.Boolean(readonly=True)

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base`: the right readings are typed, the rest stays."""
        if not self.env.su:
            self.correction_id._check_draft()
            self.correction_id._check_not_asked()
            vals = {name: value for name, value in vals.items() if name in FREE}
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _is_changed(self):
        return (self.value or "").strip() != (self.value_before or "") or (
            self.rollover != self.rollover_before
        )
