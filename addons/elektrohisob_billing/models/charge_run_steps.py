from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.states import check_state

PENDING = ("wait_dependencies", "pending")


class ChargeRun(models.Model):
    """Preview, decision of a second person, pause and cancelling of a run."""

    _inherit = "elektrohisob.charge.run"

    date_previewed = fields.Datetime(readonly=True, copy=False)
    preview_charged = fields.Integer(string="Would be charged", readonly=True)
    preview_parked = fields.Integer(string="Would be parked", readonly=True)
    preview_kwh = fields.Float(string="kWh, preview", digits=(16, 3), readonly=True)
    preview_amount = fields.Monetary(string="Sum, preview", readonly=True)
    last_count = fields.Integer(string="Charged the month before", readonly=True)
    last_kwh = fields.Float(
        string="kWh the month before", digits=(16, 3), readonly=True
    )
    last_amount = fields.Monetary(string="Sum of the month before", readonly=True)
    change = fields.Float(
        string="Change, %",
        compute="_compute_change",
        digits=(8, 1),
        help="Sum of the run against the charges of the month before.",
    )
    date_paused = fields.Datetime(readonly=True, copy=False)
    paused_seconds = fields.Float(readonly=True, copy=False)
    speed = fields.Float(
        string="Accounts a second", compute="_compute_speed", digits=(16, 1)
    )
    minutes_left = fields.Float(
        string="Minutes left", compute="_compute_speed", digits=(16, 1)
    )
    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    @api.depends("last_amount", "preview_amount", "stage", "chunk_ids.state")
    def _compute_change(self):
        for run in self:
            amount = run.preview_amount if run.stage == "preview" else run.amount
            last = run.last_amount
            run.change = 100.0 * (amount - last) / last if last else 0.0

    @api.depends("chunk_ids.state", "stage", "date_started", "paused_seconds")
    def _compute_speed(self):
        groups = self.env["elektrohisob.charge.run.chunk"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["account_count:sum"]
        )
        found = {(run.id, state): count for run, state, count in groups}
        for run in self:
            end = run.date_finished or run.date_paused or fields.Datetime.now()
            start = run.date_started or end
            seconds = (end - start).total_seconds() - run.paused_seconds
            done = found.get((run.id, "done"), 0)
            left = found.get((run.id, "pending"), 0)
            run.speed = done / seconds if seconds > 0 else 0.0
            going = run.stage in ("running", "previewing") and run.speed
            run.minutes_left = left / run.speed / 60 if going else 0.0

    @api.depends("stage", "preview_amount", "scope", "approval_ids.state")
    def _compute_needs_approval(self):
        for run in self:
            limit = run._get_approval_limit()
            run.needs_approval = (
                run.stage == "preview"
                and bool(limit)
                and run.preview_amount >= limit
                and not run._is_approved()
            )

    # === ACTIONS === #

    def action_preview(self):
        """Compute what would be booked, with all checks; nothing is booked."""
        self.check_access("write")
        self._check_not_asked()
        for run in self:
            if run.stage not in ("draft", "preview"):
                raise UserError(
                    self.env._("%(run)s was started already.", run=run.display_name)
                )
            run._drop_chunks()
            chunks = run.chunk_ids.create(run._prepare_slices_vals())
            # the right is checked above; nobody writes the state by hand
            run.sudo().write(
                {
                    "stage": "previewing",
                    "date_started": fields.Datetime.now(),
                    "date_finished": False,
                }
            )
            run._enqueue(chunks)

    def action_pause(self):
        """Stop after the slices that are being booked at this moment."""
        self.check_access("write")
        for run in self:
            run._check_stage("running")
            vals = {"stage": "paused", "date_paused": fields.Datetime.now()}
            run.sudo().write(vals)  # as in action_preview
            run._cancel_jobs()

    def action_resume(self):
        """Override of `elektrohisob.run.mixin` to go on after a pause."""
        self.check_access("write")
        for run in self.filtered(lambda row: row.stage == "paused"):
            run._check_alone()
            now = fields.Datetime.now()
            paused = (now - run.date_paused).total_seconds()
            # the right is checked above; nobody writes the state by hand
            run.sudo().write(
                {
                    "stage": "running",
                    "date_paused": False,
                    "paused_seconds": run.paused_seconds + paused,
                }
            )
            run.flush_recordset()  # one run at a time, in the table too
        return super().action_resume()

    def action_cancel(self):
        """Give up what is not booked; what is booked stays."""
        self.check_access("write")
        for run in self:
            run._check_stage("draft", "previewing", "preview", "running", "paused")
            vals = {"stage": "cancelled", "date_finished": fields.Datetime.now()}
            run.sudo().write(vals)  # as in action_preview
            run._cancel_jobs()

    # === BUSINESS METHODS === #

    def _check_stage(self, *stages):
        self.ensure_one()
        check_state(
            self,
            stages,
            lambda run, state, needed: self.env._(
                "%(run)s is in the state “%(state)s”; this can be done in the "
                "state “%(needed)s” only.",
                run=run.display_name,
                state=state,
                needed=needed,
            ),
            field="stage",
        )

    def _start(self):
        """Override of `elektrohisob.run.mixin` to cut anew after a preview."""
        self._check_startable()
        if self.stage == "preview":
            self._drop_chunks()
        super()._start()

    def _drop_chunks(self):
        """Forget the slices of an earlier preview."""
        self.chunk_ids.sudo().unlink()  # nobody deletes slices by hand

    def _cancel_jobs(self):
        """Take the jobs that have not begun off the queue."""
        chunks = self._get_slices_left()
        jobs = self.env["queue.job"].sudo()  # staff may not touch the queue
        found = jobs.search(
            [
                ("identity_key", "in", [f"{part._name}-{part.id}" for part in chunks]),
                ("state", "in", PENDING),
            ]
        )
        graphs = [graph for graph in found.mapped("graph_uuid") if graph]
        ends = jobs.search([("graph_uuid", "in", graphs), ("state", "in", PENDING)])
        for job in ends | found:
            if job.state in PENDING:
                job._change_job_state("cancelled")

    def _prepare_finished_vals(self):
        """Override of `elektrohisob.run.mixin` to keep the totals of a preview, and
        the month before to compare with."""
        vals = super()._prepare_finished_vals()
        vals |= self._get_last_month()
        if self.stage == "previewing":
            vals |= {
                "stage": "preview",
                "date_previewed": vals["date_finished"],
                "preview_charged": self.charged_count,
                "preview_parked": self.parked_count,
                "preview_kwh": self.kwh,
                "preview_amount": self.amount,
            }
        return vals

    def _finish(self):
        """Override of `elektrohisob.run.mixin` to end a preview too."""
        for run in self:
            if run.stage == "previewing" and not run._get_slices_left():
                run.sudo().write(run._prepare_finished_vals())  # as in action_preview
        return super()._finish()

    def _get_last_month(self):
        """What the same accounts were charged for the month before."""
        self.env["elektrohisob.charge"].flush_model()
        accounts = self.account_ids.ids if self.scope == "list" else None
        ((count, kwh, amount),) = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT account_id), sum(kwh), sum(amount)
                  FROM elektrohisob_charge
                 WHERE company_id = %s AND kind = 'regular' AND month = %s
                   AND period_id = (
                       SELECT id FROM elektrohisob_period
                        WHERE company_id = %s AND date_start = %s)
                   AND (%s::int[] IS NULL OR account_id = ANY(%s::int[]))
                """,
                self.company_id.id,
                last := fields.Date.subtract(self.period_id.date_start, months=1),
                self.company_id.id,
                last,
                accounts,
                accounts,
            )
        )
        return {
            "last_count": count,
            "last_kwh": kwh or 0.0,
            "last_amount": amount or 0.0,
        }

    # === TWO PERSONS === #

    def _get_approval_limit(self):
        """So'm from which a run takes two persons; 0: never."""
        self.ensure_one()
        if self.scope == "changed" or not self.company_id:
            return 0
        return self.env["elektrohisob.parameter"]._get_value(
            "charge_run_approval_amount", self.company_id, self.period_id.date_start
        )

    def _is_approved(self):
        """Whether the preview shown was approved."""
        self.ensure_one()
        return any(
            asked.operation == "charge_run"
            and asked.state == "approved"
            and self.date_previewed
            and asked.date_decided >= self.date_previewed
            for asked in self.approval_ids
        )

    def _check_two_persons(self):
        """Refuse a large run nobody else approved."""
        if not self._get_approval_limit():
            return
        if self.stage != "preview":
            raise UserError(
                self.env._(
                    "%(run)s: make a preview first; large runs take two persons.",
                    run=self.display_name,
                )
            )
        if self.needs_approval:
            raise UserError(
                self.env._(
                    "%(run)s would book %(amount)s so'm. Ask for the approval of a "
                    "second person.",
                    run=self.display_name,
                    amount=f"{self.preview_amount:,.0f}".replace(",", " "),
                )
            )

    def _get_approval_amount(self, operation):
        """Override of `elektrohisob.approval.mixin`: the sum of the preview."""
        if operation == "charge_run":
            return self.preview_amount
        return super()._get_approval_amount(operation)

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: a preview may be approved."""
        if operation != "charge_run":
            return super()._check_approvable(operation)
        return self._check_stage("preview")

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to book the run."""
        self.invalidate_recordset(["approval_ids", "needs_approval"])
        self._start()
