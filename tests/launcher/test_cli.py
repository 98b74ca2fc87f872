"""The command line: help for all, and a remedy for every failure."""

import errno
import re
import subprocess
import sys

import pytest

from launcher import cli, paths, welcome
from launcher.say import Trouble

COMMANDS = (
    *("start", "stop", "status", "test", "shell", "psql"),
    *("update", "bench", "doctor", "help"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    assert f"usage: elektrohisob {command}" in capsys.readouterr().out


def test_help_lists_all_commands(capsys):
    assert cli.main([]) == 0
    listed = capsys.readouterr().out
    assert all(re.search(rf"^ +{name}\b", listed, re.M) for name in COMMANDS)


def failing(error):
    def action(args):
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "sentence", "remedy"),
    [
        (Trouble("No bread.", "Bake some."), "error: No bread.", "remedy: Bake some."),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "No space left",
            "remedy: The disk is full",
        ),
        (PermissionError(errno.EACCES, "denied", "/x"), "'/x'", "remedy: Check"),
    ],
)
def test_failures_are_sentences(monkeypatch, capsys, error, sentence, remedy):
    monkeypatch.setattr(cli, "status", failing(error))
    assert cli.main(["status"]) == 1
    shown = capsys.readouterr().err
    assert sentence in shown
    assert remedy in shown
    assert "Traceback" not in shown


def test_full_disk_is_said_before_work_starts(tmp_path):
    with pytest.raises(Trouble, match=r"needs 99999999999 MB") as caught:
        paths.need_space(tmp_path, 99_999_999_999, "Odoo")
    assert "XDG_CACHE_HOME" in caught.value.remedy


def test_cache_follows_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert paths.cache() == tmp_path / "elektrohisob"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert paths.cache().is_absolute()


def test_greeting_names_logins_by_role():
    row = {
        "login": "nazoratchi",
        "password": "demo",
        "role_uz": "Nazoratchi",
        "role_en": "Reader",
        "first_click": "Metering > Readings",
    }
    text = welcome.text(8069, [row])
    assert "http://localhost:8069/web/login" in text
    assert "nazoratchi  demo      Nazoratchi / Reader" in text
    assert "first: Metering > Readings" in text


def test_packages_are_pinned_once_and_without_pypdf2():
    pins = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (paths.ROOT / name).read_text().splitlines():
            if line and not line.startswith("#"):
                package, _, version = line.partition("==")
                assert version, f"{name}: {line} is not pinned"
                assert package.lower() not in pins, f"{name}: {package} again"
                pins[package.lower()] = version
    assert "pypdf2" not in pins


def test_only_the_standard_library():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import launcher.cli;"
        "print(*{m.split('.')[0] for m in sys.modules} - {'launcher', '__main__'})"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(paths.ROOT)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) <= set(sys.stdlib_module_names)


def test_files_stay_small():
    for path in (paths.ROOT / "launcher").glob("*.py"):
        assert len(path.read_text().splitlines()) <= 250, path.name
