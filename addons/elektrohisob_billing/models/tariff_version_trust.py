from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.dates import business_today


class TariffVersion(models.Model):
    """Prices nobody read in a normative act, and prices found wrong.

    Uncertain prices are told wherever they are about to be charged until an
    administrator confirms them. Prices that are charged already are corrected from
    their first day: the version is withdrawn, a corrected one stands in its place, and
    accounts are settled anew.
    """

    _inherit = "elektrohisob.tariff.version"

    confirmed_on = fields.Date(
        readonly=True,
        copy=False,
        help="Day on which an administrator found uncertain prices right.",
    )
    confirmed_id = fields.Many2one(
        "res.users", string="Confirmed by", readonly=True, copy=False
    )
    is_unconfirmed = fields.Boolean(
        string="To be confirmed",
        compute="_compute_is_unconfirmed",
        search="_search_is_unconfirmed",
    )
    corrects_id = fields.Many2one(
        "elektrohisob.tariff.version",
        string="Stands in for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Version with wrong prices; publishing this one withdraws it.",
    )
    reason = fields.Char(
        string="Why corrected",
        copy=False,
        help="Told in every difference document that the correction makes.",
    )
    revision = fields.Integer(readonly=True, copy=False, aggregator=None)

    @api.depends("certainty", "confirmed_on")
    def _compute_is_unconfirmed(self):
        for version in self:
            is_sure = version.certainty == "V" or version.confirmed_on
            version.is_unconfirmed = not is_sure

    def _search_is_unconfirmed(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("certainty", "!=", "V") & Domain("confirmed_on", "=", False)
        return domain if True in value else ~domain

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `write` to have the days of a withdrawn version settled anew,
        unless the one that stands in for it does so."""
        result = super().write(vals)
        is_replaced = self.env.context.get("elektrohisob_replaced")
        if vals.get("state") == "withdrawn" and not is_replaced:
            for version in self:
                version._mark_accounts_dirty(version.date_start)
        return result

    # === ACTIONS === #

    def action_confirm(self):
        """Confirm uncertain prices: they were compared with the act that is named."""
        for version in self.filtered("is_unconfirmed"):
            if not version.norm:
                raise UserError(
                    self.env._(
                        "%(version)s: enter the normative act with which its prices "
                        "were compared, then confirm them.",
                        version=version.display_name,
                    )
                )
            version.write(
                {"confirmed_on": business_today(self), "confirmed_id": self.env.uid}
            )

    def action_correct(self):
        """Open a draft with the prices and days of this version, to be put right."""
        self.ensure_one()
        drafts = self.search([("corrects_id", "=", self.id), ("state", "=", "draft")])
        draft = drafts[:1] or self.copy(
            {
                "state": "draft",
                "corrects_id": self.id,
                "revision": self.revision + 1,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    def action_publish(self):
        """Override of `action_publish`: uncertain prices are confirmed first; a
        correction takes the place of the version with the wrong ones."""
        drafts = self.filtered(lambda version: version.state == "draft")
        for version in drafts.filtered("is_unconfirmed"):
            raise UserError(
                self.env._(
                    "%(version)s: its prices are not read from a normative act. "
                    "Confirm them before they are published.",
                    version=version.display_name,
                )
            )
        corrections = drafts.filtered("corrects_id")
        for version in corrections:
            version._replace_wrong()
        return super(TariffVersion, self - corrections).action_publish()

    # === BUSINESS METHODS === #

    def _replace_wrong(self):
        """Withdraw the version that this one corrects and publish it for its days."""
        self.ensure_one()
        wrong = self.corrects_id
        if wrong.state != "published" or self.date_start != wrong.date_start:
            raise UserError(
                self.env._(
                    "%(version)s corrects the prices from %(day)s on, which must be "
                    "in force. Keep that first day, or delete this draft.",
                    version=self.display_name,
                    day=format_date(self.env, wrong.date_start),
                )
            )
        if not self.reason:
            raise UserError(
                self.env._(
                    "%(version)s: tell why the prices are corrected. Consumers read "
                    "it in the difference documents.",
                    version=self.display_name,
                )
            )
        wrong.with_context(elektrohisob_replaced=True).state = "withdrawn"
        wrong.flush_recordset()
        noted = self.with_context(elektrohisob_change_note=self.reason)
        noted.write({"state": "published", "date_end": wrong.date_end})

    def _frozen_changes(self, vals):
        """Override of `_frozen_changes`: a version in use may be withdrawn."""
        if vals.get("state") == "withdrawn":
            vals = {name: value for name, value in vals.items() if name != "state"}
        return super()._frozen_changes(vals)

    def _get_sync_key(self):
        """Override of `sync.mixin`: a correction begins on the day of what it
        corrects."""
        key = super()._get_sync_key()
        return f"{self.revision}:{key}" if self.revision else key

    def _after_parts_change(self):
        """Override of `_after_parts_change`: other prices are to be confirmed anew."""
        result = super()._after_parts_change()
        self.filtered("confirmed_on").write(
            {"confirmed_on": False, "confirmed_id": False}
        )
        return result

    @api.model
    def _tell_unconfirmed(self, first, last):
        """Sentence on the uncertain prices in force on some of the days; empty."""
        found = self.search(
            [
                ("is_unconfirmed", "=", True),
                ("state", "=", "published"),
                ("date_start", "<=", last),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", first),
            ],
            order="tariff_id, date_start",
        )
        if not found:
            return False
        return self.env._(
            "Prices that are not read from a normative act and not confirmed by an "
            "administrator would be charged: %(versions)s.",
            versions=", ".join(found.mapped("display_name")),
        )
