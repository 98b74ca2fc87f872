import base64
import json
import tempfile
import time
from pathlib import Path

from odoo.addons.elektrohisob_billing.adapters.pay import Message
from odoo.addons.elektrohisob_billing.adapters.pay_channels import CHANNELS, split
from odoo.addons.elektrohisob_billing.models import exchange_provider_answer as answers
from odoo.addons.elektrohisob_billing.tools.rate import Rate

from .common_payment import SAMPLES, PaymentCommon

SECRET = "s3cret-of-the-service"


def fresh_rate():
    """Counts of calls that no other process knows."""
    folder = tempfile.TemporaryDirectory()
    rate = Rate(lambda: Path(folder.name) / "rate")
    rate.folder = folder  # it goes with the counts
    return rate


class PayCommon(PaymentCommon):
    """A provider of every service, and calls as they would make them.

    ``self.account`` owes 900 so'm; the open month is May 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._record(cls.account, "opening", 900.0, "2026-05-01")
        cls.providers = {
            kind: cls.env["elektrohisob.exchange.provider"].create(
                {
                    "name": f"Test {kind}",
                    "code": f"test-{kind}",
                    "kind": kind,
                    "company_id": cls.enterprise.id,
                    "pay_secret": SECRET,
                    **vals,
                }
            )
            for kind, vals in {
                "paynet": {"pay_login": "paynet", "pay_service": "1"},
                "payme": {"pay_merchant": "5e730e8e0b852a417aa49ceb"},
                "click": {"pay_service": "1234", "pay_merchant": "77"},
                "uzum": {"pay_login": "uzum", "pay_service": "498624684"},
            }.items()
        }
        cls.number = cls.account.number

    def setUp(self):
        super().setUp()
        self.patch(answers, "_calls", fresh_rate())
        self.patch(answers, "_failures", fresh_rate())

    def _basic(self, login, secret=SECRET):
        token = base64.b64encode(f"{login}:{secret}".encode()).decode()
        return {"authorization": f"Basic {token}"}

    def _ask(self, address, body, headers=None, method="POST", remote="127.0.0.1"):
        """Answer of the program to a message at ``/elektrohisob/<address>``."""
        path = f"/elektrohisob/{address}"
        channel, tail = split(path)
        self.env.flush_all()
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        message = Message(method, tail, {}, headers or {}, body, f"http://x{path}")
        answer = self.env["elektrohisob.exchange.provider"]._answer_pay(
            channel, message, remote
        )
        self.env.invalidate_all()
        return answer

    def _ask_json(self, *args, **options):
        return json.loads(self._ask(*args, **options).body)

    def _events(self, external_id):
        return self.env["elektrohisob.payment.event"].search(
            [("external_id", "=", external_id)], order="id"
        )

    def _states(self, external_id):
        return self._events(external_id).mapped("state")

    def _now(self):
        return round(time.time() * 1000)

    def _close_account(self, account):
        account.sudo().write({"state": "closed", "date_close": "2026-05-01"})


__all__ = ["CHANNELS", "SAMPLES", "SECRET", "PayCommon"]
