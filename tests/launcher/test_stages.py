"""How the stages share the machine."""

from launcher import browser_stage, chromium, database, odoo_stage
from launcher.database import Site
from launcher.say import Trouble
from launcher.tally import Tally


def site(*names):
    return Site(None, None, {name: {} for name in names})


def addon(folder, name, text):
    tests = folder / name / "tests"
    tests.mkdir(parents=True)
    (tests / "test_all.py").write_text(text)


def test_longest_first_and_a_later_step_beside(monkeypatch, tmp_path):
    begun = []

    def check(_site, _name, what, _words):
        begun.append(what)
        return Tally(passed=2)

    addon(tmp_path, "elektrohisob_small", "def test_a")
    addon(tmp_path, "elektrohisob_large", "def test_a; def test_b")
    monkeypatch.setattr(odoo_stage.paths, "ADDONS", tmp_path)
    monkeypatch.setattr(odoo_stage, "AT_ONCE", 1)
    monkeypatch.setattr(odoo_stage, "check", check)
    monkeypatch.setattr(database, "ensure_template", lambda _site: None)

    def beside(_site):
        begun.append("beside")
        return Tally(failed=1)

    two = site("elektrohisob_small", "elektrohisob_large")
    assert odoo_stage.addons(lambda: two, "", beside) == Tally(4, 1)
    assert begun == ["elektrohisob_large", "elektrohisob_small", "beside"]


def test_what_fails_beside_is_left_to_its_stage(monkeypatch):
    def fail(*_words, **_more):
        raise Trouble("No.", "Try again.")

    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser_stage, "_ahead", [])
    monkeypatch.setattr(database, "build", fail)
    assert browser_stage.build(site()) == Tally()
    assert browser_stage._ahead == []
    monkeypatch.setattr(database, "build", lambda *_words, **_more: None)
    browser_stage.build(site())
    assert browser_stage._ahead == [browser_stage.DATABASE]
