from odoo import fields, models

from ..adapters import reading_sms

NOT_UNDERSTOOD = "SMS"


class ExchangeProvider(models.Model):
    """Readings by text message: a gateway of a short number is a provider."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("reading_sms", "Readings by SMS")],
        ondelete={"reading_sms": "cascade"},
    )

    # === BUSINESS METHODS === #

    def _receive_reading_sms(self, message, data):
        """Take messages of consumers; see ``_receive``.

        Each message is a row of the protocol, whose reason is the sentence the
        gateway may send back.
        """
        self._check_may_import_readings()
        try:
            rows = list(reading_sms.read_messages(data))
        except reading_sms.SmsError:
            message._refuse(
                self.env._(
                    "%(file)s is no list of messages. Send JSON: a list of objects "
                    "with phone, time and text.",
                    file=message.name,
                )
            )
            return
        known = [row for row in rows if row.account]
        outcomes = self.env["elektrohisob.reading"]._accept(
            [
                {
                    "account": row.account,
                    "date": row.day,
                    "value": row.value,
                    "phone": row.phone,
                }
                for row in known
            ],
            source="sms",
            message=message,
            companies=self._get_file_companies(),
        )
        by_line = {
            row.line_no: outcome for row, outcome in zip(known, outcomes, strict=True)
        }
        self._write_lines(
            message,
            (
                (row.line_no, row.raw, by_line.get(row.line_no) or self._get_help())
                for row in rows
            ),
        )
        totals = self._get_reading_totals(outcomes)
        message.totals = {key: totals[key] for key in ("rows", "repeats", "kwh")}
        message.totals = dict(message.totals, rows=len(rows))

    def _get_help(self):
        """Outcome of a message that was not understood."""
        return {
            "state": "refused",
            "code": NOT_UNDERSTOOD,
            "reason": self.env._(
                "The message was not understood. Send: KORSATKICH, account number, "
                "reading. For example: KORSATKICH 2626901234567 4321"
            ),
            "account_id": False,
        }
