from odoo import api, fields, models

COUNTED = ("kWh", "kW", "kVAr·h")


class Invoice(models.Model):
    """What stands in an invoice and in its lines."""

    _inherit = "elektrohisob.invoice"

    # === VALUES === #

    @api.model
    def _prepare_invoice(self, key, rows, facts, run):
        """Values of one invoice; moves the running balance of the account on."""
        account_id, company_id, period_id, day, kind, month = key
        account = facts["accounts"][account_id]
        amount = sum(row[7] for row in rows)
        vat = sum(row[8] for row in rows)
        event = self._get_event(day, month, amount)
        if kind == "regular" and (account_id, month) in facts["seen"]:
            kind = "correction"  # of an invoice of the same month
        elif kind == "regular":
            facts["seen"].add((account_id, month))
        return {
            "number": next(facts["numbers"][company_id, day]),
            "account_id": account_id,
            "company_id": company_id,
            "period_id": period_id,
            "agreement_id": (account.agreement_id or account.agreement_ids[:1]).id,
            "run_id": run and run.id,
            "kind": kind,
            "month": month,
            "date": day,
            "date_due": self._get_due_day(period_id, facts["due"]),
            "kwh": float(sum(row[5] or 0 for row in rows)),
            **self._prepare_sums(key, amount, vat, facts),
            "meters": facts["meters"][account_id, month],
            "line_ids": [
                fields.Command.create(self._prepare_line(place, row, event))
                for place, row in enumerate(rows, start=1)
            ],
            "charge_ids": [
                fields.Command.create({"charge_id": charge})
                for row in rows
                for charge in row[4]
            ],
        }

    @api.model
    def _prepare_sums(self, key, amount, vat, facts):
        """Sums of an invoice from the balance before to benefits; energy beside it."""
        account_id, _company, period_id, day, _kind, month = key
        opening = facts["balances"][account_id, day]
        facts["balances"][account_id, day] = opening + amount
        benefit = facts["benefits"].pop((account_id, day, month), 0)
        loss, kvarh = facts["energy"].get((account_id, month, period_id), (0, 0))
        return {
            "net": float(amount - vat),
            "vat": float(vat),
            "amount": float(amount),
            "loss_kwh": float(loss or 0),
            "kvarh": float(kvarh or 0),
            "opening": float(opening),
            "offset": float(max(0, min(amount - benefit, -opening))),
            "benefit_amount": float(benefit),
        }

    @api.model
    def _get_event(self, day, month, amount):
        """What is posted: a correction of an earlier calendar year is no revenue."""
        if month.year < day.year:
            return "past_year_up" if amount > 0 else "past_year_down"
        return "charge"

    @api.model
    def _prepare_line(self, place, row, event):
        """Values of one line from its priced row."""
        component_id, block, _price, rate, _ids, kwh, quantity, *sums, act_id = row
        amount, vat = sums
        component = self.env["elektrohisob.tariff.component"].browse(component_id)
        unit = self.env["elektrohisob.invoice.line"]._get_unit_of(component)
        count = (quantity if component or act_id else kwh) if unit in COUNTED else 1
        net = amount - vat
        return {
            "sequence": place,
            "component_id": component_id,
            "act_id": act_id,
            "block": block,
            "unit": unit if unit in COUNTED else "sum",
            "quantity": float(count or 0),
            "price": float(net / count) if count else 0.0,
            "net": float(net),
            "vat_percent": rate,
            "vat": float(vat),
            "amount": float(amount),
            "kwh": float(kwh or 0),
            "event": event,
        }

    @api.model
    def _get_due_day(self, period_id, known):
        """By when the charges of a month are to be paid.

        :param known: days already looked up
        """
        if period_id not in known:
            period = self.env["elektrohisob.period"].browse(period_id)
            days = self.env["elektrohisob.parameter"]._get_value(
                "legal_due_day", period.company_id, period.date_start
            )
            known[period_id] = fields.Date.add(period.date_end, days=days)
        return known[period_id]
