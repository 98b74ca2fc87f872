import time

from odoo import fields, models


class RunSliceMixin(models.AbstractModel):
    """Slice of a run: one job, one transaction, safe to repeat.

    The model that inherits adds ``run_id``.
    """

    _name = "elektrohisob.run.slice.mixin"
    _description = "Slice of a run"
    _order = "run_id, sequence"
    _rec_name = "sequence"

    sequence = fields.Integer()
    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done")], required=True, default="pending"
    )
    duration = fields.Float(string="Seconds", digits=(16, 2))

    def _process(self):
        """Work the slice off; one already done is left alone."""
        self.ensure_one()
        self.lock_for_update()
        if self.state == "done":
            return
        started = time.monotonic()
        vals = self._work()
        self.write({**vals, "state": "done", "duration": time.monotonic() - started})

    def _work(self):
        """Hook: do the work; return the figures to write on the slice."""
        raise NotImplementedError
