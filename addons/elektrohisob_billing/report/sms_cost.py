from odoo import fields, models
from odoo.tools import SQL


class SmsCost(models.Model):
    """What text messages cost: a row a message that a gateway took.

    The month is that of the handing over, in Tashkent; the percent is 100 for a
    delivered message, so that its average is the share of those delivered.
    """

    _name = "elektrohisob.sms.cost"
    _description = "Cost of SMS"
    _auto = False
    _order = "month desc, id desc"
    _depends = {
        "elektrohisob.sms.message": [
            *("company_id", "provider_id", "purpose", "parts", "cost", "state"),
            "date_sent",
        ]
    }

    company_id = fields.Many2one(
        "res.company", string="District network", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(readonly=True)
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="Gateway",
        readonly=True,
        # a district may not see the gateway of its enterprise, but its messages
        bypass_search_access=True,
    )
    purpose = fields.Selection(
        lambda self: (
            self.env["elektrohisob.sms.message"]
            ._fields["purpose"]
            ._description_selection(self.env)
        ),
        string="Kind of message",
        readonly=True,
    )
    messages = fields.Integer(readonly=True)
    parts = fields.Integer(readonly=True)
    cost = fields.Monetary(readonly=True)
    delivered = fields.Integer(readonly=True)
    delivered_percent = fields.Float(
        string="Delivered (%)", digits=(5, 1), readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT m.id, m.company_id, m.provider_id, m.purpose,
                   date_trunc('month', m.date_sent AT TIME ZONE 'UTC'
                              AT TIME ZONE 'Asia/Tashkent')::date AS month,
                   1 AS messages, m.parts, m.cost,
                   (m.state = 'delivered')::int AS delivered,
                   100.0 * (m.state = 'delivered')::int AS delivered_percent
              FROM elektrohisob_sms_message m
             WHERE m.date_sent IS NOT NULL
            """
        )
