from odoo import fields, models
from odoo.exceptions import UserError


class ChargeRunParked(models.Model):
    """Working off the queue: what people decide about a parked account."""

    _inherit = "elektrohisob.charge.run.parked"

    # === ACTIONS === #

    def action_settle(self):
        """Try the accounts again after their facts were corrected."""
        self._check_undecided()
        self._settle_again()
        mended = self.filtered(lambda row: row.resolved)
        mended.write(self._prepare_decision_vals("mended", False))

    def action_decide(self):
        """Open the dialog of the decision for these rows."""
        self._check_undecided()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "elektrohisob.charge.run.parked.decide",
            "view_mode": "form",
            "target": "new",
            "context": {"default_parked_ids": self.ids},
        }

    def action_open_account(self):
        """Open the account."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "elektrohisob.account",
            "res_id": self.account_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _check_undecided(self):
        for row in self.filtered("resolved"):
            raise UserError(
                self.env._(
                    "Account %(account)s: “%(code)s” is decided already.",
                    account=row.account_id.display_name,
                    code=dict(row._fields["code"]._description_selection(self.env))[
                        row.code
                    ],
                )
            )

    def _prepare_decision_vals(self, decision, note):
        return {
            "decision": decision,
            "note": note,
            "decided_by_id": self.env.uid,
            "date_decided": fields.Datetime.now(),
        }

    def _decide(self, decision, note):
        """Carry out a decision about all these rows.

        :param str decision: ``released`` (book as it is), ``field`` (a crew looks at
            the meter) or ``mended`` (compute again after facts were mended)
        :param str note: why
        :raise UserError: decided already, or the finding cannot be released
        """
        self.check_access("write")
        self._check_undecided()
        if decision == "mended":
            self.action_settle()
        elif decision == "field":
            self._order_checks(note)
            self.write(self._prepare_decision_vals("field", note))
        else:
            self._release(note)

    def _release(self, note):
        """Book as it is; the same finding is not made again for this month."""
        for row in self:
            if not row.can_release:
                raise UserError(
                    self.env._(
                        "Account %(account)s cannot be booked as it is: %(reason)s "
                        "Mend the facts and compute it again.",
                        account=row.account_id.display_name,
                        reason=row.reason or "",
                    )
                )
        if not (note or "").strip():
            raise UserError(self.env._("Write why these bills are right."))
        self.write(
            {**self._prepare_decision_vals("released", note.strip()), "resolved": True}
        )
        self.flush_recordset()
        self.filtered(lambda row: row.severity == "parks")._settle_again()

    def _settle_again(self):
        """Settle the accounts into the open month and note what is found now."""
        periods = self.env["elektrohisob.period"]
        # bulk tables are written by the settlement alone
        settlement = self.env["elektrohisob.settlement"].sudo()
        for run, rows in self.grouped("run_id").items():
            period = periods._get_open(run.company_id)
            self._record(run, settlement._settle(rows.account_id, period))

    def _order_checks(self, note):
        """Order a check at the points of the accounts, unless one is open."""
        points = self.env["elektrohisob.usage.point"].search(
            [("account_id", "in", self.account_id.ids)]
        )
        without = self.account_id - points.account_id
        if without:
            raise UserError(
                self.env._(
                    "Account %(account)s has no usage point, so no crew can be sent.",
                    account=without[0].display_name,
                )
            )
        # a doubtful bill orders the visit; accountants plan no work themselves
        orders = self.env["elektrohisob.work.order"].sudo()
        for row in self:
            orders._order_for(
                points.filtered(lambda p, row=row: p.account_id == row.account_id),
                "check",
                ground=self.env._(
                    "Bill of %(month)s waits for a decision",
                    month=row.period_id.date_start.strftime("%m.%Y"),
                ),
                instruction=" ".join(filter(None, (row.reason, note))),
            )
