from datetime import timedelta
from types import MappingProxyType

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import format_date


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

    def _make_room(self, date_start):
        """End the version in force on ``date_start`` the day before; returns the last
        day a version from that day on may have, False for none.

        :raise UserError: a version of the tariff begins on that very day
        """
        self.ensure_one()
        versions = self.version_ids.filtered(lambda row: row.state == "published")
        if date_start in versions.mapped("date_start"):
            raise UserError(
                self.env._(
                    "Tariff %(tariff)s already has a version from %(day)s. Choose "
                    "another day.",
                    tariff=self.code,
                    day=format_date(self.env, date_start),
                )
            )
        current = versions.filtered_domain(versions._domain_on(date_start))
        later = versions.filtered(lambda version: version.date_start > date_start)
        date_end = current.date_end
        if not current and later:
            date_end = min(later.mapped("date_start")) - timedelta(days=1)
        current.date_end = date_start - timedelta(days=1)
        current.flush_recordset()
        return date_end

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
        priced = [("rate_ids", "!=", False), ("state", "=", "published")]
        for version in versions.search(priced, order="tariff_id, date_start"):
            result.setdefault(version.tariff_id.id, []).extend(version._to_engine())
        return MappingProxyType({key: tuple(rows) for key, rows in result.items()})
