from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.audit import open_audit
from ..tools.dates import business_today
from ..tools.states import check_state
from .agreement import IN_FORCE

SIGNERS = ("elektrohisob_base.group_manager", "elektrohisob_base.group_admin")


class AgreementLife(models.Model):
    """From a draft to the end of a contract: a clerk prepares, a head signs."""

    _inherit = "elektrohisob.agreement"

    is_expiring = fields.Boolean(
        string="Ends soon",
        compute="_compute_is_expiring",
        search="_search_is_expiring",
        help="In force, ends within the days of the parameter contract_expiry_days or "
        "has ended already, is not prolonged by itself and has no successor.",
    )

    @api.depends("state", "date_end", "is_prolonged", "next_ids")
    def _compute_is_expiring(self):
        last_day = self._get_expiry_day()
        for agreement in self:
            agreement.is_expiring = bool(
                agreement.state in IN_FORCE
                and agreement.date_end
                and agreement.date_end <= last_day
                and not agreement.is_prolonged
                and not agreement.next_ids
            )

    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain(
            [
                ("state", "in", IN_FORCE),
                ("date_end", "<=", self._get_expiry_day()),
                ("is_prolonged", "!=", True),
                ("next_ids", "=", False),
            ]
        )
        return domain if True in value else ~domain

    @api.model
    def _get_expiry_day(self):
        """Last day of the contracts that are shown as ending soon."""
        days = self.env["elektrohisob.parameter"]._get_value("contract_expiry_days")
        return fields.Date.add(business_today(self), days=days)

    # === ACTIONS === #

    def action_open_audit(self):
        """Who changed the contract, its terms and annexes."""
        return open_audit(self, "term_ids", "volume_ids", "restriction_ids")

    def action_sign(self):
        """Sign; a contract whose first day has come is put in force at once."""
        self._check_state("draft")
        self._check_may_sign()
        today = business_today(self)
        for agreement in self:
            agreement._check_complete()
            # the right to sign is checked above; nobody writes these himself
            agreement.sudo().write(
                {
                    "state": "signed",
                    "date_signed": agreement.date_signed or today,
                    "date_concluded": fields.Datetime.now(),
                    "signed_by_id": self.env.uid,
                }
            )
        self.filtered(lambda row: row.date_start <= today)._activate()

    def action_unsign(self):
        """Take the signature back while the contract is not in force."""
        self._check_state("signed")
        self._check_may_sign()
        # the right to sign is checked above
        self.sudo().write(
            {"state": "draft", "date_concluded": False, "signed_by_id": False}
        )

    def action_activate(self):
        """Put in force; a draft is signed first, by those who may."""
        drafts = self.filtered(lambda row: row.state == "draft")
        drafts.action_sign()
        (self - drafts)._check_state("signed")
        self.check_access("write")
        self.filtered(lambda row: row.state == "signed")._activate()

    def action_end(self):
        """End the contract, today unless its last day is set, and its terms with it."""
        self.check_access("write")
        self._check_state(*IN_FORCE)
        today = business_today(self)
        for agreement in self:
            agreement._end(agreement.date_end or today)

    def action_decide(self):
        """Ask for the day and the reason of a suspension, resumption or end."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contract %s", self.number),
            "res_model": "elektrohisob.agreement.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                **self.env.context,
                "default_agreement_id": self.id,
            },
        }

    def action_renew(self):
        """Open a draft of the same terms for the time after this contract."""
        self.ensure_one()
        draft = self.next_ids.filtered(lambda row: row.state == "draft")[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": (draft or self._renew()).id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda agreement, state, needed: self.env._(
                "Contract %(number)s is in the state “%(state)s”; this can be "
                "done in the state “%(needed)s” only.",
                number=agreement.number,
                state=state,
                needed=needed,
            ),
        )

    def _check_may_sign(self, documents=None):
        """A manager or administrator who has not prepared the document himself.

        :param documents: what is signed, if it is not the contract itself
        :raise AccessError: the user is not
        """
        self.check_access("read")
        if self.env.su:
            return
        if not any(self.env.user.has_group(group) for group in SIGNERS):
            raise AccessError(
                self.env._(
                    "Contracts are signed by a manager or an administrator. Ask one "
                    "of them."
                )
            )
        documents = self if documents is None else documents
        for document in documents.filtered(lambda row: row.create_uid == self.env.user):
            raise AccessError(
                self.env._(
                    "You have prepared %(document)s yourself; another manager or "
                    "administrator signs it.",
                    document=document.display_name,
                )
            )

    def _check_complete(self):
        """Hook: raise UserError naming what the contract lacks to be signed."""
        self.ensure_one()
        if self.account_id.state == "closed":
            raise UserError(
                self.env._(
                    "Account %(account)s is closed. Reopen it before its contract "
                    "%(number)s is signed.",
                    account=self.account_id._format_number(self.account_id.number),
                    number=self.number,
                )
            )

    def _activate(self):
        """Put signed contracts in force; the one they replace ends on the eve."""
        for agreement in self:
            before = agreement.account_id.agreement_ids.filtered(
                lambda row: row.state in IN_FORCE
            )
            if before - agreement.previous_id:
                raise UserError(
                    self.env._(
                        "Account %(account)s already has contract %(other)s in force. "
                        "End it before contract %(number)s is put in force.",
                        account=agreement.account_id._format_number(
                            agreement.account_id.number
                        ),
                        other=before.number,
                        number=agreement.number,
                    )
                )
            if before:
                before._end(agreement.date_start - timedelta(days=1))
                before.flush_recordset()  # one contract at a time, in the table too
            # the caller has checked the right: the signer, or the nightly task
            agreement.sudo().state = "active"

    def _end(self, day, reason=None):
        """End on ``day``, or on the first one of a contract that has not begun."""
        self.ensure_one()
        self.check_access("write")
        last_day = max(day, self.date_start)
        # signed contracts and their terms change by methods only
        ended = self.sudo()
        ended.write(
            {
                "state": "ended",
                "date_end": last_day,
                "date_suspended": False,
                "end_reason_id": reason and reason.id,
            }
        )
        ended.term_ids.filtered(
            lambda term: (
                term.date_start <= last_day
                and (not term.date_end or term.date_end > last_day)
            )
        ).write({"date_end": last_day})

    def _renew(self):
        """Draft of the same terms and volumes for as long as this contract."""
        self.ensure_one()
        self.check_access("create")
        start = fields.Date.add(self.date_end or business_today(self), days=1)
        length = self.date_end and self.date_end - self.date_start
        draft = self.create(
            {
                **self._prepare_successor_vals(start),
                "date_end": length and start + length,
                "is_prolonged": self.is_prolonged,
            }
        )
        draft._copy_annexes(self)
        return draft

    def _prepare_successor_vals(self, day):
        """Values of a draft that takes the place of this contract from ``day``."""
        return {
            "account_id": self.account_id.id,
            "previous_id": self.id,
            "date_start": day,
            "place": self.place,
            "consumer_signatory": self.consumer_signatory,
            "consumer_basis": self.consumer_basis,
        }

    def _copy_annexes(self, source):
        """Terms, volumes and restrictions of ``source``, for the own days."""
        term = source._get_term_on(self.date_start) or source.term_ids[:1]
        if term:
            term.copy(
                {
                    "agreement_id": self.id,
                    "date_start": self.date_start,
                    "date_end": False,
                }
            )
        first = max(source.volume_ids.mapped("month"), default=None)
        for row in source.volume_ids.filtered(
            lambda row: row.month > fields.Date.subtract(first, years=1)
        ):
            month = row.month
            while month < self.date_start.replace(day=1):
                month = fields.Date.add(month, years=1)
            row.copy({"agreement_id": self.id, "month": month})
        for row in source.restriction_ids:
            row.copy({"agreement_id": self.id})

    def _get_term_on(self, day):
        """Version of the terms in force on ``day``, or none."""
        return self.term_ids.filtered(lambda term: term._is_in_force(day))

    @api.model
    def _cron_advance(self):
        """Put signed contracts in force on their day and prolong those that go on."""
        today = business_today(self)
        due = self.search([("state", "=", "signed"), ("date_start", "<=", today)])
        for agreement in due:
            busy = agreement.account_id.agreement_id
            if not busy or busy == agreement.previous_id:
                agreement._activate()
        months = self.env["elektrohisob.parameter"]._get_value(
            "contract_prolong_months"
        )
        for agreement in self.search(
            [
                ("state", "in", IN_FORCE),
                ("is_prolonged", "=", True),
                ("date_end", "<", today),
                ("next_ids", "=", False),
            ]
        ):
            end = agreement.date_end
            while end < today:
                end = _add_months(end, months)
            agreement.date_end = end


def _add_months(day, months):
    """The same day so many months later; the last of a month stays the last."""
    following = fields.Date.add(day, days=1)
    return fields.Date.add(following, months=months) - timedelta(days=1)
