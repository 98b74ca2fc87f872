from odoo import fields, models


class ReconciliationActEvent(models.Model):
    """What became of a reconciliation act: when, by whom, in what way."""

    _name = "elektrohisob.reconciliation.act.event"
    _description = "Step of a reconciliation act"
    _order = "id desc"
    _rec_name = "state"

    act_id = fields.Many2one(
        "elektrohisob.reconciliation.act",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="act_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    create_date = fields.Datetime(string="On")
    create_uid = fields.Many2one("res.users", string="By")
    state = fields.Selection(
        lambda self: (
            self.env["elektrohisob.reconciliation.act"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        lambda self: (
            self.env["elektrohisob.reconciliation.act"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        string="Answered",
        readonly=True,
    )
    answered_by = fields.Char(readonly=True)
    their_closing = fields.Monetary(
        string="Balance after, by the consumer", readonly=True
    )
    remark = fields.Text(string="Remark of the consumer", readonly=True)
