from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

DATED_FACTS = {
    *("multiplier", "date_start", "date_end", "usage_point_id", "meter_id"),
    "is_reversed",
}


class Installation(models.Model):
    """A meter at a usage point from a day to a day (both included).

    The act of installation gives the opening reading of the first day, the act of
    removal the closing reading of the day after the last one: a reading dated D is
    the register at 00:00 of D. A replacement on D ends one row on D - 1 and starts
    the next on D.
    """

    _name = "elektrohisob.installation"
    _description = "Meter installation"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "account_id.id desc, usage_point_id.id, date_start desc"
    _check_company_auto = True

    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Usage point",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    meter_id = fields.Many2one(
        "elektrohisob.device",
        domain="[('kind', '=', 'meter')]",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(related="usage_point_id.company_id", store=True)
    multiplier = fields.Integer(
        required=True,
        default=1,
        help="Product of the transformer ratios.",
        aggregator=None,
    )
    is_reversed = fields.Boolean(
        string="Wires crossed",
        help="The meter was connected the wrong way round: what it counted as "
        "export is import. Tick it from the day of the act; energy is settled again.",
    )
    previous_id = fields.Many2one(
        "elektrohisob.installation",
        string="Replaced meter",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The installation this one took over from by one act, without a gap.",
    )
    act_number = fields.Char(string="Act of installation")
    act_number_end = fields.Char(string="Act of removal")
    seal_number = fields.Char(string="Seal number")
    date_end = fields.Date(string="Last day")
    date_start = fields.Date(string="First day")
    reading_ids = fields.One2many("elektrohisob.reading", "installation_id")

    _company_idx = models.Index("(company_id, account_id)")
    _meter_no_overlap = models.Constraint(
        "EXCLUDE USING gist (meter_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (active)",
        "The meter hangs at another usage point on these days.",
    )
    _multiplier_positive = models.Constraint(
        "CHECK(multiplier > 0)", "The multiplier is a whole number from 1 up."
    )

    def init(self):
        """No day without a meter inside a chain of replacement acts: the day after
        the last one of the old meter is the first one of the new, and the database
        sees to it when the transaction ends."""
        self.env.cr.execute(
            SQL(
                """
                ALTER TABLE elektrohisob_installation
                  ADD COLUMN IF NOT EXISTS date_next date
                      GENERATED ALWAYS AS (date_end + 1) STORED,
                ALTER COLUMN active SET DEFAULT TRUE;
                ALTER TABLE elektrohisob_installation
                 DROP CONSTRAINT IF EXISTS elektrohisob_installation_chain,
                 DROP CONSTRAINT IF EXISTS elektrohisob_installation_next;
                ALTER TABLE elektrohisob_installation
                  ADD CONSTRAINT elektrohisob_installation_next
                      UNIQUE (id, date_next);
                ALTER TABLE elektrohisob_installation
                  ADD CONSTRAINT elektrohisob_installation_chain
                      FOREIGN KEY (previous_id, date_start)
                      REFERENCES elektrohisob_installation (id, date_next)
                      DEFERRABLE INITIALLY DEFERRED
                """
            )
        )

    @api.constrains("previous_id", "date_start", "date_end")
    def _check_chain(self):
        """Both ends of a replacement are one day; the database checks it again."""
        for installation in self | self.search([("previous_id", "in", self.ids)]):
            old = installation.previous_id
            if old and old.date_end != installation.date_start - timedelta(days=1):
                raise ValidationError(
                    self.env._(
                        "Meter %(new)s replaced meter %(old)s by one act, so it hangs "
                        "from %(start)s and the old one until the day before. Give the "
                        "act another day by “Correct the act”, which moves both.",
                        new=installation.meter_id.serial,
                        old=old.meter_id.serial,
                        start=installation.date_start,
                    )
                )

    @api.depends("meter_id")
    def _compute_display_name(self):
        for installation in self:
            # a meter taken down stays with the district that handed the account over
            meter = installation.meter_id.sudo()
            installation.display_name = meter.serial or ""

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to have the days of a new meter settled again."""
        installations = super().create(vals_list)
        installations._record_change("added")
        installations._journal()
        return installations

    def write(self, vals):
        """Override of `base` to have changed days settled again."""
        changed = DATED_FACTS & set(vals)
        before = snapshot(self, changed)
        held = {row.id: (row.account_id.id, row.date_start) for row in self}
        if {"usage_point_id", "meter_id"} & changed:
            self._check_no_readings()
        if {"usage_point_id", "meter_id", "date_start"} & changed:
            self._unjournal()
        result = super().write(vals)
        self._record_change(
            "changed", held, differences(before, snapshot(self, changed))
        )
        if changed - {"multiplier"}:
            self._journal()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_read(self):
        self._check_no_readings()

    def unlink(self):
        """Override of `base` to put the meter back where it was."""
        self._record_change("removed")
        self._unjournal()
        return super().unlink()

    # === ACTIONS === #

    def action_swap(self):
        """Open the wizard that replaces or removes the meter."""
        self.ensure_one()
        action = self.usage_point_id.action_swap()
        action["context"] |= {"default_place_no": self.place_no or 1}
        return action

    def action_open_readings(self):
        """All versions of the readings of the meter at this point."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [("installation_id", "=", self.id)],
        }

    # === BUSINESS METHODS === #

    def _record_change(self, operation, held=None, changed=None):
        """Days since the installation are to be settled again.

        :param held: id → (account, first day) before the change
        :param changed: id → fields that changed; others are left out
        """
        self.flush_recordset()
        changes = []
        for row in self if changed is None else self.browse(changed):
            old_account, old_day = (held or {}).get(row.id, (None, row.date_start))
            detail = {"name": row.display_name}
            if changed:
                detail["fields"] = changed[row.id]
            changes += [
                Change(account, min(old_day, row.date_start), row.id, detail)
                for account in {old_account, row.account_id.id} - {None, False}
            ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, operation, changes
        )

    def _check_no_readings(self):
        read = self.filtered("reading_ids")[:1]
        if read:
            raise UserError(
                self.env._(
                    "Meter %(meter)s has readings at this point, so the installation "
                    "cannot be deleted or moved. If it never hung here, take its act "
                    "back by “Correct the act”; if it was removed, enter an act of "
                    "removal.",
                    meter=read.meter_id.serial,
                )
            )
