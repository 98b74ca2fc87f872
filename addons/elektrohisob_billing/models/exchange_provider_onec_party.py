import re

from odoo import api, fields, models
from odoo.fields import Domain

DIGITS = {"bank_account": 20, "bank_mfo": 5}
STIR = re.compile("[0-9]{9}")
FACTS = (
    *("stir", "name", "full_name", "address", "phone", "email"),
    *("bank_account", "bank_name", "bank_mfo"),
)


class ExchangeProvider(models.Model):
    """Counterparties that 1C tells: those of our personal accounts are looked at."""

    _inherit = "elektrohisob.exchange.provider"

    onec_fresh = fields.Integer(string="To be looked at", compute="_compute_onec_fresh")

    def _compute_onec_fresh(self):
        counts = dict(
            self.env["elektrohisob.onec.party"]._read_group(
                [("provider_id", "in", self.ids), ("state", "=", "fresh")],
                ["provider_id"],
                ["__count"],
            )
        )
        for provider in self:
            provider.onec_fresh = counts.get(provider, 0)

    # === BUSINESS METHODS === #

    def _take_onec_parties(self, told, message):
        """Note counterparties whose STIR is that of personal accounts, if something
        differs from what we know; number of those to be looked at.

        :param told: ``adapters.onec_reader.Body``
        :param message: of the journal, that brought them
        """
        accounts = self._find_onec_accounts(told.parties)
        banks = {account.owner: account for account in told.accounts}
        # rows are made by the program
        parties = self.env["elektrohisob.onec.party"].sudo()
        known = parties.search([("provider_id", "=", self.id)]).grouped("guid")
        fresh = 0
        for one in told.parties:
            own = accounts.get(one.stir)
            if not own or not one.guid:
                continue
            vals = self._prepare_onec_party(one, banks.get(one.guid), own)
            party = known.get(one.guid, parties)
            if party and all((party[name] or "") == vals[name] for name in FACTS):
                continue
            vals |= {"state": "fresh", "message_id": message.id}
            vals |= {"decided_by_id": False, "date_decided": False}
            if party:
                party.write(vals)
            else:
                party = parties.create({**vals, "guid": one.guid})
            if party.has_difference:
                fresh += 1
            else:
                party.state = "taken"
        return fresh

    @api.model
    def _prepare_onec_party(self, one, bank, accounts):
        """Values of a counterparty; numbers that are none are left out."""
        vals = {name: getattr(one, name) for name in FACTS}
        if bank and not vals["bank_account"]:
            vals |= {"bank_account": bank.number, "bank_name": bank.bank}
            vals["bank_mfo"] = bank.mfo
        for name, size in DIGITS.items():
            if not (vals[name].isdecimal() and len(vals[name]) == size):
                vals[name] = ""
        return {**vals, "provider_id": self.id, "account_ids": [(6, 0, accounts.ids)]}

    def _find_onec_accounts(self, parties):
        """STIR → personal accounts of organisations below the unit."""
        stirs = {one.stir for one in parties if STIR.fullmatch(one.stir)}
        domain = Domain("company_id", "child_of", self.company_id.id)
        domain &= Domain("stir", "in", list(stirs)) & Domain(
            "category", "!=", "household"
        )
        # the exchange is that of the whole unit
        found = self.env["elektrohisob.account"].sudo().search(domain)
        return found.grouped("stir")
