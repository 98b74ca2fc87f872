from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import parse_day

from ..engine import bill as engine
from ..engine.explain import compare
from ..engine.line import ACT
from ..report.bill_words import block_bounds


class Account(models.Model):
    """Account: what a month cost, from which readings and why more than before."""

    _inherit = "elektrohisob.account"

    @api.model
    @api.readonly
    def explain(self, *, account, month):
        """Explain what was charged to an account in an accounting month.

        :param str account: account number
        :param str month: accounting month (``YYYY-MM`` or a day of it)
        :return: dict with ``account``, ``month``, the totals ``kwh``, ``amount`` (UZS,
            VAT included) and ``vat``, ``lines``, ``before`` (UZS of the month before;
            None: nothing was charged), ``difference`` (UZS) and ``reasons``.

            A line has ``kind`` (``regular`` or ``correction``), ``month`` of use,
            ``date_from``, ``date_to``, ``days``, ``component`` (None: energy in a
            block), ``name``, ``block``, ``kwh_from``, ``kwh_to`` (None: no limit),
            ``kwh``, ``quantity``, ``price``, ``amount``, ``vat`` and ``texts``:
            sentences on readings and days, in the language of the caller.

            A reason has ``code``, ``amount`` (UZS; all of them add up to
            ``difference``) and ``text``.
        :raise UserError: no such account or month, or nothing charged in it
        """
        record = self._get_by_number(account)
        text = str(month or "")
        day = parse_day(self, f"{text}-01" if len(text) == 7 else text)
        period = record._get_period_of(day) if day else None
        found = record._explain_months(period).get(period) if period else None
        if not found:
            raise UserError(
                self.env._(
                    "Nothing was charged to account %(account)s in %(month)s. Choose "
                    "another month.",
                    account=record.number,
                    month=text or "–",
                )
            )
        return record._tell_explanation(period, found)

    # === BUSINESS METHODS === #

    def _get_period_of(self, day):
        """Accounting month of a day, of the district or of one that had the account
        before and has books of that month alone."""
        self.ensure_one()
        domain = [("date_start", "=", day.replace(day=1))]
        own = Domain("company_id", "=", self.company_id.id) & Domain(domain)
        # whoever may see the account sees its months
        former = self.sudo().transfer_ids.filtered(lambda row: row.state == "done")
        periods = self.env["elektrohisob.period"]
        return periods.search(own) or periods.sudo().search(
            [("company_id", "in", former.company_id.ids), *domain], limit=1
        )

    def _explain_months(self, periods):
        """Period → what was charged in it and the reasons why it is not what the month
        before was; without the periods in which nothing was charged.

        :return: dict of dicts ``groups``, ``now``, ``before`` (engine bills) and
            ``reasons``; money tiyin, energy Wh
        """
        self.ensure_one()
        self.check_access("read")
        self.env.flush_all()
        facts = self.env["elektrohisob.bill.facts"]
        result = {}
        for period in periods:
            found = facts._load_charges(self.ids, period)
            charges = found.get(self.id, {True: [], False: []})
            if not charges[True]:
                continue
            rates = facts._load_rates(found)
            now = engine.summary(charges[True], rates)
            before = engine.summary(charges[False], rates)
            result[period] = {
                "groups": engine.groups(charges[True]),
                "now": now,
                "before": before if charges[False] else None,
                "reasons": compare(now, before) if charges[False] else [],
            }
        return result

    def _tell_explanation(self, period, found):
        """Reply of ``explain``."""
        texts = self.env["elektrohisob.bill.text"]
        blocks = [block for group in found["groups"] for block in group.blocks]
        before = found["before"]
        labels = texts._get_labels()
        return {
            "account": self.number,
            "month": f"{period.date_start:%Y-%m}",
            "kwh": sum(block.wh for block in blocks) / 1000,
            "amount": found["now"].total / 100,
            "vat": sum(block.vat for block in blocks) / 100,
            "lines": [
                self._tell_line(group, block, texts, labels)
                for group in found["groups"]
                for block in group.blocks
            ],
            "before": before and before.total / 100,
            "difference": before and (found["now"].total - before.total) / 100,
            "reasons": [
                {
                    "code": reason.code,
                    "amount": reason.weight / 100,
                    "text": texts._get_reason(reason),
                }
                for reason in found["reasons"]
            ],
        }

    @api.model
    def _tell_line(self, group, block, texts, labels):
        pieces = group.pieces
        if block.component > ACT:
            acts = block.component - ACT
            pieces = [piece for piece in pieces if piece.get("act") == acts]
        elif block.component and not block.wh:
            pieces = []
        else:
            pieces = engine.energy_pieces(pieces)
        return {
            "kind": group.kind,
            "month": f"{group.month:%Y-%m}",
            "date_from": fields.Date.to_string(block.start),
            "date_to": fields.Date.to_string(block.end - timedelta(days=1)),
            "days": (block.end - block.start).days,
            "component": block.part.rstrip("0123456789") or None,
            "name": block_bounds(block, labels).replace("\N{NO-BREAK SPACE}", " "),
            "block": block.block,
            "kwh_from": block.lower / 1000,
            "kwh_to": block.upper and block.upper / 1000,
            "kwh": block.wh / 1000,
            "quantity": (block.quantity or block.wh) / 1000,
            "price": block.price / 100,
            "amount": block.amount / 100,
            "vat": block.vat / 100,
            "texts": texts._get_evidence(pieces) if pieces else [],
        }
