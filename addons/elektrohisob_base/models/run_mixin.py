from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.delay import group


class RunMixin(models.AbstractModel):
    """A long run over a month of a district network, cut into slices.

    Each slice (`elektrohisob.run.slice.mixin`) is one job and one transaction; the
    model that inherits names the field of its slices in ``_slice_field``.
    """

    _name = "elektrohisob.run.mixin"
    _description = "Run"
    _order = "id desc"
    _slice_field = "chunk_ids"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self._default_company_id(),
        domain=[("network_level", "=", "district")],
        index=True,
        ondelete="restrict",
    )
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Month",
        required=True,
        domain="[('company_id', '=', company_id)]",
        compute="_compute_period_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    # ``state`` is the public method of runs that tells how far they are
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        string="State",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    date_started = fields.Datetime(readonly=True, copy=False)
    date_finished = fields.Datetime(readonly=True, copy=False)
    duration = fields.Float(
        string="Duration (s)", compute="_compute_duration", digits=(16, 1)
    )

    @api.model
    def _default_company_id(self):
        """The active company when it is a district network, else a chosen one."""
        companies = self.env.company | self.env.companies
        return companies.filtered(lambda unit: unit.network_level == "district")[:1]

    @api.depends("company_id", "period_id")
    def _compute_name(self):
        for run in self:
            month = run.period_id.date_start
            run.name = (
                f"{run.company_id.name or ''} {(month and f'{month:%Y-%m}') or ''}"
            )

    @api.depends("company_id")
    def _compute_period_id(self):
        for run in self:
            if run.period_id.company_id != run.company_id:
                run.period_id = self.env["elektrohisob.period"].search(
                    run._get_period_domain(), limit=1
                )

    @api.depends("date_started", "date_finished")
    def _compute_duration(self):
        for run in self:
            finish = run.date_finished or fields.Datetime.now()
            run.duration = (
                (finish - run.date_started).total_seconds() if run.date_started else 0.0
            )

    @api.constrains("company_id", "period_id")
    def _check_period(self):
        for run in self:
            if run.period_id.company_id != run.company_id:
                raise UserError(
                    self.env._(
                        "Period %(period)s is not one of %(company)s.",
                        period=run.period_id.display_name,
                        company=run.company_id.name,
                    )
                )

    # === ACTIONS === #

    def action_start(self):
        """Cut the run into slices and hand them to the job queue."""
        for run in self:
            run._start()

    def action_resume(self):
        """Queue again the slices whose jobs failed or were lost."""
        self.check_access("write")
        for run in self:
            if run.stage != "running":
                raise UserError(
                    self.env._("%(run)s is not running.", run=run.display_name)
                )
            run._enqueue(run._get_slices_left())

    # === BUSINESS METHODS === #

    def _get_period_domain(self):
        """Hook: the months the run may be of, the newest is proposed."""
        self.ensure_one()
        return [("company_id", "=", self.company_id.id)]

    def _prepare_slices_vals(self):
        """Hook: values of the slices to create."""
        raise NotImplementedError

    def _prepare_finished_vals(self):
        """Hook: what to write on the run when its last slice is done."""
        self.ensure_one()
        return {"stage": "done", "date_finished": fields.Datetime.now()}

    def _get_slices_left(self):
        return self[self._slice_field].filtered(lambda part: part.state != "done")

    def _check_startable(self):
        """Refuse a run that was started before."""
        self.ensure_one()
        if self.stage != "draft":
            raise UserError(
                self.env._("%(run)s was started already.", run=self.display_name)
            )

    def _start(self):
        self._check_startable()
        slices = self[self._slice_field].create(self._prepare_slices_vals())
        self.check_access("write")
        # the state is set by methods alone; the right is checked above
        self.sudo().write({"stage": "running", "date_started": fields.Datetime.now()})
        self._enqueue(slices)

    def _enqueue(self, slices):
        """Queue the slices; when the last is done the run is finished."""
        self.ensure_one()
        if not slices:
            self._finish()
            return
        total = len(self[self._slice_field])
        jobs = [
            part.delayable(
                identity_key=f"{part._name}-{part.id}",
                description=f"{self.name} {part.sequence}/{total}",
            )._process()
            for part in slices
        ]
        group(*jobs).on_done(self.delayable()._finish()).delay()

    def _finish(self):
        """Close the runs of which no slice is left."""
        for run in self:
            if run.stage == "running" and not run._get_slices_left():
                run.sudo().write(run._prepare_finished_vals())  # as in _start
