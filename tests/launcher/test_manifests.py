"""Order, foreign dependencies and the hash that names the template."""

import pytest

from launcher import manifests
from launcher.say import Trouble

OURS = {
    "elektrohisob_billing": {"depends": ["elektrohisob_metering", "account"]},
    "elektrohisob_base": {"depends": ["mail", "queue_job"]},
    "elektrohisob_metering": {"depends": ["elektrohisob_base"]},
}


def test_each_addon_after_those_it_needs():
    assert manifests.in_order(OURS) == [
        "elektrohisob_base",
        "elektrohisob_metering",
        "elektrohisob_billing",
    ]


def test_a_circle_is_named():
    circle = {
        "elektrohisob_a": {"depends": ["elektrohisob_b"]},
        "elektrohisob_b": {"depends": ["elektrohisob_a"]},
    }
    with pytest.raises(Trouble, match="in a circle: elektrohisob_a -> elektrohisob_b"):
        manifests.in_order(circle)


def test_foreign_dependencies_only():
    assert manifests.foreign(OURS) == ["account", "base", "mail", "queue_job", "web"]


def test_template_changes_with_manifests_requirements_and_odoo():
    names = {
        manifests.template_name(OURS, "odoo", "a==1"),
        manifests.template_name(OURS, "odoo", "a==2"),
        manifests.template_name(OURS, "other", "a==1"),
        manifests.template_name(
            OURS | {"elektrohisob_x": {"depends": ["sms"]}}, "odoo", "a==1"
        ),
    }
    assert len(names) == 4
    reordered = dict(reversed(OURS.items()))
    assert manifests.template_name(reordered, "odoo", "a==1") in names


def test_read_says_which_manifest_is_wrong(tmp_path):
    addon = tmp_path / "elektrohisob_base"
    addon.mkdir()
    (addon / "__manifest__.py").write_text("{'name': open('x')}")
    with pytest.raises(Trouble, match=r"__manifest__\.py is not a plain dictionary"):
        manifests.read(tmp_path)


def test_no_addons_is_no_failure(tmp_path):
    assert manifests.read(tmp_path) == {}


def test_fingerprint_ignores_tests_and_bytecode(tmp_path):
    addon = tmp_path / "elektrohisob_base"
    (addon / "tests").mkdir(parents=True)
    (addon / "models.py").write_text("a = 1")
    before = manifests.fingerprint(tmp_path)
    (addon / "tests" / "test_a.py").write_text("pass")
    assert manifests.fingerprint(tmp_path) == before
    (addon / "models.py").write_text("a = 2")
    assert manifests.fingerprint(tmp_path) != before
