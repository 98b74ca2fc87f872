from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.consumption import ACTIVE
from .act_correction import FREE

OPERATION = "act_correction"


class ActCorrection(models.Model):
    """What a correction will charge or give back: told before it is written, and
    decided by a second person where it is much."""

    _inherit = "elektrohisob.act.correction"

    effect = fields.Json(string="Figures of the trial", readonly=True)
    effect_key = fields.Char(readonly=True)
    effect_text = fields.Text(string="By month", compute="_compute_effect_text")
    kwh_more = fields.Float(
        string="Will be charged (kWh)", digits=(16, 3), readonly=True
    )
    kwh_less = fields.Float(
        string="Will be given back (kWh)", digits=(16, 3), readonly=True
    )
    amount = fields.Float(
        string="Difference of sums (so'm)",
        digits=(16, 2),
        readonly=True,
        help="Above zero: the consumer owes more.",
    )
    is_shown = fields.Boolean(compute="_compute_is_shown")

    @api.depends("operation", "date", "multiplier", "line_ids.value",
                 "line_ids.rollover", "effect_key")  # fmt: skip
    def _compute_is_shown(self):
        for row in self:
            row.is_shown = bool(row.effect_key) and row.effect_key == row._get_key()

    @api.depends("effect")
    @api.depends_context("lang")
    def _compute_effect_text(self):
        for row in self:
            row.effect_text = "\n".join(row._tell_effect()) if row.effect else False

    def _tell_effect(self):
        _, effect = self.env._, self.effect
        if effect["parked"]:
            yield _("The account waits after it: %s", effect["parked"])
            yield _(
                "The books stay as they are until then; %s kWh are at stake.",
                f"{effect['stake']:.15g}",
            )
        for month, before, after in effect["months"]:
            yield _(
                "%(month)s: %(before)s → %(after)s kWh (%(change)s)",
                month=format_date(self.env, month, date_format="LLLL y"),
                before=f"{before / 1000:.15g}",
                after=f"{after / 1000:.15g}",
                change=f"{(after - before) / 1000:+.15g}",
            )
        if not effect["months"] and not effect["parked"]:
            yield _("No charged energy changes.")
        if effect["queued"]:
            yield _(
                "%s readings will wait in the queue: move them to the meter that hung "
                "on their day, or refuse them there.",
                effect["queued"],
            )

    # === ACTIONS === #

    def action_preview(self):
        """Try the correction, tell the energy month by month, keep nothing."""
        self.ensure_one()
        self._check_rights()
        self._check_draft()
        self._check_figures()
        found = self._try()
        # figures are written by the trial alone
        self.sudo().write(found | {"effect_key": self._get_key()})
        return self._reopen()

    def action_apply(self):
        """Correct the act, or ask a second person where it is much energy."""
        self.ensure_one()
        self._check_rights()
        self._check_draft()
        if not self.is_shown:
            raise UserError(
                self.env._("Press “Show what changes” first, and look at the figures.")
            )
        if self._is_large():
            self._request_approval(OPERATION, abs(self.amount), self.note)
        else:
            self._check_same()
            self.sudo()._apply()  # written by the method alone; rights are checked
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    # === BUSINESS METHODS === #

    def _check_rights(self):
        self.check_access("write")
        (self.old_installation_id | self.new_installation_id).check_access("write")

    def _is_large(self):
        limit = self.env["elektrohisob.parameter"]._get_value(
            "act_correction_approval_kwh", self.company_id
        )
        # running state, no secret
        unknown = self.effect["unknown"] and self.account_id.sudo().state_ids.settled_to
        return bool(limit) and (bool(unknown) or self.effect["stake"] >= limit)

    def _check_same(self):
        """The figures shown hold still.

        :raise UserError: readings came or facts changed since
        """
        found = self._try()
        shown = self.effect["stake"], self.kwh_more, self.kwh_less
        if shown != (found["effect"]["stake"], found["kwh_more"], found["kwh_less"]):
            raise UserError(
                self.env._(
                    "%(act)s: since the figures were shown other facts have changed; "
                    "it would be %(more)s kWh more and %(less)s kWh less now. Show "
                    "them again.",
                    act=self.display_name,
                    more=f"{found['kwh_more']:.15g}",
                    less=f"{found['kwh_less']:.15g}",
                )
            )

    def _try(self):
        """Figures of the correction, found by doing it and taking it back."""
        # a trial of what the settlement would do, rolled back below; rights are checked
        account, company = self.account_id.sudo(), self.company_id.sudo()
        period = self.env["elektrohisob.period"].sudo()._get_open(company)
        settlement = self.env["elektrohisob.settlement"].sudo()
        readings = self.env["elektrohisob.reading"].sudo()
        queued = [("account_id", "=", account.id), ("state", "=", "queued")]
        states = self.env["elektrohisob.account.state"].sudo()
        first = (self.old_installation_id or self.new_installation_id).date_start
        days = filter(None, (self.date_before, self.date, first))
        with self.env.cr.savepoint() as trial:
            states._mark_dirty([(account.id, min(days))])
            before = settlement._settle(account, period, preview=True)
            waiting = readings.search_count(queued)
            # a trial, as above
            self.sudo().with_context(act_trial=True)._apply()
            after = settlement._settle(account, period, preview=True)
            waiting = readings.search_count(queued) - waiting
            self.env.flush_all()
            trial.rollback()
        self.env.invalidate_all(flush=False)
        return self._compare(before, after, waiting)

    def _compare(self, before, after, waiting):
        account_id = self.account_id.id
        sums = [_by_month(part.pieces.get(account_id, ())) for part in (before, after)]
        months = [
            [str(month), sums[0][month], sums[1][month]]
            for month in sorted(set(sums[0]) | set(sums[1]))
            if sums[0][month] != sums[1][month]
        ]
        changes = [after - before for _month, before, after in months]
        more = sum(wh for wh in changes if wh > 0) / 1000
        less = -sum(wh for wh in changes if wh < 0) / 1000
        # of an account that waits nothing is booked: what its months had is at stake
        waits = account_id not in after.pieces
        parked = after.parked.get(account_id, ("", ""))
        if parked[0] == "correction_waits":
            parked = ("", "")
        tiyin = [part.charged.get(account_id, (0, 0))[1] for part in (before, after)]
        return {
            "effect": {
                "months": [] if waits else months,
                "stake": max(more, less),
                "parked": parked[1],
                # neither before nor after could the energy be told
                "unknown": account_id not in before.pieces.keys() | after.pieces.keys(),
                "queued": max(waiting, 0),
            },
            "kwh_more": 0.0 if waits else more,
            "kwh_less": 0.0 if waits else less,
            "amount": 0.0 if waits else (tiyin[1] - tiyin[0]) / 100,
        }

    # === DECISIONS === #

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`: all that is typed; readings are
        in the key of the figures."""
        return FREE

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: drafts whose figures were
        shown."""
        if operation != OPERATION:
            return super()._check_approvable(operation)
        self._check_draft()
        self._check_figures()
        return None

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to correct the act, in the name
        of whoever asked for it."""
        self._check_approvable(approval.operation)
        if not self.is_shown:
            raise UserError(self.env._("The figures are missing. Refuse the request."))
        self._check_same()
        # the decision gave the right
        self.with_user(approval.requested_by_id).sudo()._apply()


def _by_month(pieces):
    """Wh of charged energy by month."""
    found = Counter()
    for piece in pieces:
        if piece.register == ACTIVE:
            found[piece.month] += piece.wh
    return found
