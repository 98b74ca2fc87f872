from odoo import api, fields, models

KINDS = [
    ("organisation", "Organisation"),
    ("party", "Counterparty"),
    ("bank_account", "Bank account"),
    ("contract", "Contract"),
    ("item", "Item"),
    ("sale", "Sale"),
    ("payment", "Bank payment"),
    ("write_off", "Write-off"),
]


class OneCChange(models.Model):
    """An object told to a 1C: as it is now, in which message it went, whether the
    peer has confirmed it."""

    _name = "elektrohisob.onec.change"
    _description = "Object for 1C"
    _order = "provider_id, id"

    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        string="1C",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Name or number", readonly=True)
    guid = fields.Char(string="Reference", readonly=True, help="GUID in 1C.")
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    content = fields.Text(string="As sent", readonly=True)
    digest = fields.Char(
        string="SHA-256", readonly=True, help="Empty: the object is no more."
    )
    message_no = fields.Integer(
        string="Message", readonly=True, aggregator=None, help="Zero: not sent yet."
    )
    message_id = fields.Many2one(
        "elektrohisob.exchange.message", string="File", readonly=True
    )
    state = fields.Selection(
        [
            ("waiting", "To be sent"),
            ("sent", "Sent, not confirmed"),
            ("confirmed", "Confirmed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    is_gone = fields.Boolean(string="To be deleted", readonly=True)

    _key_uniq = models.Constraint(
        "unique(provider_id, kind, key)", "The object is known already."
    )

    @api.depends("kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            name = change.name or change.key or ""
            change.display_name = f"{kinds.get(change.kind, '')}: {name}"

    # === ACTIONS === #

    def action_send_again(self):
        """Button: send the objects with the next message, whatever was confirmed."""
        self.provider_id._check_may_exchange_onec()
        # the list is kept by the program
        self.sudo().write({"state": "waiting", "message_no": 0})

    def action_view_message(self):
        """Open the message the object went in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.exchange.message",
            "res_id": self.message_id.id,
            "view_mode": "form",
        }
