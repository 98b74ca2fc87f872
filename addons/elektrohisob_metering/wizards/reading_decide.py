from odoo import fields, models
from odoo.exceptions import UserError


class ReadingDecide(models.TransientModel):
    """One decision on one or many queued readings, with its reason."""

    _name = "elektrohisob.reading.decide"
    _description = "Decide on readings"

    reading_ids = fields.Many2many(
        "elektrohisob.reading", string="Readings", readonly=True, required=True
    )
    mode = fields.Selection(
        [
            ("accept", "Accept as it is"),
            ("rollover", "Accept: the register passed zero"),
            ("move", "Accept for the meter that hung on that day"),
            ("refuse", "Refuse"),
        ],
        string="Decision",
        required=True,
        default="accept",
    )
    note = fields.Char(
        string="Why", required=True, help="Kept with the reading, with your name."
    )

    def action_apply(self):
        """Carry the decision out; what contradicts other readings stays queued."""
        self.ensure_one()
        readings = self.reading_ids
        left = readings._decide(self.mode, self.note)
        if len(left) == len(readings):
            raise UserError("\n".join(reason for _reading, reason in left))
        if not left:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._(
                    "%(done)s of %(all)s readings accepted",
                    done=len(readings) - len(left),
                    all=len(readings),
                ),
                "message": "\n".join(reason for _reading, reason in left),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
