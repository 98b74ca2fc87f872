from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import date_utils

from odoo.addons.elektrohisob_base.tools.dates import to_utc

PAID = ("payment", "advance")
PAST = ("past_year_up", "past_year_down")
# Side event → action and condition of its documents; money of nobody and of other
# units is looked for by its channel.
SOURCES = {
    "agent_transfer": ("payment_transfer_action", []),
    "commission": ("agent_act_action", [("state", "=", "signed")]),
    "commission_vat": ("agent_act_action", [("state", "=", "signed")]),
    "commission_kept": ("agent_act_action", [("state", "=", "signed")]),
    "benefit_paid": ("benefit_payment_action", [("state", "=", "booked")]),
    "returned": (
        "ledger_document_action",
        [("kind", "=", "return"), ("state", "=", "done")],
    ),
    "cash_collect": ("cash_operation_action", [("kind", "=", "collect")]),
    "cash_bring": ("cash_operation_action", [("kind", "=", "bring")]),
    "cash_over": ("cash_shift_action", []),
    "cash_short": ("cash_shift_action", []),
}
INSTANTS = ("cash_collect", "cash_bring")


class GlPosting(models.Model):
    """From a posting to what it was made of."""

    _inherit = "elektrohisob.gl.posting"

    # === ACTIONS === #

    def action_view_entries(self):
        """Open the ledger entries the posting comes from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.ledger_entry_action"
        )
        return {**action, "domain": list(self._get_entry_domain()), "context": {}}

    def action_view_sources(self):
        """Open the documents of an event that is no entry of a consumer."""
        self.ensure_one()
        name, domain = self._get_sources()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"elektrohisob_billing.{name}"
        )
        return {**action, "domain": list(domain), "context": {}}

    # === ENTRIES === #

    def _get_entry_domain(self):
        """Entries of the same day, kind, consumers and channel."""
        who = Domain.TRUE
        if self.account_id:
            who = Domain("account_id", "=", self.account_id.id)
        elif self.category:
            who = Domain("account_id.category", "=", self.category)
        if self.event == "penalty_paid":  # by all money there was until that day
            own = Domain("company_id", "=", self.company_id.id)
            own &= Domain("kind", "=", "penalty") & Domain("date", "<=", self.date)
            return own & who
        books = self.env["elektrohisob.gl"]
        domain = Domain(books._get_day_domain(self.company_id, self.date)) & who
        domain &= Domain("kind", "=", self.kind)
        if self.tariff_group:
            group = "charge_id.version_id.tariff_id.group"
            domain &= Domain(group, "=", self.tariff_group)
        event, _sep, channel = self.event.partition("_")
        if event in PAID:
            domain &= self._get_channel_domain(channel, self.company_id, "payment_id.")
        if self.event in (*PAST, "charge"):
            year = date_utils.start_of(self.date, "year")
            past = Domain("charge_id.month", "<", year)
            past &= Domain("charge_id.benefit_id", "=", False)
            domain &= past if self.event in PAST else ~past
        if self.event in ("transfer_in", "transfer_out"):
            to = "=" if self.event == "transfer_in" else "!="
            field = "transfer_id.company_to_id"
            domain &= Domain(field, to, self.company_id.id)
        return domain

    def _get_channel_domain(self, channel, company, path):
        """Payments that the books of a unit have by a channel; as
        ``elektrohisob.payment._get_books_channel`` has it.

        :param path: "" or the field of the payment with a dot
        """
        alien = Domain(f"{path}shift_id", "!=", False)
        alien &= Domain(f"{path}shift_id.company_id", "!=", company.id)
        if channel == "unit":
            return alien
        card = Domain(f"{path}means", "=", "card")
        if channel == "card":
            return card & ~alien
        own = Domain(f"{path}channel", "=", channel)
        if channel not in ("online", "bank"):
            return own & ~card & ~alien
        rows = Domain.FALSE
        # terms of all services count, whichever the user sees
        found = self.env["elektrohisob.payment.clearing"].sudo()
        for terms in found.search([("provider_id", "!=", False)]):
            row = Domain(f"{path}provider_id", "=", terms.provider_id.id)
            row &= Domain(f"{path}date", ">=", terms.date_start)
            if terms.date_end:
                row &= Domain(f"{path}date", "<=", terms.date_end)
            rows |= row
        rows &= Domain(f"{path}channel", "=", "bank")
        return own | rows if channel == "online" else own & ~rows

    # === SIDES === #

    def _get_sources(self):
        """(name of the action, domain) of what a side event comes from."""
        unit = Domain("company_id", "=", self.company_id.id)
        event, _sep, channel = self.event.partition("_")
        if event == "unidentified":
            domain = Domain("state", "in", ("unidentified", "returned"))
            domain &= self._get_channel_domain(channel, self.company_id, "")
            return "payment_action", unit & domain & self._on_day("date")
        if event == "taken":
            domain = Domain("shift_id.company_id", "=", self.company_id.id) & ~unit
            domain &= Domain("means", "=" if channel == "card" else "!=", "card")
            domain &= Domain("state", "!=", "cancelled")
            return "payment_action", domain & self._on_day("date")
        name, domain = SOURCES[self.event]
        domain = unit & Domain(domain)
        if self.event in INSTANTS:
            return name, domain & self._on_day("date", is_instant=True)
        if name == "cash_shift_action":
            sign = ">" if self.event == "cash_over" else "<"
            closed = Domain("difference", sign, 0)
            closed &= self._on_day("date_closed", is_instant=True)
            # a count that differs from the shift before has a remark
            opened = Domain("number", ">", 1) & Domain("opening_remark", "!=", False)
            opened &= self._on_day("date_opened", is_instant=True)
            return name, domain & (closed | opened)
        day = "date_done" if self.event == "returned" else "date"
        return name, domain & self._on_day(day)

    def _on_day(self, field, is_instant=False):
        """Documents of the day. What was told of closed months since this one began
        stands on its first day."""
        first, after = self.date, self.date + timedelta(days=1)
        if is_instant:
            first, after = to_utc(first), to_utc(after)
        domain = Domain(field, ">=", first) & Domain(field, "<", after)
        if self.date == self.period_id.date_start:
            late = Domain(field, "<", first)
            late &= Domain("write_date", ">=", to_utc(self.date))
            domain |= late
        return domain
