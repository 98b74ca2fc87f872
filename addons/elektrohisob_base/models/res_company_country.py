from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import AccessError

from .res_company import HOLDING_CODE, LEVELS

LANG = "uz_UZ"  # of the names of the units and of their books
#: Endings of the names of SOATO places as they stand before the kind of a unit.
SHORT_ENDINGS = {" tumani": " tuman", " shahri": " shahar", " viloyati": " viloyat"}


@dataclass(frozen=True)
class Unit:
    """A unit the country needs, and the company that is it already, if any."""

    code: str
    level: str
    name: str
    parent_code: str
    region: models.BaseModel
    district: models.BaseModel
    company: models.BaseModel


class ResCompany(models.Model):
    """The whole country from the SOATO classifier: holding, enterprises, networks."""

    _inherit = "res.company"

    @api.model
    def build_country(self, *, dry_run=False, limit=None):
        """Create the units of the country that are missing; those that exist stay.

        :param bool dry_run: only tell what would be created
        :param int limit: create at most so many, those above first; all by default
        :return: dict with ``needed``, ``existing`` and ``created``, each a dict of
            numbers of units by level (``holding``, ``enterprise``, ``district``)
        :raise AccessError: the user is no administrator of the top unit
        """
        self._check_may_build_country()
        plan = self._get_country_plan()
        missing = [unit for unit in plan if not unit.company][:limit]
        if not dry_run:
            # checked above; a unit brings a contact, which few roles may create
            self.sudo()._create_country(plan, missing)
        return {
            "needed": _count(plan),
            "existing": _count(unit for unit in plan if unit.company),
            "created": _count(missing),
        }

    @api.model
    def _check_may_build_country(self):
        """Units of the whole country are created by those who administer it all."""
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return
        tops = self.sudo().search(  # also those the user does not see
            [("network_level", "=", "holding"), ("parent_id", "=", False)], limit=1
        )
        if (
            not user.has_group("elektrohisob_base.group_admin")
            or not tops
            or (tops - user.company_ids)
        ):
            raise AccessError(
                self.env._(
                    "Only an administrator of the holding creates the units of the "
                    "whole country. Below your own unit add them under Organisation."
                )
            )

    @api.model
    def _get_country_plan(self):
        """Units of the country, a unit after the one above it.

        A company is the unit whose code it has, or else whose place it serves; an
        empty first company of the database becomes the holding.
        """
        uzbek = self.with_context(lang=LANG, active_test=False)
        regions = uzbek.env["elektrohisob.region"].search([], limit=None)
        known = uzbek.sudo().search([("network_level", "!=", False)])  # whole country
        by_code = {unit.network_code: unit for unit in known if unit.network_code}
        by_region = {
            unit.region_id: unit for unit in known if unit.network_level == "enterprise"
        }
        by_district = {
            unit.district_id: unit for unit in known if unit.network_level == "district"
        }
        none = self.browse()
        roots = known.filtered(lambda unit: unit.network_level == "holding")
        holding = by_code.get(HOLDING_CODE) or roots[:1] or self._get_empty_company()
        name = holding.name if holding.network_level else "Hududiy elektr tarmoqlari AJ"
        plan = [
            Unit(HOLDING_CODE, "holding", name, "", regions[:0],
                 regions.district_ids[:0], holding)
        ]  # fmt: skip
        for region in regions:
            company = by_code.get(region.code) or by_region.get(region, none)
            name = f"{_shorten(region.name)} HETK"
            plan.append(
                Unit(region.code, "enterprise", name, HOLDING_CODE, region,
                     regions.district_ids[:0], company)
            )  # fmt: skip
        for district in regions.district_ids:
            company = by_code.get(district.code) or by_district.get(district, none)
            place = _shorten(district.name)
            if district.kind == "city" and place == district.name:
                place += " shahar"  # a district often has the name of its city
            name, region = f"{place} ETK", district.region_id
            plan.append(
                Unit(district.code, "district", name, region.code, region, district,
                     company)
            )  # fmt: skip
        return plan

    @api.model
    def _get_empty_company(self):
        """The company every new database begins with, while nothing is made of it."""
        company = self._get_main_company()
        is_free = not (company.network_level or company.parent_id or company.child_ids)
        return company if is_free else self.browse()

    @api.model
    def _create_country(self, plan, missing):
        """Create the missing units level by level, each level in one call."""
        companies = {
            unit.code: unit.company.with_env(self.env) for unit in plan if unit.company
        }
        if plan[0].company:
            self._adopt_holding(companies[HOLDING_CODE], plan[0])
        for level in LEVELS[:3]:
            units = [unit for unit in missing if unit.level == level]
            if not units:
                continue
            created = self.create([_prepare_unit(unit, companies) for unit in units])
            # By the contact: a country set here has Odoo look for modules of it.
            created.partner_id.write(
                {"country_id": self.env.ref("base.uz").id, "lang": LANG}
            )
            companies.update(zip((unit.code for unit in units), created, strict=True))
        companies[HOLDING_CODE].root_id._set_currency_uzs()

    @api.model
    def _adopt_holding(self, company, unit):
        """Make the empty company of the database the holding."""
        if not company.network_level:
            company.write(
                {
                    "name": unit.name,
                    "network_level": "holding",
                    "network_code": unit.code,
                    "document_lang": LANG,
                }
            )


def _prepare_unit(unit, companies):
    """Values of a new company; its parent is there already."""
    return {
        "name": unit.name,
        "network_level": unit.level,
        "network_code": unit.code,
        "parent_id": companies[unit.parent_code].id if unit.parent_code else False,
        "region_id": unit.region.id,
        "district_id": unit.district.id,
        "logo": False,
    }


def _shorten(name):
    """``Mirzo Ulugʻbek tumani`` → ``Mirzo Ulugʻbek tuman``."""
    for ending, short in SHORT_ENDINGS.items():
        if name.endswith(ending):
            return name.removesuffix(ending) + short
    return name


def _count(units):
    """Units by level."""
    numbers = dict.fromkeys(LEVELS[:3], 0)
    for unit in units:
        numbers[unit.level] += 1
    return numbers
