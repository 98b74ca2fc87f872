"""Finding Odoo: each kind of place, and the sentence when it is not there."""

import pytest

from launcher import odoo_source
from launcher.say import Trouble


def make_odoo(base, version="19, 0", addons=False):
    (base / "odoo" / "addons").mkdir(parents=True)
    release = f"version_info = ({version}, 0, FINAL, 0, '')\n"
    (base / "odoo" / "release.py").write_text(release)
    if addons:
        (base / "addons" / "web").mkdir(parents=True)
        (base / "addons" / "web" / "__manifest__.py").write_text("{}")


def test_checkout(tmp_path):
    make_odoo(tmp_path, addons=True)
    found = odoo_source.inspect(tmp_path)
    assert found.python_path == tmp_path
    assert found.addons == (tmp_path / "addons",)


def test_package_folder_itself(tmp_path):
    make_odoo(tmp_path)
    assert odoo_source.inspect(tmp_path / "odoo").python_path == tmp_path


def test_unpacked_debian_package(tmp_path):
    make_odoo(tmp_path / odoo_source.UNPACKED)
    found = odoo_source.inspect(tmp_path)
    assert found.python_path == tmp_path / odoo_source.UNPACKED
    assert found.addons == ()


def test_other_series_is_refused(tmp_path):
    make_odoo(tmp_path, version="18, 0")
    with pytest.raises(Trouble, match=r"is Odoo 18\.0; Elektrohisob needs 19\.0"):
        odoo_source.inspect(tmp_path)


def test_nothing_there_names_the_variable(tmp_path):
    with pytest.raises(Trouble, match="holds no Odoo") as caught:
        odoo_source.inspect(tmp_path)
    assert "ELEKTROHISOB_ODOO" in caught.value.remedy


def test_font_awesome_must_be_really_4_7():
    offers = ["7.1.0+ds-1", "5.0.10+really4.7.0~dfsg-4.1"]
    assert odoo_source._font_awesome(offers) == offers[1]
    assert odoo_source._font_awesome(["7.1.0", "6.4.7-1"]) is None


def test_dangling_links_are_found(tmp_path):
    web = tmp_path / odoo_source.UNPACKED / "odoo" / "addons" / "web"
    web.mkdir(parents=True)
    (web / "jquery.js").symlink_to("/nowhere/jquery.js")
    assert odoo_source.needed_but_dangling(tmp_path) == ["web/jquery.js"]


def test_without_apt_the_remedy_is_a_checkout(monkeypatch):
    monkeypatch.setattr("launcher.apt.shutil.which", lambda name: None)
    with pytest.raises(Trouble, match="no apt-get") as caught:
        odoo_source.PrivateApt()
    assert "ELEKTROHISOB_ODOO" in caught.value.remedy
