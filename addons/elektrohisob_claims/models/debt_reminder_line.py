from odoo import fields, models


class DebtReminderLine(models.Model):
    """What became of one debtor in one round: the log of reminders."""

    _name = "elektrohisob.debt.reminder.line"
    _description = "Debtor reminded"
    _order = "id desc"
    _rec_name = "account_id"

    reminder_id = fields.Many2one(
        "elektrohisob.debt.reminder", required=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", string="District network", required=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Round", required=True)
    debt = fields.Monetary(string="Overdue debt")
    days = fields.Integer(string="Days overdue", aggregator="max")
    reason = fields.Selection(
        [
            ("phone", "No telephone number of Uzbekistan"),
            ("stopped", "The consumer wants no messages"),
            ("lately", "Reminded lately"),
            ("plan", "Pays by instalments"),
        ],
        string="Why not",
    )
    sms_id = fields.Many2one(
        "elektrohisob.sms.message",
        string="SMS",
        ondelete="set null",
        index="btree_not_null",
        # who may see the reminder may see what became of it
        bypass_search_access=True,
    )
    sms_state = fields.Selection(related="sms_id.state", string="State")
    cost = fields.Monetary(related="sms_id.cost")

    _once = models.Constraint(
        "UNIQUE(reminder_id, account_id, date)",
        "The debtor was looked at in this round already.",
    )
    _company_idx = models.Index("(company_id, id)")
