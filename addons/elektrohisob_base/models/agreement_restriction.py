from odoo import api, fields, models


class AgreementRestriction(models.Model):
    """What the consumer takes off when the network is short of power: an annex."""

    _name = "elektrohisob.agreement.restriction"
    _description = "Restriction"
    _order = "agreement_id, kind, stage"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        "elektrohisob.agreement",
        string="Contract",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, index=True
    )
    kind = fields.Selection(
        [
            ("energy", "Less energy a day"),
            ("power", "Less power"),
            ("off", "Switching off"),
        ],
        string="Restriction",
        required=True,
        default="power",
    )
    stage = fields.Integer(
        required=True, default=1, help="Stages follow each other.", aggregator=None
    )
    power = fields.Float(string="Taken off (kW)", digits=(16, 3))
    notice_minutes = fields.Integer(string="Time to carry out (min)", aggregator=None)
    note = fields.Char(string="Equipment")

    _stage_uniq = models.Constraint(
        "unique(agreement_id, kind, stage)",
        "The contract already has this stage of the restriction.",
    )
    _figures = models.Constraint(
        "CHECK(stage > 0 AND power >= 0 AND notice_minutes >= 0)",
        "Stages begin with 1; power and time are not below zero.",
    )

    @api.depends("agreement_id", "kind", "stage")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = (
                f"{row.agreement_id.number or ''} {kinds.get(row.kind, '')} {row.stage}"
            )
