from collections import defaultdict

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.engine.period import next_month
from odoo.addons.elektrohisob_base.tools.pdf import watthours

from ..engine import bill as engine
from ..engine.explain import why_more
from ..report import bill_pdf

METER_FIELDS = ("meter", "d1", "v1", "d2", "v2", "k", "q")


class Bill(models.AbstractModel):
    """Household bill of a month: plain data of many accounts, then pages.

    Nothing is stored: a bill is a view of the books, made again when asked for.
    Money in the data is tiyin, energy Wh.
    """

    _name = "elektrohisob.bill"
    _description = "Bill"

    @api.model
    def _render(self, accounts, period, lang=None):
        """PDF of the bills of ``accounts``, one after another."""
        return bill_pdf.render(self._get_bill_data(accounts, period, lang))

    @api.model
    def _get_bill_data(self, accounts, period, lang=None):
        """What the bills of ``accounts`` for ``period`` say, as plain data.

        :param str lang: language of all the bills; by default that of each account
        :return: dicts in the order of ``accounts``; see ``_prepare_bill``
        """
        accounts.check_access("read")
        if not accounts:
            return []
        facts = self.env["elektrohisob.bill.facts"]._load(accounts.ids, period)
        rates = self.env["elektrohisob.bill.facts"]._load_rates(facts["charges"])
        supplier = self._get_supplier(period)
        accounts.fetch(["number", "name", "address", "lang"])
        makers = {}
        bills = []
        for account in accounts:
            code = lang or account.lang or self.env.lang
            if code not in makers:
                maker = self.with_context(lang=code)
                makers[code] = maker, maker.env["elektrohisob.bill.text"]._get_labels()
            maker, labels = makers[code]
            own = {name: found.get(account.id) for name, found in facts.items()}
            own["rates"] = rates
            bill = maker._prepare_bill(account, period, supplier, own)
            bills.append({**bill, "lang": code, "labels": labels})
        return bills

    @api.model
    def _get_supplier(self, period):
        """Requisites of the district network; what it lacks is its parents'."""
        company = period.company_id.sudo()  # requisites are no secret
        get = self.env["elektrohisob.parameter"]._get_value
        due_month = next_month(period.date_start)
        units = company.parent_ids[::-1]

        def first(name):
            return next((unit[name] for unit in units if unit[name]), "")

        parts = [company.zip, company.city, company.street]
        return {
            "name": company.name,
            "address": ", ".join(part for part in parts if part),
            "stir": first("vat"),
            "bank": first("bank_name"),
            "bank_account": first("bank_account"),
            "mfo": first("bank_mfo"),
            "call_centre": company.call_centre,
            "sms_number": get("sms_number", company),
            "services": self.env["elektrohisob.exchange.provider"]._get_pay_settings(
                company
            ),
            "due": due_month.replace(day=get("household_due_day", company, due_month)),
        }

    @api.model
    def _prepare_bill(self, account, period, supplier, facts):
        """Hook: plain data of one bill in the language of the context."""
        charges = facts["charges"] or {True: [], False: []}
        groups = engine.groups(charges[True])
        entries = facts["entries"] or []
        opening = facts["sums"] or 0
        closing = opening + sum(entry[2] for entry in entries)
        month = period.date_start
        texts = self.env["elektrohisob.bill.text"]
        bills = [engine.summary(charges[now], facts["rates"]) for now in (True, False)]
        reasons = why_more(*bills)
        return {
            "supplier": supplier,
            "number": account.number,
            "number_shown": account._format_number(account.number),
            "bill_number": f"{account.number}/{month:%Y-%m}",
            "name": account.name or "",
            "address": account.address or "",
            "month": month,
            "due": supplier["due"],
            "groups": [(group, self._get_group_text(group, texts)) for group in groups],
            "meters": self._get_meters(groups, facts["meters"] or []),
            "wh": sum(block.wh for group in groups for block in group.blocks),
            "vat": sum(block.vat for group in groups for block in group.blocks),
            "opening": opening,
            "charged": _total(entries, "charge"),
            "corrections": _total(entries, "correction"),
            "payments": [
                {"day": entry[1], "tiyin": -entry[2], "channel": self._channel(entry)}
                for entry in entries
                if entry[0] == "payment"
            ],
            "others": self._get_others(entries),
            "closing": closing,
            "history": self._get_history(month, facts["history"] or {}),
            "why": [texts._get_reason_line(reason) for reason in reasons],
            "qr": f"ELH:{account.number}:{max(closing, 0)}:{month:%Y%m}",
            "links": self.env["elektrohisob.exchange.provider"]._get_pay_links(
                supplier["services"], account.number, closing, self.env.lang or ""
            ),
        }

    @api.model
    def _get_group_text(self, group, texts):
        """Sentences under a correction; under a charge only where the kWh are not
        simply the difference of the two readings in the meter table."""
        if group.kind == "correction":
            return texts._get_evidence(group.pieces)
        partial = [piece for piece in group.pieces if not engine.is_whole(piece)]
        return texts._get_evidence(partial) if partial else []

    @api.model
    def _get_history(self, month, history):
        """(month, Wh) of the twelve months up to ``month``."""
        months = [
            fields.Date.subtract(month, months=back) for back in range(11, -1, -1)
        ]
        return [(day, history.get(day, 0)) for day in months]

    @api.model
    def _get_meters(self, groups, meters):
        """Rows of the meter table: readings the charges rest on, else the last."""
        types = {meter["serial"]: meter["type"] for meter in meters}
        rows = {}
        for piece in engine.pieces(g for g in groups if g.kind == "regular"):
            known = {name: piece.get(name) for name in METER_FIELDS}
            key = tuple(known.values())
            if key not in rows:
                rows[key] = {**known, "type": types.get(known["meter"], ""), "wh": 0}
            rows[key]["wh"] += watthours(piece.get("kwh"))
        if rows:
            return list(rows.values())
        return [
            {
                **dict.fromkeys(METER_FIELDS),
                "meter": meter["serial"],
                "type": meter["type"],
                "d1": meter["day"] and meter["day"].isoformat(),
                "v1": meter["value"] / 1000,
                "k": meter["multiplier"],
                "wh": 0,
            }
            for meter in meters
            if meter["hangs"]
        ]

    @api.model
    def _channel(self, entry):
        """Name of the place where a payment was made."""
        field = self.env["elektrohisob.payment"]._fields["channel"]
        labels = dict(field._description_selection(self.env))
        return entry[4] or labels.get(entry[3]) or entry[3] or ""

    @api.model
    def _get_others(self, entries):
        """Sums of entries that are neither charges nor payments, by kind."""
        field = self.env["elektrohisob.ledger.entry"]._fields["kind"]
        labels = dict(field._description_selection(self.env))
        sums = defaultdict(int)
        for kind, _day, amount, _channel, _provider in entries:
            if kind not in ("charge", "correction", "payment"):
                sums[kind] += amount
        return [{"label": labels.get(k, k), "tiyin": v} for k, v in sums.items() if v]


def _total(entries, kind):
    """Tiyin of the entries of one kind."""
    return sum(entry[2] for entry in entries if entry[0] == kind)
