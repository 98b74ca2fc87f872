"""Which entry of a machine's apt configuration is taken for Debian's main archive."""

from launcher import apt_sources

DEB822 = """\
Types: deb
# a remark
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""
LINES = """\
# deb http://old.example/debian bookworm main
deb http://mirror.example/debian bookworm main contrib
deb-src http://mirror.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main
deb http://mirror.example/debian bookworm-backports main
deb cdrom:[Debian 12]/ bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/shop.gpg] http://shop.example sid main
"""


def test_deb822_main_only():
    found = apt_sources.read_deb822(DEB822)
    assert [(s.uri, s.suite) for s in found] == [
        ("http://mirror.example/debian", "bookworm")
    ]
    assert found[0].debian_key


def test_disabled_stanza_is_left_out():
    assert not apt_sources.read_deb822("Enabled: no\n" + DEB822.split("\n\n")[0])


def test_inline_key_keeps_its_lines():
    stanza = (
        "Types: deb\nURIs: http://m.example/debian\nSuites: trixie\n"
        "Components: main\nSigned-By:\n -----BEGIN PGP-----\n .\n abc\n"
    )
    (source,) = apt_sources.read_deb822(stanza)
    text = apt_sources.write_deb822(source, ["sid"])
    assert "Signed-By: \n -----BEGIN PGP-----\n .\n abc\n" in text


def test_one_line_style():
    found = apt_sources.read_list(LINES)
    assert [s.uri for s in found] == [
        "http://mirror.example/debian",
        "http://shop.example",
    ]
    assert found[1].options == {"Signed-By": "/usr/share/keyrings/shop.gpg"}


def test_third_party_is_no_candidate(tmp_path):
    parts = tmp_path / "sources.list.d"
    parts.mkdir()
    (parts / "a.list").write_text(LINES)
    (parts / "b.sources").write_text(DEB822)
    (parts / "c.sources.disabled").write_text(DEB822.replace("mirror", "off"))
    found = apt_sources.candidates(tmp_path / "sources.list", parts)
    assert [s.uri for s in found] == ["http://mirror.example/debian"]
    assert found[0].debian_key, "the entry with Debian's key is preferred"


def test_written_source_keeps_key_and_takes_suites():
    source = apt_sources.read_deb822(DEB822)[0]
    assert apt_sources.write_deb822(source, ["sid", "bookworm", "sid"]) == (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: sid bookworm\n"
        "Components: main\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    )
