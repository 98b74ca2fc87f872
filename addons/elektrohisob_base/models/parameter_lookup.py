from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from ..engine import parameter as engine
from ..tools.dates import business_today, parse_day


class Parameter(models.Model):
    """Which value is in force where and when."""

    _inherit = "elektrohisob.parameter"

    @api.model
    def value_on(self, *, code, on=None, company=None):
        """Value of a parameter on a day in a unit, with its ground.

        :param str code: code of the parameter
        :param str on: day, ISO text or date; today by default
        :param int company: id of the unit; the whole country by default
        :return: dict: ``code``, ``name``, ``type``, ``unit`` (what it is measured
            in), ``value`` (number, text, ISO day or true/false), ``date_start`` and
            ``date_end`` (ISO days, the latter false while open), ``company`` (id of
            the unit it is set for, false for the country), ``norm``, ``certainty``
        :raise UserError: unknown code or unit, or no value in force
        """
        unit = self.env["res.company"].browse(company)
        if unit and unit not in self.env.user.company_ids:
            raise UserError(
                self.env._("There is no unit %s, or it is not yours.", company)
            )
        found = self._find_value(code, unit, parse_day(self, on))
        # anybody may know the rules, also those set above his unit
        row = self.env["elektrohisob.parameter.value"].sudo().browse(found.id)
        return {
            "code": code,
            "name": row.parameter_id.name,
            "type": row.parameter_id.value_type,
            "unit": row.parameter_id.unit or "",
            "value": row._to_plain(found.value),
            "date_start": fields.Date.to_string(row.date_start),
            "date_end": fields.Date.to_string(row.date_end),
            "company": row.company_id.id,
            "norm": row.norm or "",
            "certainty": row.certainty,
        }

    @api.model
    def _get_value(self, code, company=None, on=None):
        """Value in force: int (whole numbers and days), Decimal (numbers, sums in
        so'm, percents: ``Decimal("0.1")`` is 0.1 %), bool, date or str (also the
        code of a choice).

        :param company: unit; without one the value of the whole country
        :param on: date; today in Tashkent by default
        :raise UserError: unknown code, or no value in force on the day
        """
        return self._find_value(code, company, on).value

    @api.model
    def _get_values(self, code, company, date_from, date_to):
        """Values in force on the days [``date_from``, ``date_to``).

        :return: list of (first day, value), the first one of ``date_from``
        :raise UserError: unknown code, or days without a value
        """
        found = engine.eras(
            self._get_history(code), self._get_chain(company), date_from, date_to
        )
        for day, value in found:
            if value is None:
                self._raise_no_value(code, company, day)
        return [(day, value.value) for day, value in found]

    @api.model
    def _find_value(self, code, company, on):
        day = on or business_today(self)
        found = engine.value_on(self._get_history(code), self._get_chain(company), day)
        return found or self._raise_no_value(code, company, day)

    @api.model
    @tools.ormcache("code")
    def _get_history(self, code):
        """All values of a parameter that count, as the engine takes them."""
        # a rule is the same for everybody, whoever may see the units
        parameter = self.sudo().search([("code", "=", code)], limit=1)
        if not parameter:
            raise UserError(
                self.env._(
                    "There is no parameter “%s”. Update the program, or correct the "
                    "code.",
                    code,
                )
            )
        kind = parameter.value_type
        return tuple(
            engine.Value(
                row.id,
                row.company_id.id or 0,
                row.date_start,
                row.date_end or None,
                engine.parse(kind, row.value),
            )
            for row in parameter.value_ids
            if row.active
        )

    @api.model
    def _get_chain(self, company):
        """Ids of the unit and those above it, nearest first; 0 for the country."""
        path = company.sudo().parent_path if company else ""  # tree is no secret
        return [int(part) for part in reversed((path or "").split("/")) if part] + [0]

    @api.model
    def _raise_no_value(self, code, company, day):
        parameter = self.sudo().search([("code", "=", code)], limit=1)  # for its name
        raise UserError(
            self.env._(
                "Parameter “%(name)s” (%(code)s) has no value on %(day)s for "
                "%(unit)s. Enter one under Administration → Parameters.",
                name=parameter.name,
                code=code,
                day=format_date(self.env, day, date_format="dd.MM.yyyy"),
                unit=company.sudo().name if company else self.env._("the country"),
            )
        )
