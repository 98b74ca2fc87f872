from odoo import api, fields, models


class RunMixin(models.AbstractModel):
    """A long run cut into chunks, each chunk one job and one transaction."""

    _name = "elektrohisob.run.mixin"
    _description = "Run"

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

    @api.depends("date_started", "date_finished")
    def _compute_duration(self):
        for run in self:
            finish = run.date_finished or fields.Datetime.now()
            run.duration = (
                (finish - run.date_started).total_seconds() if run.date_started else 0.0
            )
