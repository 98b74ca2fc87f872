import contextlib
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

from ..adapters.sms import Report, SmsTrouble
from ..adapters.sms_gateways import GATEWAYS

ROUNDS = 50  # batches of one job; the rest is for the next one
STALE_SECONDS = 600  # nobody is still waiting for an answer after so long


class ExchangeProvider(models.Model):
    """Jobs of a gateway: sending, and asking what became of messages.

    A batch is claimed in a transaction of its own, which ends before the gateway is
    called: whoever is killed meanwhile leaves messages that are being sent, which are
    then asked for and not sent again.
    """

    _inherit = "elektrohisob.exchange.provider"

    def _delay_sms(self):
        """A job that sends what is due; one waits at a time."""
        for provider in self:
            key = f"sms-send-{provider.id}"
            # whoever queued a message, it is sent by the system
            provider.sudo().with_delay(identity_key=key)._send_sms()

    @contextlib.contextmanager
    def _apart(self):
        """This provider in a transaction of its own; the demonstration has but one."""
        if self.env.context.get("sms_one_transaction"):
            yield self
            self.env.flush_all()
            return
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            yield self.with_env(env)
            env.flush_all()

    def _send_sms(self):
        """Hand due messages over, batch by batch, until none is left."""
        self.ensure_one()
        client = self._get_sms_client()
        for _number in range(ROUNDS):
            with self._apart() as own:
                messages = own.env["elektrohisob.sms.message"]
                dispatch, batch = messages._claim(own, client.batch)
            if batch is None:
                return
            if not batch:
                continue
            trouble, reports = None, []
            try:
                reports = client.send(dispatch, batch)
            except SmsTrouble as error:
                trouble = error
            with self._apart() as own:
                own._take_sms_outcome(client, dispatch, trouble, reports)
            if trouble and trouble.code != "refused":
                return
        self._delay_sms()

    def _take_sms_outcome(self, client, dispatch, trouble, reports):
        """Write down what became of a batch."""
        messages = self.env["elektrohisob.sms.message"].search(
            [("dispatch", "=", dispatch), ("state", "=", "sending")]
        )
        messages.lock_for_update(allow_referencing=True)
        if trouble:
            messages._take_trouble(trouble)
        else:
            messages._take_handed(reports)
        self._keep_sms_client(client, trouble)

    def _ask_sms(self):
        """Ask the gateway for messages without an end; asking twice does no harm."""
        self.ensure_one()
        now = fields.Datetime.now()
        client = self._get_sms_client()
        messages = self.env["elektrohisob.sms.message"].search(
            [
                ("provider_id", "=", self.id),
                ("state", "in", ("unknown", "sent")),
                ("date_next", "<=", now),
            ],
            order="dispatch, id",
            limit=client.batch * ROUNDS,
        )
        for dispatch, part in messages.grouped("dispatch").items():
            asked = [Report(m.key, m.state, m.external_id or "") for m in part]
            trouble, reports = None, []
            try:
                reports = client.ask(dispatch, asked)
            except SmsTrouble as error:
                trouble = error
            self._keep_sms_client(client, trouble)
            part.lock_for_update(allow_referencing=True)
            part._take_asked(reports)
            if trouble and trouble.code != "refused":
                return

    @api.model
    def _cron_sms(self):
        """Start the jobs of gateways that have something to do."""
        now = fields.Datetime.now()
        messages = self.env["elektrohisob.sms.message"]
        stale = now - timedelta(seconds=STALE_SECONDS)
        lost = [("state", "=", "sending"), ("date_claimed", "<=", stale)]
        messages.search(lost)._lose()
        late = [("state", "=", "queued"), ("date_expires", "<=", now)]
        vals = {"state": "expired", "reason": "late", "date_next": False}
        messages.search(late).write(vals)
        for provider in self.search([("kind", "in", list(GATEWAYS))]):
            due = [("provider_id", "=", provider.id), ("date_next", "<=", now)]
            if messages.search_count([*due, ("state", "=", "queued")], limit=1):
                provider._delay_sms()
            asked = [*due, ("state", "in", ("unknown", "sent"))]
            if messages.search_count(asked, limit=1):
                provider.with_delay(identity_key=f"sms-ask-{provider.id}")._ask_sms()
