"""The embedded cluster: settings sized to the machine, user, place, access."""

import pwd

import pytest

from launcher import paths, pg_cluster, pg_settings, sql
from launcher.say import Trouble


def parsed(memory, disk=100_000):
    text = pg_settings.settings("/s", memory, 2, disk)
    return dict(
        line.split(" = ") for line in text.splitlines() if not line.startswith("#")
    )


@pytest.mark.parametrize("memory", [512, 2048, 24_000, 512_000])
def test_settings_stay_durable_and_within_memory(memory):
    found = parsed(memory)
    assert (found["fsync"], found["synchronous_commit"]) == ("on", "on")
    assert found["full_page_writes"] == "on"
    shared = int(found["shared_buffers"].removesuffix("MB"))
    assert 128 <= shared <= 8192
    assert shared <= memory / 4
    assert found["listen_addresses"] == "''"


def test_log_of_changes_fits_a_small_disk():
    assert parsed(2048, disk=4000)["max_wal_size"] == "512MB"


def test_only_named_users_of_this_machine_get_in():
    hba, ident = pg_settings.access({"root", "ali"}, "postgres")
    rows = [line for line in hba.splitlines() if not line.startswith("#")]
    assert rows == ["local all all peer map=elektrohisob"]
    assert "elektrohisob ali elektrohisob" in ident
    assert "elektrohisob postgres postgres" in ident


def test_socket_path_is_never_too_long(tmp_path):
    deep = tmp_path.joinpath(*["folder"] * 20)
    short = pg_cluster._sockets(deep)
    assert len(str(short / ".s.PGSQL.5432.lock")) < 107
    assert pg_cluster._sockets(deep) == short, "the same clone gets the same folder"


def as_root(monkeypatch, tmp_path, enters):
    user = pwd.getpwuid(0)
    monkeypatch.setattr(pg_cluster.os, "geteuid", lambda: 0)
    monkeypatch.setattr(pg_cluster, "_unprivileged", lambda: user)
    monkeypatch.setattr(pg_cluster, "_may_enter", lambda folder, who: enters)
    monkeypatch.setattr(paths, "LOCAL", tmp_path / ".local")
    monkeypatch.setattr(paths, "root_hash", lambda: "no-such-clone")


def test_root_keeps_the_cluster_in_the_clone_where_the_user_may_enter(
    monkeypatch, tmp_path
):
    as_root(monkeypatch, tmp_path, enters=True)
    assert pg_cluster.locate().home == tmp_path / ".local" / "pg"


def test_root_keeps_the_cluster_elsewhere_where_the_user_may_not_enter(
    monkeypatch, tmp_path
):
    as_root(monkeypatch, tmp_path, enters=False)
    home = pg_cluster.locate().home
    assert str(home).startswith("/var/lib/elektrohisob/")


def test_no_unprivileged_user_is_said(monkeypatch):
    def missing(name):
        raise KeyError(name)

    monkeypatch.setattr(pg_cluster.pwd, "getpwnam", missing)
    with pytest.raises(Trouble, match="refuses to run as root") as caught:
        pg_cluster._unprivileged()
    assert "plain user" in caught.value.remedy


def test_drop_waits_for_autovacuum(monkeypatch):
    answers = [Trouble(f"{sql.AUTOVACUUM_WORKS} or another", "")] * 2 + [None]

    def run(_server, statement):
        assert "FORCE" in statement
        answer = answers.pop(0)
        if answer:
            raise answer

    monkeypatch.setattr(sql, "run", run)
    monkeypatch.setattr(sql.time, "sleep", lambda _seconds: None)
    sql.drop(None, "x")
    assert not answers

    answers.append(Trouble("disk full", ""))
    with pytest.raises(Trouble, match="disk full"):
        sql.drop(None, "x")


@pytest.mark.parametrize(
    ("version", "keep", "tail"),
    [
        ("150018", True, " STRATEGY file_copy"),
        ("150018", False, ""),
        ("140010", True, ""),
    ],
)
def test_copy_to_keep_survives_a_crash(monkeypatch, version, keep, tail):
    said = []

    def rows(_server, statement, _database="postgres"):
        said.append(statement)
        return [[version]]

    monkeypatch.setattr(sql, "rows", rows)
    sql.clone(None, "a", "b", keep=keep)
    assert said[-1] == f'CREATE DATABASE "b" TEMPLATE "a"{tail}'
