import tempfile
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..adapters.file_source import SourceTrouble
from ..tools.sftp_server import PASSWORD, USER, SftpServer
from . import askue
from .common import MeteringCommon

CHANNEL = (askue.POINT, "01")


class Pages:
    """A server of pages: name → (bytes, mark)."""

    def __init__(self):
        self.files, self.asked, self.trouble = {}, [], None

    def entries(self):
        if self.trouble:
            raise self.trouble
        return [(name, "") for name in sorted(self.files)]

    def fetch(self, name, mark):
        self.asked.append(name)
        data, new = self.files[name]
        return (None, mark) if mark and mark == new else (data, new)

    def close(self):
        pass


class TestProviderPull(MeteringCommon):
    """Files fetched by SFTP and HTTP (adapter file_source): once each, troubles in
    the journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Remote ASKUE",
                "code": "remote-askue",
                "kind": "askue_80020",
                "company_id": cls.district_a.id,
                "pull_protocol": "http",
                "pull_url": "http://127.0.0.1:1/out/",
                "pull_pattern": "*.xml",
                "pull_password": PASSWORD,
            }
        )
        cls.pages = Pages()
        cls.startClassPatcher(
            patch(
                "odoo.addons.elektrohisob_metering.models.exchange_provider_pull"
                ".HttpSource",
                lambda *_args, **_options: cls.pages,
            )
        )

    def setUp(self):
        super().setUp()
        self.pages.files = {
            f"d{day}.xml": (self._file(day), f"mark{day}") for day in (1, 2)
        } | {"readme.txt": (b"no", "")}
        self.pages.asked, self.pages.trouble = [], None

    def _file(self, day, value=1):
        return askue.layout({CHANNEL: [value] * 48}, day=f"202511{day:02}", number=day)

    def _pull(self):
        self.env["elektrohisob.exchange.provider"]._cron_pull()
        return self.env["elektrohisob.exchange.message"].search(
            [("provider_id", "=", self.provider.id)]
        )

    def test_every_file_once(self):
        self.assertEqual(sorted(self._pull().mapped("name")), ["d1.xml", "d2.xml"])
        self.assertTrue(self.provider.pull_date)
        days = self.env["elektrohisob.interval.day"].search(
            [("channel_id.point_code", "=", askue.POINT)]
        )
        self.assertEqual(days.mapped("kwh"), [48, 48])
        self.assertEqual(len(self._pull()), 2, "nothing has changed")
        self.pages.files["d1.xml"] = (self._file(1) + b"\n", "new")
        del self.pages.files["d2.xml"]
        self.assertEqual(len(self._pull()), 3, "a changed file is taken again")
        self.assertEqual(set(self.provider.pull_marks), {"d1.xml"})

    def test_a_server_that_tells_no_marks(self):
        self.pages.files = {"d1.xml": (self._file(1), "")}
        self._pull()
        self.assertEqual(len(self._pull()), 1, "the same bytes are no new message")
        self.pages.files = {"d1.xml": (self._file(1) + b"\n", "")}
        self.assertEqual(len(self._pull()), 2)

    def test_a_trouble_is_journalled_once(self):
        self.pages.trouble = SourceTrouble("login", "HTTP 401")
        message = self._pull()
        self.assertEqual((message.state, message.reason),
                         ("refused", self.provider.pull_trouble))  # fmt: skip
        self.assertIn("HTTP 401", message.reason)
        self.assertEqual(self._pull(), message)
        engineer = self.provider.with_user(self.users["engineer"])
        with self.assertRaisesRegex(UserError, "refuses the login"):
            engineer.action_pull()
        self.pages.trouble = None
        engineer.action_pull()
        self.assertFalse(self.provider.pull_trouble)
        self.assertEqual(len(self.provider.message_ids), 3)

    @mute_logger("odoo.addons.elektrohisob_metering.models.exchange_provider_pull")
    def test_a_failure_of_ours_stops_no_other_file(self):
        receive = type(self.provider)._receive

        def fail(provider, name, data):
            if name == "d1.xml":
                raise ValueError("ours")
            return receive(provider, name, data)

        with patch.object(type(self.provider), "_receive", fail):
            self.assertEqual(self._pull().mapped("name"), ["d2.xml"])
        self.assertEqual(len(self._pull()), 2, "it is tried again")

    def test_secrets_and_addresses_are_the_administrators(self):
        engineer = self.provider.with_user(self.users["engineer"])
        for name in ("pull_password", "pull_key", "pull_url", "pull_host_key"):
            with self.assertRaises(AccessError):
                engineer.read([name])
            with self.assertRaises(AccessError):
                engineer.write({name: "x"})
        with self.assertRaises(AccessError):
            self.provider.with_user(self.users["cashier"]).action_pull()
        with self.assertRaisesRegex(ValidationError, "does not begin with sftp"):
            self.provider.pull_protocol = "sftp"

    # the server of the test is told of clients that go away when they like
    @mute_logger("paramiko.transport")
    @freeze_time(datetime(2026, 11, 20, 8, 0), tick=True)
    def test_sftp(self):
        """A server on loopback: its key is wanted first, then its files come."""
        with tempfile.TemporaryDirectory() as root:
            folder = Path(root) / "out"
            folder.mkdir()
            (folder / "d1.xml").write_bytes(self._file(1))
            server = SftpServer(Path(root))
            self.addCleanup(server.close)
            self.provider.write(
                {"pull_protocol": "sftp", "pull_url": server.url, "pull_user": USER}
            )
            message = self._pull()
            self.assertIn(server.host_key, message.reason)
            self.provider.pull_host_key = server.host_key
            self.assertEqual(self._pull()[0].name, "d1.xml")
            self.assertEqual(self._pull()[0].state, "done")
            self.assertEqual(len(self.provider.message_ids), 2)
