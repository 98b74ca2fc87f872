import json
import threading
from datetime import timedelta

from odoo import fields

from odoo.addons.elektrohisob_billing.tools import sms_operator, sms_simulator

from .common_pay import SAMPLES, SECRET, PayCommon

PHONE = "998901234567"
OTHER = "998911112233"


class SmsCommon(PayCommon):
    """Two simulated gateways on loopback, and an operator of a short number.

    ``self.account`` owes 900 so'm and has the telephone ``PHONE``; a part costs 100
    so'm. There are no quiet hours unless a test sets them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = sms_simulator.Simulator("demo", "demo-secret", hang=0.1)
        server = sms_simulator.make_server(cls.simulator)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        cls.base = f"http://127.0.0.1:{server.server_port}"
        cls.account.phone = "+998 (90) 123-45-67"
        cls.eskiz = cls._create_gateway("eskiz")
        cls.operator = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Test operator",
                "code": "test-operator",
                "kind": "sms_operator",
                "company_id": cls.enterprise.id,
                "pay_secret": SECRET,
            }
        )
        cls._set("sms_part_price", 100)
        cls._set("sms_quiet_from", 0)
        cls._set("sms_quiet_to", 0)
        cls.Message = cls.env["elektrohisob.sms.message"]
        cls.Inbox = cls.env["elektrohisob.sms.inbox"]

    def setUp(self):
        super().setUp()
        self.simulator.messages.clear()
        self.simulator.faults.clear()
        self.simulator.calls.clear()
        self.simulator.refreshable = True

    @classmethod
    def _create_gateway(cls, kind, company=None, **vals):
        return cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": f"Test {kind}",
                "code": f"test-sms-{kind}",
                "kind": f"sms_{kind}",
                "company_id": (company or cls.enterprise).id,
                "sms_url": f"{cls.base}/{kind}",
                "sms_login": "demo",
                "sms_secret": "demo-secret",
                "sms_sender": "ELEKTR",
                **vals,
            }
        )

    @classmethod
    def _set(cls, code, value):
        values = cls.env["elektrohisob.parameter.value"].search(
            [("parameter_id.code", "=", code)]
        )
        values.value = str(value)

    def _queue(self, text="Salom", phone=PHONE, purpose="single", **vals):
        row = {"phone": phone, "text": text, "purpose": purpose}
        row |= {"company_id": self.district_a.id, **vals}
        return self.Message._queue([row])

    def _send(self, provider=None):
        """What the job does, in the transaction of the test."""
        self.env.flush_all()
        provider = (provider or self.eskiz).with_context(sms_one_transaction=True)
        provider._send_sms()
        self.env.invalidate_all()

    def _ask_gateway(self, provider=None):
        """What the job that asks does; everything is due."""
        self.Message.search([("state", "in", ("unknown", "sent"))]).write(
            {"date_next": fields.Datetime.now()}
        )
        (provider or self.eskiz)._ask_sms()
        self.env.invalidate_all()

    def _fault(self, fault, phone=PHONE, times=1):
        self.simulator.faults[phone] = {"fault": fault, "times": times}

    def _taken(self, key):
        """How often the gateway took a message."""
        return self.simulator.messages.get(key, {"times": 0})["times"]

    def _age(self, messages, **ago):
        """As if the last attempt had been some time ago."""
        messages.write({"date_claimed": fields.Datetime.now() - timedelta(**ago)})

    # === THE OPERATOR === #

    def _operate(self, path, body, secret=SECRET, **options):
        headers = {"authorization": f"Bearer {secret}"}
        answer = self._ask(f"sms-operator/{path}", body, headers, **options)
        return json.loads(answer.body)

    def _say(self, text, phone=PHONE, number=None, **options):
        """The operator hands a message over; the row of the inbox."""
        body = sms_operator.message_of(phone, text, number)
        self.told = self._operate("in", body, **options)
        return self.Inbox.search([], limit=1)

    def _charge(self, payment, phone=PHONE, **changes):
        return self._operate(
            "charge", sms_operator.charge_of(phone, payment, **changes)
        )


__all__ = ["OTHER", "PHONE", "SAMPLES", "SECRET", "SmsCommon"]
