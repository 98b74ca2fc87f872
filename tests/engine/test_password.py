"""Rules of passwords, and passwords by chance that keep them."""

import secrets

import pytest

from odoo.addons.elektrohisob_base.engine.password import (
    Rules,
    count_classes,
    draw,
    findings,
)


@pytest.mark.parametrize(
    ("password", "count"),
    [
        ("", 0),
        ("olma", 1),
        ("Олма", 2),
        ("olma7", 2),
        ("olma bilan", 2),
        ("Qizil-olma-7", 4),
        ("gʻisht", 2),  # ʻ has no case
    ],
)
def test_classes(password, count):
    assert count_classes(password) == count


def test_findings():
    assert findings("Qizil-olma-7", Rules(12, 4)) == []
    assert findings("Qizil-olma-7", Rules(13, 4)) == ["length"]
    assert findings("qizilolmalar", Rules(12, 2)) == ["classes"]
    assert findings("", Rules(1, 1)) == ["length", "classes"]


@pytest.mark.parametrize("classes", [1, 2, 3, 4])
@pytest.mark.parametrize("length", [4, 12, 30])
def test_drawn_passwords_keep_the_rules(length, classes):
    rules = Rules(length, classes)
    drawn = {draw(rules, secrets.choice) for _attempt in range(50)}
    assert len(drawn) == 50
    for password in drawn:
        assert findings(password, rules) == []
        assert not set("0O1lI") & set(password)
