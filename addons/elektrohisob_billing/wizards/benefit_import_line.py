from odoo import fields, models


class BenefitImportLine(models.TransientModel):
    """One row of a list of benefits, as it would be taken."""

    _name = "elektrohisob.benefit.import.line"
    _description = "Row of a list of benefits"
    _order = "line_no"

    wizard_id = fields.Many2one(
        "elektrohisob.benefit.import", required=True, ondelete="cascade"
    )
    line_no = fields.Integer(string="Row", readonly=True)
    account = fields.Char(string="Personal account", readonly=True)
    account_id = fields.Many2one(
        "elektrohisob.account", readonly=True, ondelete="cascade"
    )
    person = fields.Char(readonly=True)
    pinfl = fields.Char(string="PINFL", readonly=True)
    date_start = fields.Date(string="Valid from", readonly=True)
    date_end = fields.Date(string="Valid to", readonly=True)
    persons = fields.Integer(readonly=True)
    basis = fields.Char(string="Ground", readonly=True)
    benefit_id = fields.Many2one(
        "elektrohisob.benefit", readonly=True, ondelete="cascade"
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changed"),
            ("same", "Known already"),
            ("refused", "Refused"),
        ],
        readonly=True,
    )
    reason = fields.Char(readonly=True)

    def _prepare_benefit_vals(self, *, is_new=True):
        """Values of the benefit the row makes, or of the one it changes."""
        self.ensure_one()
        vals = {
            "person": self.person,
            "pinfl": self.pinfl or False,
            "date_end": self.date_end,
            "persons": self.persons,
            "basis": self.basis,
        }
        if is_new:
            vals |= {
                "account_id": self.account_id.id,
                "programme_id": self.wizard_id.programme_id.id,
                "date_start": self.date_start,
            }
        return vals
