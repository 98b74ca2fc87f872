from odoo import api, models
from odoo.exceptions import UserError

from .remote_command import FREE, SWITCHING

OPERATION = "remote_command"


class RemoteCommand(models.Model):
    """What may be ordered, and by whom."""

    _inherit = "elektrohisob.remote.command"

    @api.model
    def _request(self, points, kind, *, reason=None, comment="", limit_kw=0.0):
        """Order a command for each point; those that take two persons stay drafts.

        :param str kind: see ``KINDS``
        :param reason: reason of the document ``kind``
        :return: the commands
        """
        commands = self.create(
            [
                {
                    "usage_point_id": point.id,
                    "kind": kind,
                    "reason_id": reason.id if reason else False,
                    "comment": comment,
                    "limit_kw": limit_kw,
                }
                for point in points
            ]
        )
        commands.filtered(lambda command: not command.needs_approval).action_queue()
        return commands

    def _check_orderable(self):
        """Raise UserError naming what stands in the way of the command."""
        self.ensure_one()
        name, point = self.display_name, self.usage_point_id
        problem = ""
        if not point.installation_id:
            problem = self.env._("No meter hangs at the point. Hang one first.")
        elif self.device_id != point.installation_id.meter_id:
            problem = self.env._("The meter was replaced. Make a new command.")
        elif not self.device_id.type_id.is_smart:
            problem = self.env._(
                "Meters of the type %s are not read remotely. Send a crew.",
                self.device_id.type_id.name,
            )
        elif self.kind == "disconnect" and point.connection_state == "disconnected":
            problem = self.env._("The point is disconnected already.")
        elif self.kind == "reconnect" and point.connection_state == "connected":
            problem = self.env._("The point is connected already.")
        elif self.kind in SWITCHING and not self.reason_id:
            problem = self.env._("Choose a reason.")
        elif self.reason_id and self.reason_id.document != self.kind:
            problem = self.env._("Choose a reason that belongs to the command.")
        elif self.reason_id.needs_comment and not (self.comment or "").strip():
            problem = self.env._("This reason takes an explanation.")
        elif not self._get_provider():
            problem = self.env._(
                "No head-end serves %s. An engineer adds one under Exchange → "
                "Providers.",
                point.company_id.name,
            )
        if problem:
            raise UserError(
                self.env._("%(command)s: %(problem)s", command=name, problem=problem)
            )

    def _get_provider(self):
        return self.env["elektrohisob.exchange.provider"]._find_head_end(
            self.company_id
        )

    @api.model
    def _get_approval_terms(self):
        """Override of `elektrohisob.approval.mixin`: the whole order."""
        return FREE | {"device_id"}

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: drafts that may be ordered."""
        if operation != OPERATION:
            return super()._check_approvable(operation)
        self._check_state(("draft",), self.env._("put to a decision"))
        return self._check_orderable()

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to send the command."""
        self._enqueue()

    def _is_approved(self):
        return any(
            asked.operation == OPERATION and asked.state == "approved"
            for asked in self.approval_ids
        )
