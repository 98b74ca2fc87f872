from odoo import api, models
from odoo.exceptions import UserError


class ChargeRun(models.Model):
    """Billing runs for programs: the steps after `start`, see docs/api.md."""

    _inherit = "elektrohisob.charge.run"

    @api.model
    def preview(self, *, run):
        """Compute again what a run would book; nothing is booked.

        :param int run: id of a draft or of a preview
        :return: dict as of `state`
        :raise UserError: no such run, or it was started already
        """
        return self._step(run, "action_preview")

    @api.model
    def book(self, *, run):
        """Book a draft, or what a preview shows.

        :param int run: id of the run
        :return: dict as of `state`
        :raise UserError: no such run, another one of the district is going on, or
            the sum takes the approval of a second person
        """
        return self._step(run, "action_start")

    @api.model
    def ask_approval(self, *, run, reason):
        """Ask a second person to approve a preview.

        :param int run: id of the run
        :param str reason: why; the decider reads it
        :return: dict as of `state`
        :raise UserError: no such run, no preview, asked already, or nobody may decide
        """
        found = self._get_run(run)
        found._request_approval("charge_run", found.preview_amount, reason)
        return self.state(run=found.id)

    @api.model
    def approve(self, *, run):
        """Approve a preview somebody else asked to; that books it.

        :param int run: id of the run
        :return: dict as of `state`
        :raise UserError: no such run, nobody asked, decided already, or the user may
            not decide it
        """
        found = self._get_run(run)
        if not found.approval_id:
            raise UserError(
                self.env._(
                    "%(run)s: nobody has asked for an approval.", run=found.display_name
                )
            )
        found.action_approve()
        return self.state(run=found.id)

    @api.model
    def pause(self, *, run):
        """Stop a run after the slices that are being booked at this moment.

        :param int run: id of the run
        :return: dict as of `state`
        :raise UserError: no such run, or it is not running
        """
        return self._step(run, "action_pause")

    @api.model
    def resume(self, *, run):
        """Go on after a pause, or queue again the jobs that were lost.

        :param int run: id of the run
        :return: dict as of `state`
        :raise UserError: no such run, or it is neither paused nor running
        """
        return self._step(run, "action_resume")

    @api.model
    def cancel(self, *, run):
        """Give up what a run has not booked; what is booked stays.

        :param int run: id of the run
        :return: dict as of `state`
        :raise UserError: no such run, or it has ended
        """
        return self._step(run, "action_cancel")

    @api.model
    @api.readonly
    def parked(self, *, run, code=None, waiting=True, after=0, limit=1000):
        """Accounts a run did not bill, or billed with a warning.

        :param int run: id of the run
        :param str code: only those with this reason code
        :param bool waiting: only those nobody has decided and nothing has mended
        :param int after: only rows with a greater ``id``, for the next part
        :param int limit: at most so many rows
        :return: list of dicts by ``id``: ``id``, ``account`` (number), ``code``,
            ``severity`` (``parks``, ``warns``), ``reason``, ``kwh``, ``amount`` and
            ``usual_amount`` (so'm of the month), ``can_release``, ``resolved``,
            ``decision`` (False while nobody decided) and ``note``
        :raise UserError: no such run
        """
        domain = [("run_id", "=", self._get_run(run).id), ("id", ">", int(after))]
        if code:
            domain.append(("code", "=", code))
        if waiting:
            domain.append(("resolved", "=", False))
        rows = self.env["elektrohisob.charge.run.parked"].search(
            domain, order="id", limit=int(limit)
        )
        return [row._to_plain() for row in rows]

    @api.model
    def decide(self, *, parked, decision, note=""):
        """Decide about parked accounts, all or none.

        :param list parked: ``id`` of rows of `parked`
        :param str decision: ``released`` (book as it is), ``field`` (a crew looks at
            the meter) or ``mended`` (compute again after facts were mended)
        :param str note: why; a release needs it
        :return: list of dicts as of `parked`, as they are now
        :raise UserError: no such row, decided already, or it cannot be released
        """
        model = self.env["elektrohisob.charge.run.parked"]
        wanted = model.browse([int(id_) for id_ in parked])
        rows = wanted.exists()
        if not rows or rows != wanted:
            raise UserError(
                self.env._(
                    "There is no parked account with the id %(id)s. Ask `parked` for "
                    "them.",
                    id=", ".join(str(id_) for id_ in (wanted - rows).ids) or "–",
                )
            )
        known = [code for code, _label in model._fields["decision"].selection]
        if decision not in known:
            raise UserError(
                self.env._(
                    "“%(decision)s” is no decision; it is one of %(known)s.",
                    decision=decision,
                    known=", ".join(known),
                )
            )
        rows._decide(decision, note)
        return [row._to_plain() for row in rows]

    # === BUSINESS METHODS === #

    @api.model
    def _get_run(self, run):
        """The run with this id.

        :raise UserError: there is none
        """
        found = self.browse(int(run)).exists()
        if not found:
            raise UserError(self.env._("There is no billing run %(id)s.", id=run))
        found.check_access("read")
        return found

    @api.model
    def _step(self, run, action):
        """Do with a run what its button does, and tell how far it is."""
        found = self._get_run(run)
        found.check_access("write")
        getattr(found, action)()
        return self.state(run=found.id)
