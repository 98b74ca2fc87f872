import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..adapters.onec_body import VERSIONS

MAY_EXCHANGE = ("elektrohisob_base.group_accountant", "elektrohisob_base.group_admin")
NODE = re.compile(r"[\w-]{1,36}")


class ExchangeProvider(models.Model):
    """A 1C the books are sent to: codes of both nodes, version, numbers used."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("onec", "1C: books (EnterpriseData)")],
        ondelete={"onec": "cascade"},
    )
    onec_code = fields.Char(
        string="Our code in 1C",
        default="EH",
        help="Code (prefix) of this program in the exchange plan of 1C.",
    )
    onec_peer = fields.Char(
        string="Code of 1C", help="Code (prefix) of the 1C base, for example БП."
    )
    onec_version = fields.Selection(
        [(version, f"EnterpriseData {version}") for version in VERSIONS],
        string="Version of the format",
        default="1.8",
        help="The highest that both sides have is taken from the first message of 1C.",
    )
    onec_date_from = fields.Date(
        string="Books from",
        help="Documents of this day and later are sent; earlier ones are in 1C "
        "already.",
    )
    onec_sent_no = fields.Integer(
        string="Messages sent", readonly=True, copy=False, aggregator=None
    )
    onec_received_no = fields.Integer(
        string="Last message taken", readonly=True, copy=False, aggregator=None
    )
    onec_change_ids = fields.One2many(
        "elektrohisob.onec.change", "provider_id", string="Objects for 1C"
    )
    onec_waiting = fields.Integer(
        string="Not confirmed", compute="_compute_onec_waiting"
    )

    @api.depends("onec_change_ids.state")
    def _compute_onec_waiting(self):
        counts = dict(
            self.env["elektrohisob.onec.change"]._read_group(
                [("provider_id", "in", self.ids), ("state", "!=", "confirmed")],
                ["provider_id"],
                ["__count"],
            )
        )
        for provider in self:
            provider.onec_waiting = counts.get(provider, 0)

    @api.constrains("kind", "onec_code", "onec_peer")
    def _check_onec_codes(self):
        for provider in self.filtered(lambda one: one.kind == "onec"):
            codes = (provider.onec_code or "", provider.onec_peer or "")
            if codes[0] == codes[1] or not all(map(NODE.fullmatch, codes)):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: give two different codes of letters, digits and "
                        "dashes, ours and that of 1C, as the synchronisation settings "
                        "of 1C have them.",
                        provider=provider.name,
                    )
                )

    # === ACTIONS === #

    def action_exchange_onec(self):
        """Button: send what is new and not confirmed; opens the message."""
        self.ensure_one()
        self._check_may_exchange_onec()
        if not self.onec_date_from:
            raise UserError(
                self.env._(
                    "%(provider)s: say from which day the books are sent (field “Books "
                    "from”).",
                    provider=self.name,
                )
            )
        message = self._send_onec(business_today(self))
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.exchange.message",
            "res_id": message.id,
            "view_mode": "form",
        }

    def action_view_onec_changes(self):
        """Open the objects told to this 1C."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.onec_change_action"
        )
        return {
            **action,
            "domain": [("provider_id", "=", self.id)],
            "context": {"search_default_open": 1} if self.onec_waiting else {},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _check_may_exchange_onec(self):
        if not self.env.su and not any(map(self.env.user.has_group, MAY_EXCHANGE)):
            raise AccessError(
                self.env._("Only accountants exchange with 1C. Ask one of them.")
            )

    def _check_may_fetch(self):
        """Override of `billing` to let accountants take the answers of 1C."""
        if self.kind == "onec":
            return self._check_may_exchange_onec()
        return super()._check_may_fetch()
