import hashlib

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..tools.dates import TIMEZONE

PROTOCOL_LINES = 1000
KEPT_BYTES = 64 * 1024 * 1024


class ExchangeMessage(models.Model):
    """Journal of files and messages exchanged; the file itself is kept."""

    _name = "elektrohisob.exchange.message"
    _description = "Exchange message"
    _order = "id desc"

    name = fields.Char(string="File", required=True, readonly=True)
    provider_id = fields.Many2one(
        "elektrohisob.exchange.provider",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="provider_id.company_id", store=True, index=True
    )
    kind = fields.Selection(related="provider_id.kind", store=True)
    digest = fields.Char(string="SHA-256", readonly=True, index=True)
    state = fields.Selection(
        [
            ("draft", "Received"),
            ("done", "Accepted"),
            ("partial", "Accepted in part"),
            ("refused", "Refused"),
            ("duplicate", "Duplicate"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    duplicate_of_id = fields.Many2one("elektrohisob.exchange.message", readonly=True)
    content = fields.Binary(attachment=True, readonly=True)
    reason = fields.Text(
        string="Reason as it was written",
        readonly=True,
        help="Why the whole file was refused.",
    )
    refusal = fields.Json(string="Figures of the reason", readonly=True)
    reason_text = fields.Text(string="Reason", compute="_compute_reason_text")
    totals = fields.Json(readonly=True)
    totals_text = fields.Text(string="Control totals", compute="_compute_totals_text")
    line_ids = fields.One2many("elektrohisob.exchange.line", "message_id")
    accepted = fields.Integer(readonly=True)
    refused = fields.Integer(readonly=True)
    parked = fields.Integer(string="Waiting", readonly=True)

    @api.depends("reason", "refusal", "duplicate_of_id")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for message in self:
            message.reason_text = message._get_reason_text() or False

    def _get_reason_text(self):
        """Hook: why the whole file was refused, in the language of whoever reads it; a
        message that kept no figures tells it as it was written."""
        self.ensure_one()
        if self.duplicate_of_id:
            return self._get_duplicate_reason(self.duplicate_of_id)
        return self.reason

    @api.model
    def _get_duplicate_reason(self, earlier):
        return self.env._(
            "The same file was accepted on %(date)s as %(name)s; nothing was taken "
            "from it again.",
            date=self._format_instant(earlier.create_date),
            name=earlier.name,
        )

    @api.depends("totals")
    def _compute_totals_text(self):
        for message in self:
            labels = message._get_totals_labels()
            totals = message.totals or {}  # JSON keeps no order, the labels do
            keys = [key for key in labels if key in totals]
            message.totals_text = "\n".join(
                f"{labels.get(key, key)}: {message._format_total(totals[key])}"
                for key in [*keys, *sorted(totals.keys() - labels.keys())]
            )

    def _get_totals_labels(self):
        """Hook: what the keys of the control totals are called on the form."""
        return {
            "count": self.env._("Rows"),
            "rows": self.env._("Rows"),
            "amount": self.env._("Amount"),
            "kwh": self.env._("Energy, kWh"),
        }

    def _format_total(self, value):
        if isinstance(value, float):
            return formatLang(self.env, value, digits=2)
        return str(value)

    @api.model
    def _format_instant(self, instant):
        """Day and minute in Tashkent, for sentences; "" of nothing."""
        if not instant:
            return ""
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), instant
        )
        return f"{local:%d.%m.%Y %H:%M}"

    @api.model
    def _open(self, provider, file_name, data):
        """Journal a received file; the same bytes again are a duplicate.

        What is bigger than any adapter takes is journalled without its bytes.
        """
        digest = hashlib.sha256(data).hexdigest()
        earlier = self.search(
            [
                ("provider_id", "=", provider.id),
                ("digest", "=", digest),
                ("state", "in", ("done", "partial")),
            ],
            limit=1,
        )
        message = self.with_context(elektrohisob_no_words=True).create(
            {
                "name": file_name,
                "provider_id": provider.id,
                "digest": digest,
                "state": "duplicate" if earlier else "draft",
                "duplicate_of_id": earlier.id,
                "reason": bool(earlier) and self._get_duplicate_reason(earlier),
            }
        )
        message._keep(data)
        return message.with_env(self.env)

    def _keep(self, data):
        """Keep the bytes as the attachment that ``content`` reads, as they are: through
        the field they would be made base64 and back."""
        if not data or len(data) > KEPT_BYTES:
            return
        # who may receive files may keep them: the rights are those of the message
        self.env["ir.attachment"].sudo()._keep_bytes(
            {
                "name": "content",
                "res_model": self._name,
                "res_field": "content",
                "res_id": self.id,
                "type": "binary",
            },
            data,
        )
        self.invalidate_recordset(["content"])

    def _refuse(self, reason):
        """Refuse the whole file: nothing of it was taken."""
        self.write({"state": "refused", "reason": reason})

    def _close(self):
        """Count the protocol and set the final state."""
        self.filtered(lambda message: message.state == "draft")._count_lines()

    def _count_lines(self):
        """Numbers of rows by state, and the state of the message from them."""
        for message in self:
            counts = dict(
                self.env["elektrohisob.exchange.line"]._read_group(
                    [("message_id", "=", message.id)], ["state"], ["__count"]
                )
            )
            refused = counts.get("refused", 0)
            taken = counts.get("accepted", 0) + counts.get("parked", 0)
            state = "refused" if not taken else "partial" if refused else "done"
            message.write(
                {
                    "accepted": counts.get("accepted", 0),
                    "parked": counts.get("parked", 0),
                    "refused": refused,
                    "state": state,
                }
            )

    def _get_protocol(self):
        """Plain protocol of the message, see ``receive_file``."""
        self.ensure_one()
        refusals = self.env["elektrohisob.exchange.line"].search_fetch(
            [("message_id", "=", self.id), ("state", "!=", "accepted")],
            ["line_no", "state", "code", "reason", "detail"],
            order="line_no",
            limit=PROTOCOL_LINES,
        )
        return {
            "message_id": self.id,
            "state": self.state,
            "reason": self.reason_text or "",
            "accepted": self.accepted,
            "refused": self.refused,
            "parked": self.parked,
            "totals": self.totals or {},
            "refusals": [
                {
                    "line": line.line_no,
                    "state": line.state,
                    "code": line.code or "",
                    "reason": line.text,
                }
                for line in refusals
            ],
        }
