import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..adapters.file_source import SourceTrouble
from ..adapters.intervals import FileError
from ..adapters.tables import TableError
from .exchange_provider_intervals import INTERVAL_KINDS


class ExchangeMessage(models.Model):
    """Messages that brought readings and interval data."""

    _inherit = "elektrohisob.exchange.message"

    is_intervals = fields.Boolean(
        compute="_compute_is_intervals", search="_search_is_intervals"
    )

    direction = fields.Selection(
        [("in", "Received"), ("out", "Sent by us")],
        required=True,
        default="in",
        readonly=True,
    )

    @api.depends("kind")
    def _compute_is_intervals(self):
        for message in self:
            message.is_intervals = message.kind in INTERVAL_KINDS

    def _search_is_intervals(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("kind", "in" if True in value else "not in", INTERVAL_KINDS)]

    # === REFUSALS === #

    def _refuse_file(self, error):
        """Refuse the whole file for an error of an adapter; its code and figures stay,
        so that everybody reads why in his own language.

        :param error: ``FileError`` or ``TableError``
        """
        self._refuse(self.provider_id._get_file_reason(error, self.name))
        self.refusal = {
            "code": error.code,
            "figures": error.figures,
            "is_table": isinstance(error, TableError),
        }

    def _get_reason_text(self):
        """Override of `base` to tell refusals from their figures."""
        refusal = self.refusal or {}
        if "code" in refusal:
            kind = TableError if refusal["is_table"] else FileError
            error = kind(refusal["code"], **refusal["figures"])
            return self.provider_id._get_file_reason(error, self.name)
        if "missing" in refusal:
            return self.provider_id._get_missing_reason(refusal["missing"], self.name)
        if "trouble" in refusal:
            trouble = SourceTrouble(refusal["trouble"], refusal["detail"])
            return self.provider_id._get_pull_reason(trouble)
        return super()._get_reason_text()

    def _get_totals_labels(self):
        """Override of `base` to name the totals of files of readings."""
        return super()._get_totals_labels() | {
            "values": self.env._("Values"),
            "sum": self.env._("Sum of the values, kWh and kvarh"),
            "taken": self.env._("Of which taken"),
            "repeats": self.env._("Repeated readings"),
            "receipt": self.env._("Code of the answer"),
            "gmt": self.env._("Times of the file, GMT+"),
        }

    @api.model
    def _send(self, provider, file_name, data, totals):
        """Journal an outgoing message: a file that is handed to the provider."""
        return self.create(
            {
                "name": file_name,
                "provider_id": provider.id,
                "content": base64.b64encode(data),
                "direction": "out",
                "state": "done",
                "totals": totals,
            }
        )

    def _read_again(self):
        """Take a file in again after what stood in its way was mended.

        Its protocol is written anew; data of the file that are there are the same
        and stay.
        """
        for message in self:
            data = base64.b64decode(message.content or b"")
            # The old protocol goes: nobody may delete rows of protocols by hand.
            message.line_ids.sudo().unlink()
            message.write(
                {"state": "draft", "reason": False, "refusal": False, "totals": False}
            )
            receive = getattr(message.provider_id, f"_receive_{message.kind}")
            receive(message, data)
            message._close()

    def action_read_again(self):
        """Button: take the files in again, see ``_read_again``."""
        for message in self:
            if (
                not message.is_intervals
                or message.state == "duplicate"
                or message.direction == "out"
            ):
                raise UserError(
                    self.env._(
                        "%(file)s cannot be read again: only files of automatic "
                        "metering that are no duplicates can.",
                        file=message.name,
                    )
                )
            if not message.content:
                raise UserError(
                    self.env._(
                        "%(file)s was too big to be kept. Load it again.",
                        file=message.name,
                    )
                )
        self._read_again()

    def action_open_intervals(self):
        """Days of channels that came with the message."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interval data of the file"),
            "res_model": "elektrohisob.interval.day",
            "view_mode": "list,graph,form",
            "domain": [("message_id", "=", self.id)],
        }

    def action_open_readings(self):
        """Readings that came with the message."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings of the file"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [("message_id", "=", self.id)],
        }

    def action_open_queue(self):
        """Readings of the message that wait for a decision."""
        return self.action_open_readings() | {
            "name": self.env._("Waiting for decision"),
            "domain": [("message_id", "=", self.id), ("state", "=", "queued")],
        }
