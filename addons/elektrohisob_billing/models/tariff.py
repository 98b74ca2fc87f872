from datetime import timedelta
from types import MappingProxyType

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.engine.period import months, share
from odoo.addons.elektrohisob_base.tools.dates import parse_day

from ..engine.pricing import Used, price_month
from ..engine.tariff import TariffMissing, Term


class Tariff(models.Model):
    """A price list line of the regulator: who pays by it; versions say how much."""

    _name = "elektrohisob.tariff"
    _description = "Tariff"
    _inherit = ["elektrohisob.reference.mixin"]
    _sync_fields = ("code", "name", "group", "category", "sequence", "active")
    _sync_central = True
    _order = "sequence, code"
    _reference_columns = ("group", "category", "sequence")

    group = fields.Selection(
        [("I", "I"), ("II", "II"), ("III", "III"), ("IV", "IV")],
        string="Tariff group",
        required=True,
    )
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="For",
        required=True,
    )
    sequence = fields.Integer(default=10)
    version_ids = fields.One2many("elektrohisob.tariff.version", "tariff_id")
    current_version_id = fields.Many2one(
        "elektrohisob.tariff.version",
        string="Version in force",
        compute="_compute_current_version_id",
        search="_search_current_version_id",
    )
    current_prices = fields.Char(
        string="Prices in force", compute="_compute_current_version_id"
    )
    current_certainty = fields.Selection(related="current_version_id.certainty")

    _code_uniq = models.Constraint("unique(code)", "This tariff code is taken.")

    @api.depends("version_ids.date_start", "version_ids.date_end")
    @api.depends_context("tz")
    def _compute_current_version_id(self):
        for tariff in self:
            version = tariff.version_ids.filtered("is_current")[:1]
            tariff.current_version_id = version
            tariff.current_prices = version.prices

    def _search_current_version_id(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        Version = self.env["elektrohisob.tariff.version"]
        current = Version.search([("is_current", "in", [True])])
        wanted = current if list(value) == [False] else current & Version.browse(value)
        negative = (list(value) == [False]) != (operator == "not in")
        return [("id", "not in" if negative else "in", wanted.tariff_id.ids)]

    # === BUSINESS METHODS === #

    def _check_mergeable(self, keep):
        """Override of `reference.mixin` to refuse: merging would change prices."""
        raise UserError(
            self.env._(
                "Tariffs are not merged, because that would change what consumers "
                "paid. Give the contracts new terms from a day on."
            )
        )

    @api.model
    @tools.ormcache()
    def _get_engine_versions(self):
        """Prices of all tariffs for the engine, kept in memory until one changes.

        :return: mapping of tariff id to a tuple of
            :class:`~..engine.pricing.Version` sorted by start; a version without
            blocks is left out, so its days have no tariff
        """
        # prices are the same for everybody, whoever fills the cache
        versions = self.env["elektrohisob.tariff.version"].sudo()
        result = {}
        priced = [("rate_ids", "!=", False)]
        for version in versions.search(priced, order="tariff_id, date_start"):
            result.setdefault(version.tariff_id.id, []).append(version._to_engine())
        return MappingProxyType({key: tuple(rows) for key, rows in result.items()})

    @api.model
    @api.readonly
    def quote(self, *, tariff=None, category=None, kwh, date_from, date_to):
        """Price energy without booking anything.

        The energy is spread evenly over the days, cut at month borders and at
        changes of price, and priced by blocks of the calendar month.

        :param str tariff: code of a tariff; by default the first of ``category``
        :param str category: ``household`` (default), ``legal`` or ``budget``
        :param float kwh: energy of the whole range, kWh
        :param str date_from: first day
        :param str date_to: last day
        :return: dict with ``tariff`` (code), ``lines`` and the totals ``kwh``,
            ``amount`` (UZS, VAT included) and ``vat``; each line has ``month``,
            ``date_from``, ``date_to``, ``block``, ``kwh_from``, ``kwh_to`` (None:
            no limit), ``kwh``, ``price``, ``amount``, ``vat``
        :raise UserError: unknown tariff, bad range or energy, no price in force
        """
        record = self._find_for_quote(tariff, category)
        start, last = parse_day(self, date_from), parse_day(self, date_to)
        if not start or not last or last < start:
            raise UserError(
                self.env._("The last day of the calculation is before the first one.")
            )
        if not 0 <= kwh <= 1e9:
            raise UserError(
                self.env._("Energy is from 0 to 1,000,000,000 kWh, not %s.", kwh)
            )
        end = last + timedelta(days=1)
        lines = record._price(round(kwh * 1000), start, end)
        return {
            "tariff": record.code,
            "lines": [self._quote_line(line) for line in lines],
            "kwh": sum(line.wh for line in lines) / 1000,
            "amount": sum(line.amount for line in lines) / 100,
            "vat": sum(line.vat for line in lines) / 100,
        }

    @api.model
    def _find_for_quote(self, code, category):
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

    def _price(self, wh, start, end):
        """Engine lines of ``wh`` spread over [start, end) by this tariff.

        :raise UserError: no version is in force on some day
        """
        self.ensure_one()
        versions = self._get_engine_versions().get(self.id, ())
        terms = [Term(start, None, versions)]
        lines = []
        try:
            for month, first, last in months(start, end):
                part = share(wh, start, end, last) - share(wh, start, end, first)
                lines += price_month(month, [Used(first, last, part)], terms)
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

    @api.model
    def _quote_line(self, line):
        upper = line.block.upper
        return {
            "month": fields.Date.to_string(line.month),
            "date_from": fields.Date.to_string(line.start),
            "date_to": fields.Date.to_string(line.end - timedelta(days=1)),
            "block": line.block.no,
            "kwh_from": line.block.lower / 1000,
            "kwh_to": None if upper is None else upper / 1000,
            "kwh": line.wh / 1000,
            "price": line.block.price / 100,
            "amount": line.amount / 100,
            "vat": line.vat / 100,
        }
