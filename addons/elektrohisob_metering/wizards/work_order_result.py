from uuid import uuid4

from odoo import fields, models


class WorkOrderResult(models.TransientModel):
    """Result of a work order that came on paper or by telephone."""

    _name = "elektrohisob.work.order.result"
    _description = "Result of a work order"

    order_id = fields.Many2one("elektrohisob.work.order", required=True)
    kind = fields.Selection(related="order_id.kind")
    submission = fields.Char(required=True, default=lambda self: str(uuid4()))
    outcome = fields.Selection(
        [("done", "Done"), ("failed", "Not done")], required=True, default="done"
    )
    reason_id = fields.Many2one(
        "elektrohisob.reason",
        string="Why not done",
        domain=[("document", "=", "work_fail")],
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    value = fields.Char(string="Reading")
    serial_new = fields.Char(string="New meter")
    value_new = fields.Char(string="Reading of the new meter")
    seal_removed = fields.Char(string="Seal removed")
    seal_broken = fields.Boolean(string="It was broken")
    seal_number = fields.Char(string="Seal put on")
    note = fields.Text(string="Remark")

    # === ACTIONS === #

    def action_save(self):
        """Take the result as if the crew had sent it."""
        self.ensure_one()
        self.order_id.check_access("write")
        names = ("submission", "outcome", "value", "serial_new", "value_new")
        names += ("seal_removed", "seal_broken", "seal_number", "note")
        result = {name: self[name] for name in names}
        result["reason_id"] = self.reason_id.id
        result["date"] = fields.Datetime.to_string(self.date)
        answer = self.order_id._submit(result)
        told = answer["reading"] in ("parked", "refused") or self.order_id.seal_note
        if not told:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("About the result"),
                "message": answer["message"],
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
