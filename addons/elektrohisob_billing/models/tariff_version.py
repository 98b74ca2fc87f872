from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class TariffVersion(models.Model):
    """Prices of a tariff in force from a day to a day, by a normative act.

    A version by which something is charged is only ended; new prices are a new one.
    """

    _name = "elektrohisob.tariff.version"
    _description = "Tariff version"
    _inherit = ["elektrohisob.dated.mixin", "elektrohisob.sync.mixin"]
    _sync_key_fields = ("tariff_id", "date_start")
    _sync_fields = (
        *("tariff_id", "date_start", "date_end", "vat_rate", "vat_included"),
        *("norm", "source", "certainty", "rate_ids", "component_ids", "season_ids"),
        *("state", "rounding", "rounding_method", "proration", "per_family"),
        *("revision", "confirmed_on", "reason"),
    )
    _sync_central = True
    _order = "tariff_id, date_start desc"

    tariff_id = fields.Many2one(
        "elektrohisob.tariff", required=True, index=True, ondelete="restrict"
    )
    vat_rate = fields.Float(
        string="VAT (%)",
        required=True,
        digits=(5, 2),
        default=lambda self: float(
            self.env["elektrohisob.parameter"]._get_value("vat_percent")
        ),
        aggregator=None,
    )
    norm = fields.Char(string="Normative act")
    source = fields.Char()
    certainty = fields.Selection(
        [
            ("V", "Read in a source"),
            ("I", "Inferred"),
            ("C", "Sources conflict"),
            ("W", "Weak source"),
        ],
        required=True,
        default="V",
    )
    rate_ids = fields.One2many("elektrohisob.tariff.rate", "version_id", copy=True)
    prices = fields.Char(compute="_compute_prices")
    is_used = fields.Boolean(
        string="Used by charges",
        compute="_compute_is_used",
        help="Its prices cannot change any more; end it and make a new version.",
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (tariff_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (state = 'published')",
        "Versions of one tariff overlap. End the earlier one first.",
    )
    _vat_range = models.Constraint(
        "CHECK(vat_rate BETWEEN 0 AND 100)", "VAT is from 0 to 100 %."
    )

    @api.depends("tariff_id", "date_start")
    def _compute_display_name(self):
        for version in self:
            day = version.date_start and format_date(self.env, version.date_start)
            version.display_name = f"{version.tariff_id.code or ''} {day or ''}".strip()

    @api.depends("rate_ids.price", "rate_ids.block")
    def _compute_prices(self):
        for version in self:
            rates = version.rate_ids.sorted("block")
            version.prices = " / ".join(f"{rate.price:g}" for rate in rates)

    def _compute_is_used(self):
        used = self._filter_used()
        for version in self:
            version.is_used = version._origin in used

    @api.constrains("rate_ids")
    def _check_rates(self):
        """Blocks run from 0 upwards without gap or overlap, the last is open."""
        if self.env.context.get("install_mode"):
            return  # data files bring the blocks of a version one by one
        for version in self:
            expected = 0
            for rate in version.rate_ids.sorted("block"):
                block = rate._to_engine()
                if expected is None:
                    raise ValidationError(
                        self.env._(
                            "%(version)s: block %(block)s follows one without an upper "
                            "limit. Only the last block is without a limit.",
                            version=version.display_name,
                            block=block.no,
                        )
                    )
                if block.lower != expected:
                    raise ValidationError(
                        self.env._(
                            "%(version)s: block %(block)s begins above %(found)g kWh, "
                            "but the blocks before it end at %(expected)g kWh. Blocks "
                            "follow each other without gap or overlap, from 0.",
                            version=version.display_name,
                            block=block.no,
                            found=rate.kwh_from,
                            expected=expected / 1000,
                        )
                    )
                expected = block.upper
            if expected:
                raise ValidationError(
                    self.env._(
                        "%(version)s: nothing is priced above %(limit)g kWh a month. "
                        "Leave the upper limit of the last block at zero.",
                        version=version.display_name,
                        limit=expected / 1000,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to recompute what is charged by the old prices."""
        together = self.with_context(elektrohisob_rates_together=True)
        versions = super(TariffVersion, together).create(vals_list).with_env(self.env)
        self.env.registry.clear_cache()
        for version in versions:
            version._mark_accounts_dirty(version.date_start)
        return versions

    def write(self, vals):
        """Override of `write` to protect used versions and recompute charges."""
        changed = self._frozen_changes(vals)
        if changed:
            changed._check_unused()
        before = {version: (version.date_start, version.date_end) for version in self}
        together = self.with_context(elektrohisob_rates_together=True)
        result = super(TariffVersion, together).write(vals)
        self.env.registry.clear_cache()
        for version, (start, end) in before.items():
            days = []
            if version in changed or version.date_start != start:
                days += [start, version.date_start]
            if version.date_end != end:
                ends = [day for day in (end, version.date_end) if day]
                days.append(min(ends) + timedelta(days=1))
            if days:
                version._mark_accounts_dirty(min(days))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def unlink(self):
        """Override of `unlink` to forget the prices kept in memory."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === ACTIONS === #

    def action_renew(self):
        """Open the assistant that copies this version to a new start date."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New version"),
            "res_model": "elektrohisob.tariff.version.renew",
            "view_mode": "form",
            "target": "new",
            "context": {"default_version_id": self.id},
        }
