import json
import urllib.error
import urllib.request

import pytest
from site_under_test import ACCOUNT, DATABASE, URL, Session


@pytest.fixture(scope="module")
def key() -> str:
    """An API key of the accountant, made by his session."""
    return Session("accountant").make_key("journeys")


def post(path: str, key: str | None, **body: object) -> tuple[int, object]:
    """Status and answer of a JSON-2 call."""
    headers = {"Content-Type": "application/json", "X-Odoo-Database": DATABASE}
    if key:
        headers["Authorization"] = f"bearer {key}"
    request = urllib.request.Request(
        f"{URL}/json/2/{path}", data=json.dumps(body).encode(), headers=headers
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read().decode()
        return error.code, json.loads(text) if text.startswith("{") else text


def test_balance_and_statement_agree(key):
    """What is owed is what the statement ends with."""
    status, balance = post(
        "elektrohisob.account/balance", key, account=ACCOUNT, date="2026-12-31"
    )
    assert status == 200
    status, statement = post(
        "elektrohisob.account/statement",
        key,
        account=ACCOUNT,
        date_from="2026-01-01",
        date_to="2026-12-31",
    )
    assert status == 200
    assert statement["closing"] == balance["balance"]
    lines = sum(line["debit"] - line["credit"] for line in statement["lines"])
    assert round(statement["opening"] + lines, 2) == statement["closing"]


def test_errors_have_the_status_of_the_documentation(key):
    """See docs/api.md, Errors."""
    assert post("elektrohisob.account/find", None, query="1")[0] == 401
    assert post("elektrohisob.account/find", "0" * 40, query="1")[0] == 401
    status, answer = post("elektrohisob.account/balance", key, account="1" * 13)
    assert status == 422
    assert "1111111111111" in answer["message"]
    assert post("elektrohisob.account/_settle", key)[0] == 403
    assert post("elektrohisob.account/nothing", key)[0] == 404
    assert post("elektrohisob.nothing/find", key)[0] == 404
    assert post("elektrohisob.account/find", key)[0] == 422
    assert post("elektrohisob.account/find", key, query="1", colour="red")[0] == 422
    status, _answer = post(
        "elektrohisob.reading/submit",
        key,
        account=ACCOUNT,
        date="2026-10-10",
        value=1,
    )
    assert status == 403


def test_message_in_the_language_asked_for(key):
    """The context carries the language."""
    _status, answer = post(
        "elektrohisob.account/balance",
        key,
        account="1" * 13,
        context={"lang": "ru_RU"},
    )
    assert answer["message"]


def test_consumer_gets_no_key():
    """Keys are for staff."""
    with pytest.raises(Exception, match=r"."):
        Session("consumer").make_key("journeys")
