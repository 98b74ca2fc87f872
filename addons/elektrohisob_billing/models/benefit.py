from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

FACTS = (
    *("account_id", "programme_id", "date_start", "date_end"),
    *("persons", "state"),
)
PINFL_LENGTH = 14


class Benefit(models.Model):
    """Benefit that an account has by a programme, from a day to a day.

    A fact of the settlement: changed for days that are booked, it gives a correction
    by itself.
    """

    _name = "elektrohisob.benefit"
    _description = "Benefit of an account"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "date_start desc, id desc"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    programme_id = fields.Many2one(
        "elektrohisob.benefit.programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    payer_id = fields.Many2one(related="programme_id.payer_id")
    person = fields.Char(
        string="Person with the right", required=True, help="Surname and names."
    )
    pinfl = fields.Char(
        string="PINFL",
        size=PINFL_LENGTH,
        help="Personal number of 14 digits: one person has one benefit at one account.",
    )
    persons = fields.Integer(
        default=1,
        required=True,
        help="Persons of the household with the right to it.",
    )
    basis = fields.Char(
        string="Ground", required=True, help="Certificate, decision or list received."
    )
    state = fields.Selection(
        [("valid", "Valid"), ("cancelled", "Taken back")],
        required=True,
        default="valid",
        readonly=True,
        copy=False,
    )
    charge_ids = fields.One2many("elektrohisob.charge", "benefit_id")

    _person_once = models.Constraint(
        "EXCLUDE USING gist (pinfl WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (state = 'valid' AND pinfl IS NOT NULL)",
        "This person already has a benefit on these days. One person has one benefit "
        "at one account.",
    )
    _programme_once = models.Constraint(
        "EXCLUDE USING gist (account_id WITH =, programme_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (state = 'valid')",
        "The account already has this benefit on these days. Enter how many persons "
        "have the right to it, or end the earlier one.",
    )
    _persons_positive = models.Constraint(
        "CHECK(persons > 0)", "At least one person has the right to a benefit."
    )

    @api.depends("account_id", "programme_id")
    def _compute_display_name(self):
        for benefit in self:
            parts = (benefit.account_id.number, benefit.programme_id.name)
            benefit.display_name = ": ".join(filter(None, parts))

    @api.constrains("pinfl")
    def _check_pinfl(self):
        for number in filter(None, self.mapped("pinfl")):
            if len(number) != PINFL_LENGTH or not number.isdecimal():
                raise ValidationError(
                    self.env._(
                        "PINFL %s has not 14 digits. Take it from the passport.",
                        number,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the days priced again."""
        for vals in vals_list:
            self._refuse_double(self.new(vals))
        benefits = super().create(vals_list)
        benefits._record_change("added", benefits._get_starts())
        return benefits

    def write(self, vals):
        """Override of `write` to have the days that changed priced again."""
        before, starts = snapshot(self, FACTS), self._get_starts()
        ends = {benefit: benefit.date_end for benefit in self}
        if {"pinfl", "date_start", "date_end", "state"} & set(vals):
            for benefit in self:
                self._refuse_double(benefit.new(vals, origin=benefit))
        result = super().write(vals)
        changed = differences(before, snapshot(self, FACTS))
        for benefit in self.browse(changed):
            account, start = starts[benefit]
            day = min(start, benefit.date_start)
            if changed[benefit.id].keys() == {"date_end"}:
                day = min(ends[benefit] or date.max, benefit.date_end or date.max)
                day += timedelta(days=1)
            starts[benefit] = (account, day)
        self.browse(changed)._record_change("changed", starts, changed)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_charged(self):
        # a benefit is used whichever district charged by it
        charges = self.env["elektrohisob.charge"].sudo()
        if charges.search([("benefit_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Charges stand on this benefit. Take it back instead of deleting "
                    "it."
                )
            )

    def unlink(self):
        """Override of `unlink` to have the days priced again."""
        self._record_change("removed", self._get_starts())
        return super().unlink()

    # === ACTIONS === #

    def action_cancel(self):
        """Take the benefits back: the account owes what they paid."""
        self.write({"state": "cancelled"})

    def action_restore(self):
        """Let benefits that were taken back count again."""
        self.write({"state": "valid"})

    def action_view_charges(self):
        """Open the charges that book the benefit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_action"
        )
        return {**action, "domain": [("benefit_id", "=", self.id)], "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _refuse_double(self, wanted):
        """Say at which account a person has a benefit already, before the database
        does without saying it.

        :param wanted: a new record, not written yet
        """
        if not (wanted.pinfl and wanted.date_start) or wanted.state == "cancelled":
            return
        # the person may have it in a district this user does not see
        double = self.sudo().search(
            [
                ("pinfl", "=", wanted.pinfl),
                ("state", "=", "valid"),
                ("id", "!=", wanted._origin.id),
                ("date_start", "<=", wanted.date_end or date.max),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", wanted.date_start),
            ],
            limit=1,
        )
        if double:
            raise ValidationError(
                self.env._(
                    "%(person)s already has a benefit at account %(account)s from "
                    "%(day)s. End that one first: one person has one benefit.",
                    person=wanted.person,
                    account=double.account_id.number,
                    day=format_date(self.env, double.date_start),
                )
            )

    def _get_starts(self):
        """Account and first day of each of these benefits."""
        return {row: (row.account_id.id, row.date_start) for row in self}

    def _record_change(self, operation, starts, changed=None):
        """Have accounts settled again from the first day changed.

        :param starts: benefit → (its account before, first day changed)
        :param changed: id → fields that changed
        """
        changes = []
        for benefit in self:
            account, day = starts[benefit]
            fields_ = (changed or {}).get(benefit.id, {})
            detail = {"name": benefit.programme_id.name, "fields": fields_}
            changes += [
                Change(one, day, benefit.id, detail)
                for one in {account, benefit.account_id.id}
            ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, operation, changes
        )
