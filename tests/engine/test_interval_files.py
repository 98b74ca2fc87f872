"""Adapters of automatic metering: numbers, sizes, declarations."""

from decimal import Decimal

import pytest

from odoo.addons.elektrohisob_metering.adapters import xml_file
from odoo.addons.elektrohisob_metering.adapters.askue_80020 import FILE_NAME
from odoo.addons.elektrohisob_metering.adapters.intervals import (
    FileError,
    parse_number,
    to_wh,
)


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
