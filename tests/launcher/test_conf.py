"""odoo.conf: what it says, what is derived from it, and its known traps."""

import stat
from pathlib import Path

import pytest

from launcher import conf, odoo_run, paths
from launcher.odoo_source import Odoo
from launcher.say import Trouble

SERVER = conf.Server("/run/elh")
ODOO = Odoo(Path("/odoo"), (Path("/odoo/addons"),), "19.0")


def test_derived_file_keeps_the_original_and_adds_the_machine(tmp_path):
    target = conf.derive(tmp_path / "odoo.conf", ODOO, SERVER, "elh_x", http_port=1)
    parsed = conf.read(target)
    options = dict(parsed.items("options"))
    assert options["addons_path"] == f"{paths.ADDONS},/odoo/addons"
    assert options["db_host"] == "/run/elh"
    assert options["db_name"] == "elh_x"
    assert options["http_port"] == "1"
    assert options["workers"] == conf.read().get("options", "workers")
    assert parsed.get("queue_job", "channels") == "root:2,root.einvoice:1"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600, "it may hold a password"


def test_tasks_seal_with_the_key_of_the_server(tmp_path, monkeypatch):
    """A demonstration whose secrets the server cannot open talks to nobody."""
    monkeypatch.delenv("ELEKTROHISOB_SECRET_FILE", raising=False)
    config = tmp_path / "odoo.conf"
    server = conf.read(conf.derive(config, ODOO, SERVER, "elh_x"))
    place = Path(server.get("options", "data_dir")) / "elektrohisob.key"
    seen = {}
    monkeypatch.setattr(odoo_run, "run_step", lambda *_a, **k: seen.update(k["env"]))
    monkeypatch.setattr(odoo_run, "task_conf", lambda *_a, **_k: config)
    for run in (
        lambda: odoo_run.task("x", ODOO, SERVER, "elh_x", []),
        lambda: odoo_run.script("x", ODOO, SERVER, "elh_x", ""),
    ):
        seen.clear()
        run()
        assert seen["ELEKTROHISOB_SECRET_FILE"] == str(place)
    monkeypatch.setenv("ELEKTROHISOB_SECRET_FILE", "/etc/elh.key")
    assert conf.key_file() == "/etc/elh.key"


def test_production_lines():
    parsed = conf.read()
    assert parsed.get("options", "list_db") == "False"
    assert parsed.get("options", "http_interface") == "127.0.0.1"
    assert not parsed.has_option("options", "dbfilter"), "see the comment in odoo.conf"
    channels = dict(
        c.split(":") for c in parsed.get("queue_job", "channels").split(",")
    )
    jobs = int(channels["root"])
    assert jobs < parsed.getint("options", "workers")


def test_embedded_unless_a_server_is_named(tmp_path):
    assert conf.named_server(conf.read()) is None
    path = tmp_path / "odoo.conf"
    path.write_text("[options]\ndb_host = db1\ndb_port = 6432\ndb_user = elh\n")
    server = conf.named_server(conf.read(path))
    assert server == conf.Server("db1", 6432, "elh", "", embedded=False)
    path.write_text("[options]\ndb_host = False\n")
    assert conf.named_server(conf.read(path)) is None


def test_password_reaches_libpq_only_if_there_is_one():
    assert "PGPASSWORD" not in SERVER.env()
    assert conf.Server("h", password="x").env("d")["PGPASSWORD"] == "x"


@pytest.mark.parametrize("text", ["", "[queue_job]\n", "nonsense\n"])
def test_broken_file_names_the_remedy(tmp_path, text):
    path = tmp_path / "odoo.conf"
    path.write_text(text)
    with pytest.raises(Trouble) as caught:
        conf.read(path)
    assert "git checkout odoo.conf" in caught.value.remedy


def test_every_line_of_odoo_conf_is_commented():
    before = ""
    for line in paths.CONF.read_text().splitlines():
        setting = "=" in line and not line.startswith(";")
        if setting:
            assert before, f"no comment above {line}"
        before = line if line.strip() else ""
