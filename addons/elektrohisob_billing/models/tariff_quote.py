from dataclasses import replace
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.engine.period import months, share
from odoo.addons.elektrohisob_base.tools.dates import parse_day

from ..engine.advance import Purse, find_rises
from ..engine.line import Extra, Power, Used
from ..engine.pricing import price_month
from ..engine.tariff import TariffMissing, Term

HIGHEST = 1e9
FACTS = ("maximum", "contract_wh", "contract_varh")


class Tariff(models.Model):
    """Tariff: what would be paid by it; nothing is booked."""

    _inherit = "elektrohisob.tariff"

    @api.model
    @api.readonly
    def quote(
        self,
        *,
        tariff=None,
        category=None,
        kwh,
        date_from,
        date_to,
        zones=None,
        kvarh=None,
        kvarh_out=None,
        permitted_kw=None,
        declared_kw=None,
        maximum_kw=None,
        contract_kwh=None,
        contract_kvarh=None,
        families=1,
        advance=None,
        advance_date=None,
        version=None,
    ):
        """Price energy without booking anything.

        The energy is spread evenly over the days, cut at month borders and at
        changes of price, and priced by blocks of the calendar month and by the
        components of the tariff.

        :param str tariff: code of a tariff; by default the first of ``category``
        :param str category: ``household`` (default), ``legal`` or ``budget``
        :param float kwh: active energy of the whole range, kWh
        :param str date_from: first day
        :param str date_to: last day
        :param dict zones: zone (``"1"`` peak, ``"2"`` half-peak, ``"3"`` night) → kWh
            of ``kwh`` used in it
        :param float kvarh: reactive energy of the range, kVAr·h; None: not measured
        :param float kvarh_out: reactive energy generated, kVAr·h
        :param float permitted_kw: permitted power, kW
        :param float declared_kw: declared power, kW
        :param float maximum_kw: greatest load of each month, kW
        :param float contract_kwh: contract volume of each month, kWh
        :param float contract_kvarh: the same of reactive energy, kVAr·h
        :param int families: families on the account
        :param float advance: what was paid ahead of all that is priced here, UZS
        :param str advance_date: day of that payment; the day before ``date_from``
            by default
        :param int version: id of a version, a draft as well, to price all days by
        :return: dict with ``tariff`` (code), ``lines`` and the totals ``kwh``,
            ``amount`` (UZS, VAT included) and ``vat``; each line has ``month``,
            ``date_from``, ``date_to``, ``component`` (kind; None: energy in a
            block), ``name``, ``block``, ``kwh_from``, ``kwh_to`` (None: no limit),
            ``kwh``, ``quantity``, ``unit``, ``price``, ``amount``, ``vat``
        :raise UserError: unknown tariff, bad range or number, no price in force
        """
        record = self._find_for_quote(tariff, category, version)
        start, end = self._get_quote_days(date_from, date_to)
        amounts = {
            **{"kwh": kwh, "R+": kvarh, "R-": kvarh_out, "advance": advance},
            **{"permitted": permitted_kw, "declared": declared_kw},
            **{"maximum": maximum_kw, "contract_wh": contract_kwh},
            "contract_varh": contract_kvarh,
            **{f"A+{zone}": value for zone, value in (zones or {}).items()},
        }
        self._check_quote_numbers(amounts, families)
        terms = record._get_quote_terms(start, version)
        paid = (advance or 0.0, parse_day(self, advance_date))
        purses = record._get_quote_purses(terms, start, end, *paid)
        return record._prepare_quote(
            record._price(amounts, families, start, end, terms, purses)
        )

    # === WHAT IS ASKED === #

    @api.model
    def _find_for_quote(self, code, category, version=None):
        if version:
            record = self.env["elektrohisob.tariff.version"].search(
                [("id", "=", version)]
            )
            if not record.rate_ids:
                raise UserError(self.env._("There is no such version with prices."))
            return record.tariff_id
        category = category or "household"
        domain = [("code", "=", code)] if code else [("category", "=", category)]
        record = self.search(domain, limit=1)
        if not record:
            raise UserError(
                self.env._(
                    "There is no tariff %(code)s. Tariffs are listed under "
                    "Billing → Tariffs.",
                    code=code or category,
                )
            )
        return record

    @api.model
    def _get_quote_days(self, date_from, date_to):
        """First day and the day after the last one."""
        start, last = parse_day(self, date_from), parse_day(self, date_to)
        if not start or not last or last < start:
            raise UserError(
                self.env._("The last day of the calculation is before the first one.")
            )
        return start, last + timedelta(days=1)

    @api.model
    def _check_quote_numbers(self, numbers, families):
        for value in numbers.values():
            if value is not None and not 0 <= value <= HIGHEST:
                raise UserError(
                    self.env._(
                        "Energy, power and sums are from 0 to 1,000,000,000, not %s.",
                        value,
                    )
                )
        if families < 1:
            raise UserError(self.env._("At least one family lives on an account."))

    def _get_quote_terms(self, start, version=None):
        """This tariff, or one version of it for all days, as an engine term."""
        if version:
            found = self.env["elektrohisob.tariff.version"].browse(version)
            return [Term(start, None, (found._as_if_always(start),))]
        return [Term(start, None, self._get_engine_versions().get(self.id, ()))]

    def _get_quote_purses(self, terms, start, end, advance, day):
        """What ``advance`` UZS paid on ``day`` means for rises of prices."""
        if not advance:
            return []
        day = day or start - timedelta(days=1)
        code = "household" if self.category == "household" else "other"
        months_kept = self.env["elektrohisob.parameter"]._get_value(
            f"prepaid_exempt_months_{code}"
        )
        until = fields.Date.add(day, months=months_kept)
        whole = [replace(term, start=date.min) for term in terms]
        tiyin = round(advance * 100)
        return [
            Purse(old, new, tiyin, [(day, until, tiyin)])
            for old, new in find_rises(whole, start, end)
            if day < new.start
        ]

    # === ANSWER === #

    def _price(self, amounts, families, start, end, terms, purses):
        """Engine lines of what ``amounts`` tell, spread over [start, end).

        :raise UserError: no version is in force on some day
        """
        self.ensure_one()
        scaled = {
            name: round(value * 1000)
            for name, value in amounts.items()
            if value is not None
        }
        facts = {name: scaled.get(name) for name in FACTS}
        power = scaled.get("permitted"), scaled.get("declared")
        facts["powers"] = (Power(date.min, None, *power),)
        spans = [replace(term, end=end) for term in terms]
        lines = []
        try:
            for month, first, last in months(start, end):
                used = {
                    name: [Used(first, last, _part(total, start, end, first, last))]
                    for name, total in scaled.items()
                }
                extra = Extra(used, families, **facts)
                lines += price_month(month, used["kwh"], spans, extra, purses)
        except TariffMissing as error:
            raise UserError(
                self.env._(
                    "Tariff %(code)s has no price on some day between %(start)s and "
                    "%(end)s. Add a version under Billing → Tariffs.",
                    code=self.code,
                    start=start,
                    end=end - timedelta(days=1),
                )
            ) from error
        return lines

    def _prepare_quote(self, lines):
        """Reply of `quote`."""
        ids = {line.component for line in lines if line.component}
        components = self.env["elektrohisob.tariff.component"].browse(ids)
        by_id = {part.id: part for part in components}
        return {
            "tariff": self.code,
            "lines": [self._quote_line(line, by_id) for line in lines],
            "kwh": sum(line.wh for line in lines) / 1000,
            "amount": sum(line.amount for line in lines) / 100,
            "vat": sum(line.vat for line in lines) / 100,
        }

    @api.model
    def _quote_line(self, line, components):
        upper = line.block.upper
        part = components.get(line.component)
        quantity = line.wh if line.quantity is None else line.quantity
        return {
            "month": fields.Date.to_string(line.month),
            "date_from": fields.Date.to_string(line.start),
            "date_to": fields.Date.to_string(line.end - timedelta(days=1)),
            "component": part.kind if part else None,
            "name": part._get_line_name(line.block.no) if part else "",
            "block": line.block.no,
            "kwh_from": line.block.lower / 1000,
            "kwh_to": None if upper is None else upper / 1000,
            "kwh": line.wh / 1000,
            "quantity": quantity / 1000,
            "unit": part._get_unit() if part else "kWh",
            "price": line.block.price / 100,
            "amount": line.amount / 100,
            "vat": line.vat / 100,
        }


def _part(total, start, end, first, last):
    """What of ``total`` spread over [start, end) falls on [first, last)."""
    return share(total, start, end, last) - share(total, start, end, first)
