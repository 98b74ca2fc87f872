"""Adapters of automatic metering: numbers, sizes, declarations."""

from decimal import Decimal

import pytest

from odoo.addons.elektrohisob_metering.adapters import askue_80020, xml_file
from odoo.addons.elektrohisob_metering.adapters.askue_80020 import FILE_NAME
from odoo.addons.elektrohisob_metering.adapters.intervals import (
    FileError,
    parse_number,
    to_wh,
)
from odoo.addons.elektrohisob_metering.adapters.plain_periods import PlainPeriods


def test_fractions_are_carried_over():
    numbers = [Decimal("0.0004")] * 5
    assert to_wh(numbers) == [0, 1, 0, 1, 0]
    assert sum(to_wh([Decimal("0.3333")] * 48)) == 15_998
    assert to_wh([None, Decimal(1)]) == [0, 1000]


@pytest.mark.parametrize("text", ["", "1e9", "NaN", "0x1", "1" * 40, "--1", "١"])
def test_what_is_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "name",
    [
        "80020_5257072937_20130414_4218_1300000300.xml",
        "80020_600004_20080227_810.xml",
        "80040_3525337803_20220322_0_1000.XML",
        "80020_200000001_20261101_7.zip",
    ],
)
def test_names_of_files(name):
    assert FILE_NAME.match(name)


def test_tags_lose_capitals_and_name_spaces():
    root = xml_file.read_xml(b'<Message xmlns="urn:x" Class="80020"><Area/></Message>')
    assert (root.tag, root.get("class"), root[0].tag) == ("message", "80020", "area")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<a>", "not_xml"),
        (b"<!DOCTYPE a><a/>", "doctype"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "doctype"),
        (b'<?xml version="1.0" encoding="utf-8"?><a>\xcc</a>', "encoding"),
        (b"PK\x03\x04xxxx", "broken_zip"),
        (b" <" * (xml_file.MAX_BYTES // 2 + 1), "too_big"),
    ],
)
def test_refused_files(data, code):
    with pytest.raises(FileError) as caught:
        list(xml_file.read_documents(data, "a.xml"))
    assert caught.value.code == code


HOURS = [(f"{hour:02}00", f"{(hour + 1) % 24:02}00") for hour in range(24)]
PERIOD = '\n <period start="%s" end="%s">%s</period>'
PLAIN = [f"<value>{hour}</value>" for hour in range(24)]


def message(cells, head='measuringchannel code="01" desc="A+"', around="%s"):
    """A message of one channel; ``cells``: what is in its periods."""
    pairs = zip(HOURS, cells, strict=False)
    body = "".join(PERIOD % (*hours, cell) for hours, cell in pairs)
    channel = around % f"<{head}>{body}\n</{head.split()[0]}>"
    return (
        '<?xml version="1.0" encoding="windows-1251"?><message class="80020">'
        "<datetime><day>20261101</day></datetime><area><inn>1</inn>"
        f'<measuringpoint code="7" name="Ввод">{channel}</measuringpoint>'
        "</area></message>"
    ).encode("windows-1251")


def outcome(data):
    try:
        return askue_80020.read(data)
    except FileError as error:
        return error.code, error.figures


def changed(place, cell):
    return [*PLAIN[:place], cell, *PLAIN[place + 1 :]]


PLAIN_MESSAGES = {
    "numbers": message(PLAIN),
    "decimals": message(changed(3, "<value>1,25</value>")),
    "status of all is commercial": message(changed(3, '<value status="0">3</value>')),
    "another channel": message(PLAIN, 'channel code="3" desc=\'R+ "x"\''),
    "point without a channel": message(PLAIN, 'channel code="9"'),
}
OTHER_MESSAGES = {
    "non-commercial": message(changed(3, '<value status="1">3</value>')),
    "note": message(changed(3, '<value extendedstatus="114">3</value>')),
    "empty": message(changed(3, "<value/>")),
    "finer than Wh": message(["<value>0.3333</value>"] * 24),
    "negative": message(changed(3, "<value>-3</value>")),
    "too large": message(changed(3, "<value>2147484</value>")),
    "no number": message(changed(3, "<value>3kWh</value>")),
    "two values": message(changed(3, "<value>3</value><value>4</value>")),
    "half of the day": message(PLAIN[:12]),
    "comment": message(changed(3, "<!-- 1 --><value>3</value>")),
    "text": message(changed(3, "one<value>3</value>")),
    "NUL": message(changed(3, "\0")),
    "form feed": message(changed(3, "\f<value>3</value>")),
    "not closed": message(changed(3, "<value>3</valu>")),
    "nothing": message([]),
    "greater in the head": message(PLAIN, 'channel code="01" desc=">"'),
}
HIDDEN_MESSAGES = {
    "in a comment": message(PLAIN, around="<!-- %s -->"),
    "in characters": message(PLAIN, around="<![CDATA[ %s ]]>"),
    "one level deeper": message(PLAIN, around="<x>%s</x>"),
}


@pytest.mark.parametrize("name", PLAIN_MESSAGES | OTHER_MESSAGES | HIDDEN_MESSAGES)
def test_plain_days_are_read_like_all_others(name, monkeypatch):
    data = (PLAIN_MESSAGES | OTHER_MESSAGES | HIDDEN_MESSAGES)[name]
    found = outcome(data)
    monkeypatch.setattr(PlainPeriods, "take", lambda self, data: data)
    assert found == outcome(data)


def test_which_days_are_plain():
    def is_taken(data):
        return PlainPeriods().take(data) != data

    assert all(map(is_taken, PLAIN_MESSAGES.values()))
    assert not any(map(is_taken, OTHER_MESSAGES.values()))


def test_values_and_lines_of_a_plain_day():
    (file,) = askue_80020.read(message(changed(3, "<value>1,25</value>")))
    assert file.days[0].values[:5] == (0, 1000, 2000, 1250, 4000)
    assert (file.days[0].step, file.days[0].line_no, file.count) == (60, 1, 24)
    plain = PlainPeriods()
    assert plain.take(message(PLAIN)).count(b"\n") == message(PLAIN).count(b"\n")
