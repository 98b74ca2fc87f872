from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.states import check_state

#: What 1C knows of a counterparty → where our books keep it.
OF_PARTNER = {
    "full_name": "name",
    "address": "street",
    "phone": "phone",
    "email": "email",
}
OF_ACCOUNT = ("bank_account", "bank_name", "bank_mfo")


class OneCParty(models.Model):
    """A counterparty as a 1C knows it, and what differs here. Nothing of it is taken
    over before an accountant has looked at it."""

    _name = "elektrohisob.onec.party"
    _description = "Counterparty of 1C"
    _order = "state, id desc"

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
    guid = fields.Char(string="Reference", required=True, readonly=True)
    stir = fields.Char(string="STIR", required=True, readonly=True, index=True)
    name = fields.Char(readonly=True)
    full_name = fields.Char(string="Full name", readonly=True)
    address = fields.Char(readonly=True)
    phone = fields.Char(string="Telephone", readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    bank_account = fields.Char(string="Bank account", readonly=True)
    bank_name = fields.Char(string="Bank", readonly=True)
    bank_mfo = fields.Char(string="MFO", readonly=True)
    message_id = fields.Many2one(
        "elektrohisob.exchange.message", string="File", readonly=True
    )
    account_ids = fields.Many2many(
        "elektrohisob.account",
        "elektrohisob_onec_party_account_rel",
        string="Personal accounts",
        readonly=True,
    )
    state = fields.Selection(
        [("fresh", "To be looked at"), ("taken", "Taken over"), ("left", "Left out")],
        required=True,
        readonly=True,
        default="fresh",
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)
    difference_text = fields.Text(string="What differs", compute="_compute_difference")
    has_difference = fields.Boolean(compute="_compute_difference")

    _guid_uniq = models.Constraint(
        "unique(provider_id, guid)", "The counterparty is in the list already."
    )

    @api.depends("stir", "name")
    def _compute_display_name(self):
        for party in self:
            party.display_name = " ".join(filter(None, (party.stir, party.name)))

    @api.depends("account_ids", *OF_PARTNER, *OF_ACCOUNT)
    @api.depends_context("lang")
    def _compute_difference(self):
        for party in self:
            rows = party._get_differences()
            party.has_difference = bool(rows)
            party.difference_text = "\n".join(
                f"{label}: {ours or '—'} → {theirs}" for label, ours, theirs in rows
            )

    # === ACTIONS === #

    def action_take(self):
        """Button: take over what 1C knows: name and contacts into the books, the bank
        account into the requisites of the personal accounts."""
        self._decide("taken")
        for party in self:
            party._take()

    def action_leave(self):
        """Button: leave our books as they are, until 1C tells something else."""
        self._decide("left")

    # === BUSINESS METHODS === #

    def _decide(self, state):
        self.provider_id._check_may_exchange_onec()
        self.check_access("write")
        check_state(self, ("fresh",), self._tell_state)
        self.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )

    def _tell_state(self, party, state, needed):
        return self.env._(
            "%(party)s was decided already (%(state)s).",
            party=party.display_name,
            state=state,
        )

    def _get_differences(self):
        """(label, ours, theirs) of what 1C knows otherwise."""
        self.ensure_one()
        rows = []
        for account in self.account_ids:
            partner = account.sudo().counterparty_id  # kept by the program
            ours = {
                "full_name": partner.name or account.name,
                "address": partner.street or account.address,
                "phone": partner.phone or account.phone,
                "email": partner.email or account.email,
                **{name: account[name] for name in OF_ACCOUNT},
            }
            for name, value in ours.items():
                theirs = self._get_told(name)
                if theirs and theirs != (value or ""):
                    label = self._fields[name]._description_string(self.env)
                    rows.append((label, value, theirs))
        return list(dict.fromkeys(rows))

    def _get_told(self, name):
        if name == "full_name":
            return self.full_name or self.name
        return self[name]

    def _take(self):
        """Write what differs; the right to it was checked."""
        if not self.account_ids:
            raise UserError(
                self.env._(
                    "No personal account has the STIR %(stir)s: there is nothing to "
                    "take over.",
                    stir=self.stir,
                )
            )
        for account in self.account_ids:
            # an accountant may decide for accounts that clerks keep
            partner = account.sudo()._get_counterparty()
            vals = {
                field: self._get_told(name)
                for name, field in OF_PARTNER.items()
                if self._get_told(name)
            }
            partner.write(vals)
            requisites = {name: self[name] for name in OF_ACCOUNT if self[name]}
            account.sudo().write(requisites)  # the same
