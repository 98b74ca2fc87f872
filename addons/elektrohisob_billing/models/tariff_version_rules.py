import json
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL, float_round, format_date

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine.amount import Rounding
from ..engine.season import cut_seasons
from ..engine.tariff import Version

FROZEN_FIELDS = {
    *("tariff_id", "date_start", "state", "vat_rate", "vat_included"),
    *("rounding", "rounding_method", "proration", "per_family"),
}


class TariffVersion(models.Model):
    """By which rules a version prices, and what becomes of it: draft, published,
    used."""

    _inherit = "elektrohisob.tariff.version"

    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
        required=True,
        default="published",
        copy=False,
        index=True,
        help="A draft prices nothing but trials in the calculator; a withdrawn version "
        "had wrong prices and was corrected from its first day.",
    )
    vat_included = fields.Boolean(
        string="VAT is in the prices",
        default=True,
        help="Otherwise VAT is added to what the prices give.",
    )
    rounding = fields.Float(
        string="Sums are multiples of (UZS)",
        digits=(16, 2),
        default=0.01,
        required=True,
    )
    rounding_method = fields.Selection(
        [("half_up", "To the nearest"), ("up", "Up"), ("down", "Down")],
        string="Rounded",
        default="half_up",
        required=True,
    )
    proration = fields.Selection(
        [
            ("none", "Whole, whatever the days"),
            ("days", "By days, when the account had the tariff for part of the month"),
        ],
        string="Bounds of blocks",
        default=lambda self: self._default_proration(),
        required=True,
    )
    per_family = fields.Boolean(
        string="Bounds for each family",
        help="Of joint houses: each family on the account has the bounds once.",
    )
    component_ids = fields.One2many(
        "elektrohisob.tariff.component", "version_id", copy=True
    )
    season_ids = fields.One2many("elektrohisob.tariff.season", "version_id", copy=True)
    publication_problem = fields.Char(compute="_compute_publication_problem")

    _rounding_positive = models.Constraint(
        "CHECK(rounding > 0)", "Sums are rounded to a step above zero, 0.01 at least."
    )

    @api.model
    def _default_proration(self):
        parameters = self.env["elektrohisob.parameter"]
        if not parameters.search_count([("code", "=", "block_proration")]):
            return "none"  # the columns are made before the parameters are loaded
        return parameters._get_value("block_proration")

    @api.depends("state")
    def _compute_is_current(self):
        """Override of `dated.mixin`: only what is published is in force."""
        super()._compute_is_current()
        self.filtered(lambda row: row.state != "published").is_current = False

    def _search_is_current(self, operator, value):
        """Override of `dated.mixin`: only what is published is in force."""
        domain = super()._search_is_current(operator, value)
        if domain is NotImplemented:
            return domain
        published = Domain("state", "=", "published")
        return domain & published if True in value else domain | ~published

    @api.depends("state", "date_start")
    def _compute_publication_problem(self):
        days = self.env["elektrohisob.parameter"]._get_value("tariff_notice_days")
        earliest = business_today(self) + timedelta(days=days)
        for version in self:
            version.publication_problem = False
            start = version.date_start
            if version.state == "draft" and start and start < earliest:
                version.publication_problem = self.env._(
                    "A tariff is published at least %(days)s days before it is in "
                    "force: published today, not before %(day)s.",
                    days=days,
                    day=format_date(self.env, earliest),
                )

    @api.constrains("component_ids", "rate_ids")
    def _check_components(self):
        """A zone is priced once, by one price of the day."""
        if self.env.context.get("install_mode"):
            return  # data files bring the parts of a version one by one
        for version in self:
            zones = version.component_ids.filtered(lambda part: part.kind == "zone")
            numbers = zones.mapped("zone")
            if len(set(numbers)) < len(numbers):
                problem = self.env._("a zone of the day is priced twice")
            elif zones and len(version.rate_ids) > 1:
                problem = self.env._("zones of the day need one price, not blocks")
            else:
                continue
            raise ValidationError(
                self.env._(
                    "%(version)s: %(problem)s. Correct its components.",
                    version=version.display_name,
                    problem=problem,
                )
            )

    # === ACTIONS === #

    def action_publish(self):
        """Put the draft in force from its first day; what it follows ends before."""
        for version in self.filtered(lambda version: version.state == "draft"):
            date_end = version.tariff_id._make_room(version.date_start)
            version.write(
                {"state": "published", "date_end": version.date_end or date_end}
            )

    # === BUSINESS METHODS === #

    def _renew(self, date_start, percent=0.0, state="published", vat_rate=None):
        """Copy these prices, changed by ``percent``, to a version from
        ``date_start`` on; returns the new version. Unless it is a draft, the one in
        force on that day ends the day before.

        :raise UserError: a version of the tariff begins on that very day
        """
        self.ensure_one()
        date_end = False
        if state == "published":
            date_end = self.tariff_id._make_room(date_start)
        version = self.copy(
            {
                "date_start": date_start,
                "date_end": date_end,
                "state": state,
                "norm": False,
                "source": False,
                "vat_rate": self.vat_rate if vat_rate is None else vat_rate,
                "rate_ids": [
                    Command.create(
                        {
                            "block": rate.block,
                            "kwh_from": rate.kwh_from,
                            "kwh_to": rate.kwh_to,
                            "price": float_round(rate.price * (1 + percent / 100), 2),
                        }
                    )
                    for rate in self.rate_ids
                ],
                "season_ids": False,
            }
        )
        for part in version.component_ids:
            part.price = float_round(part.price * (1 + percent / 100), 2)
        return version

    def _after_parts_change(self):
        """What follows a change of the parts of these versions."""
        self.env.registry.clear_cache()
        if self.env.context.get("install_mode"):
            return
        self._check_unused()
        if not self.env.context.get("elektrohisob_rates_together"):
            self._check_rates()
            self._check_components()
        for version in self:
            version._mark_accounts_dirty(version.date_start)

    def _frozen_changes(self, vals):
        """Those of these versions whose frozen fields ``vals`` would change."""
        names = FROZEN_FIELDS & set(vals)
        return self.filtered(
            lambda version: any(
                version._fields[name].convert_to_cache(vals[name], version)
                != version._fields[name].convert_to_cache(version[name], version)
                for name in names
            )
        )

    def _filter_used(self):
        """Those of these versions by which something is charged."""
        if not self.ids:
            return self.browse()
        # a version is used whichever district charged by it
        query = SQL(
            "SELECT version.id FROM unnest(%s) AS version(id) WHERE EXISTS ("
            "SELECT FROM elektrohisob_charge WHERE version_id = version.id)",
            self.ids,
        )
        return self.browse(row[0] for row in self.env.execute_query(query))

    def _check_unused(self):
        used = self._filter_used()
        if used:
            raise UserError(
                self.env._(
                    "Consumers are charged by tariff version %(version)s, so its "
                    "prices cannot change. End it, and enter the new prices as a new "
                    "version (button “New version from…”).",
                    version=used[0].display_name,
                )
            )

    def _mark_accounts_dirty(self, day):
        """Have what is booked by this tariff from ``day`` on computed again."""
        self.ensure_one()
        if self.state == "draft":
            return
        self.env["elektrohisob.account.state"].flush_model()
        self.env["elektrohisob.agreement.term"].flush_model()
        rows = SQL(
            """
            (SELECT account_id, MIN(GREATEST(date_start, %(day)s)) AS day,
                    %(version)s AS res_id, %(detail)s::jsonb AS detail
               FROM elektrohisob_agreement_term
              WHERE tariff_id = %(tariff)s
                AND (date_end IS NULL OR date_end >= %(day)s)
              GROUP BY account_id) AS new
            """,
            day=day,
            tariff=self.tariff_id.id,
            version=self.id,
            detail=json.dumps({"name": self.display_name}),
        )
        # whoever sets prices need not see the accounts charged by them
        self.env["elektrohisob.fact.change"].sudo()._insert(self._name, "changed", rows)
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_account_state AS state
                   SET dirty_from = LEAST(state.dirty_from, new.day)
                  FROM %s
                 WHERE state.account_id = new.account_id
                   AND state.settled_to > new.day
                   AND (state.dirty_from IS NULL OR state.dirty_from > new.day)
                """,
                rows,
            )
        )
        self.env["elektrohisob.account.state"].invalidate_model(["dirty_from"])

    def _as_if_always(self, start):
        """This version for the engine as if it were in force from ``start`` on, its
        seasons left out."""
        return replace(self._to_engine_whole(), start=start, end=None)

    def _to_engine(self):
        """This version for the engine, cut at its seasons: half-open dates, VAT in
        basis points."""
        seasons = [part._to_engine() for part in self.season_ids]
        return cut_seasons(self._to_engine_whole(), seasons)

    def _to_engine_whole(self):
        self.ensure_one()
        end = self.date_end and self.date_end + timedelta(days=1)
        return Version(
            self.id,
            self.date_start,
            end or None,
            round(self.vat_rate * 100),
            tuple(rate._to_engine() for rate in self.rate_ids.sorted("block")),
            tuple(part._to_engine() for part in self.component_ids.sorted("number")),
            self.vat_included,
            Rounding(round(self.rounding * 100), self.rounding_method),
            self.proration,
            self.per_family,
        )
