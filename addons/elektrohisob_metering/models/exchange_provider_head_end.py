import hmac

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..adapters import event_table
from ..adapters.head_end import HeadEndTrouble, Reply
from ..adapters.head_end_json import JsonHeadEnd, read_message
from ..adapters.tables import TableError

ROLES = ("engineer", "admin")
BATCHES = 20


class ExchangeProvider(models.Model):
    """Head-ends of meters: commands go out, replies and events come in."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=[("head_end", "Head-end of meters")],
        ondelete={"head_end": "cascade"},
    )
    head_end_protocol = fields.Selection(
        [("json", "EndDeviceControls as JSON (simulator)")],
        string="Protocol",
        help="How commands are sent. Without one only files of events are taken.",
    )
    head_end_url = fields.Char(
        string="Address", help="For example http://127.0.0.1:8350."
    )
    head_end_key = fields.Char(
        string="Key for the head-end",
        groups="elektrohisob_base.group_admin",
        copy=False,
        help="Sent with every call; the head-end gives it out.",
    )
    head_end_hook_key = fields.Char(
        string="Key of the head-end",
        groups="elektrohisob_base.group_admin",
        copy=False,
        help="What the head-end shows when it pushes replies to "
        "/elektrohisob/headend/<code>. Empty: nothing can be pushed.",
    )
    head_end_cursor = fields.Char(string="Replies taken up to", readonly=True)

    @api.constrains("kind", "head_end_protocol", "head_end_url")
    def _check_head_end(self):
        for provider in self:
            url = (provider.head_end_url or "").strip()
            if provider.head_end_protocol and not url.startswith(
                ("http://", "https://")
            ):
                raise ValidationError(
                    self.env._(
                        "%(provider)s: the address “%(url)s” does not begin with "
                        "https:// or http://. Correct it, or leave the protocol empty.",
                        provider=provider.name,
                        url=url,
                    )
                )

    # === ACTIONS === #

    def action_poll_head_end(self):
        """Fetch replies and events now."""
        for provider in self:
            provider._check_may_command()
            provider._poll_head_end()
            if provider.trouble:
                raise UserError(
                    self.env._(
                        "%(provider)s: %(trouble)s",
                        provider=provider.name,
                        trouble=provider.trouble,
                    )
                )

    # === BUSINESS METHODS === #

    def _get_client_class(self):
        """Hook: the adapter of the protocol, a class below ``adapters.head_end``."""
        return {"json": JsonHeadEnd}[self.head_end_protocol]

    def _get_head_end(self):
        """The head-end, ready to be asked."""
        self.ensure_one()
        # engineers use the key without seeing it
        key = self.sudo().head_end_key or ""
        return self._get_client_class()(self.head_end_url or "", key)

    @api.model
    def _find_head_end(self, company):
        """Head-end of a district network: its own, or that of a unit above it."""
        return self._find_nearest(
            company,
            Domain("kind", "=", "head_end") & Domain("head_end_protocol", "!=", False),
        )

    def _check_may_command(self):
        user = self.env.user
        if not self.env.su and not any(
            user.has_group(f"elektrohisob_base.group_{role}") for role in ROLES
        ):
            raise AccessError(
                self.env._(
                    "Commands and events of meters are the work of metering "
                    "engineers. Ask one of them."
                )
            )

    def _check_hook_key(self, key):
        """Whether ``key`` is the one this provider pushes with."""
        self.ensure_one()
        # the public user of the webhook reads nothing; only the comparison leaves
        known = self.sudo().head_end_hook_key or ""
        return bool(known) and hmac.compare_digest(known.encode(), key.encode())

    def _poll_head_end(self):
        """Fetch what the head-end has to tell since the last time, and take it."""
        self.ensure_one()
        # the state of exchange is written by these methods alone
        provider = self.sudo().try_lock_for_update()
        if not provider or not provider.head_end_protocol:
            return
        try:
            client = provider._get_head_end()
            for _number in range(BATCHES):
                batch = client.poll(provider.head_end_cursor or "")
                if batch.count:
                    name = f"{provider.code}-{batch.cursor}.json"
                    provider._receive(name, batch.raw)
                provider.head_end_cursor = batch.cursor
                if batch.is_last:
                    break
        except HeadEndTrouble as trouble:
            provider._keep_state(trouble)
        else:
            provider._keep_state()

    @api.model
    def _get_trouble_texts(self, kind, told):
        """Override of `elektrohisob_base`: troubles of head-ends."""
        if kind != "head_end":
            return super()._get_trouble_texts(kind, told)
        return {
            "no_line": self.env._("The head-end does not answer (%(detail)s).", **told),
            "server": self.env._("The head-end is disturbed (%(detail)s).", **told),
            "wrong_key": self.env._(
                "The head-end refuses the key (%(detail)s). An administrator enters "
                "the right one at the provider.",
                **told,
            ),
            "refused": self.env._("The head-end refused: %(detail)s", **told),
            "": self.env._("The answer is not understood: %(detail)s", **told),
        }

    def _receive_head_end(self, message, data):
        """Take replies and events; see ``_receive``. Replies count only if they came
        from the head-end itself, not in a file somebody has loaded."""
        self._check_may_command()
        # two messages at once would take the same event twice
        self.sudo().lock_for_update(allow_referencing=True)
        try:
            is_json = data.lstrip()[:1] == b"{"
            rows = read_message(data) if is_json else event_table.read_events(data)
        except (ValueError, TableError) as error:
            message._refuse(self._get_head_end_refusal(error, message.name))
            return
        vals_list = []
        for row in rows:
            take = self._take_reply if isinstance(row.item, Reply) else self._take_event
            outcome = row.flaw if row.flaw else take(row.item, message)
            vals_list.append(self._prepare_head_end_line(message, row, outcome))
        self.env["elektrohisob.exchange.line"].create(vals_list)
        message.totals = {"rows": len(rows)}

    def _take_reply(self, reply, message):
        if not self.env.su:
            return "not_proof"
        commands = self.env["elektrohisob.remote.command"]
        command = commands.search(
            [("uuid", "=", reply.uuid), ("provider_id", "=", self.id)]
        )
        return command._take_reply(reply, message) if command else "unknown_command"

    def _take_event(self, event, message):
        return self.env["elektrohisob.meter.event"]._record(self, event, message)

    @api.model
    def _prepare_head_end_line(self, message, row, outcome):
        """Line of the protocol; ``outcome`` is a code, empty if all is well."""
        good = outcome in ("", "repeat")
        return {
            "message_id": message.id,
            "line_no": row.number,
            "raw": row.raw,
            "state": "accepted" if good else "refused",
            "code": outcome or False,
            "detail": {"head_end": True} if outcome else False,
        }

    @api.model
    def _tell_head_end(self, code):
        """Sentence of a row that was not taken, see ``_prepare_head_end_line``."""
        reasons = {
            "incomplete": self.env._("The row lacks a field. Ask for it again."),
            "bad_time": self.env._("The time is not readable. Ask for it again."),
            "not_proof": self.env._(
                "Outcomes of commands are taken from the head-end alone, not from a "
                "file."
            ),
            "unknown_command": self.env._("No command of ours has this number."),
            "unknown_meter": self.env._(
                "No meter with this serial number is in the units of the provider. "
                "Enter the meter, then load the file again."
            ),
            "future": self.env._(
                "The time lies in the future. Look at the clock of the meter."
            ),
            "repeat": self.env._("Known already; nothing was changed."),
        }
        return reasons.get(code, code)

    @api.model
    def _get_head_end_refusal(self, error, file_name):
        if isinstance(error, TableError) and error.code == "no_column":
            return self.env._(
                "%(file)s has no column for: %(roles)s. The first row must name the "
                "columns meter, time and event.",
                file=file_name,
                **error.figures,
            )
        if isinstance(error, TableError):
            return self._get_table_reason(error, file_name)
        return self.env._(
            "%(file)s is no message of a head-end. Send JSON with a payload of "
            "EndDeviceControls or EndDeviceEvents, or a table of events.",
            file=file_name,
        )
