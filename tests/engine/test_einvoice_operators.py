"""Soliqservice and Didox against their simulator, and whatever goes wrong meanwhile."""

import base64
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import pytest
import requests

from odoo.addons.elektrohisob_billing.adapters import einvoice
from odoo.addons.elektrohisob_billing.adapters.einvoice import (
    Access,
    OperatorTrouble,
    Signed,
)
from odoo.addons.elektrohisob_billing.adapters.einvoice_didox import Didox
from odoo.addons.elektrohisob_billing.adapters.einvoice_didox import (
    state_of as didox_state,
)
from odoo.addons.elektrohisob_billing.adapters.einvoice_factura import build
from odoo.addons.elektrohisob_billing.adapters.einvoice_operators import OPERATORS
from odoo.addons.elektrohisob_billing.adapters.einvoice_soliq import Soliq
from odoo.addons.elektrohisob_billing.adapters.einvoice_soliq import (
    state_of as soliq_state,
)
from odoo.addons.elektrohisob_billing.tools import einvoice_simulator
from odoo.addons.elektrohisob_billing.tools.einvoice_simulator_book import Simulator

from engine.einvoices import DAY, ROW, D, make

SECRET = "maxfiy-so'z"
BOTH = pytest.mark.parametrize("kind", ["soliqservice", "didox"])
FAULTS = ("lost", "drop", "done", "error", "busy", "garbage", "expire")
CALLS = ("guid", "save", "stamp", "sign", "card", "list", "login", "tosign", "cancel")
ATTEMPTS = 60


@dataclass
class Desk:
    """A simulator and a client of one of its operators."""

    simulator: Simulator
    client: einvoice.Operator
    kind: str

    def draft(self, number="EH-1", again=False, identity=""):
        identity = identity or self.client.new_id()
        content = build(make(number=number, identity=identity))
        return self.client.save("factura", content, "", again)


@contextmanager
def open_desk(kind):
    simulator = Simulator("demo", SECRET, hang=0.01)
    server = einvoice_simulator.make_server(simulator)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    path = "soliq" if kind == "soliqservice" else "didox"
    access = Access(f"http://127.0.0.1:{server.server_port}/{path}", "300000001")
    access.login = "demo" if path == "soliq" else ""
    access.secret, access.partner = SECRET, "jwt"
    try:
        yield Desk(simulator, OPERATORS[kind](access), kind)
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def desk(kind):
    with open_desk(kind) as found:
        yield found


def sign(payload):
    """The test signer: something before the bytes that are signed."""
    return Signed(base64.b64encode(b"TEST" + payload).decode(), "00")


def trouble_of(call, *arguments):
    with pytest.raises(OperatorTrouble) as caught:
        call(*arguments)
    return caught.value


def test_kinds():
    assert {"soliqservice": Soliq, "didox": Didox} == OPERATORS


@pytest.mark.parametrize(
    ("state", "word", "number"),
    [
        ("draft", "template", 0), ("sent", "receive", 1), ("accepted", "accept", 3),
        ("refused", "reject", 4), ("cancelled", "cancel", 5555),
        ("annulled", "revoked_by_gnk", 50), ("undelivered", "fail", 40),
        ("sent", "agent_receive", 60), ("absent", "not_found", 55),
        ("other", "something new", 77), ("other", "", "²"),
    ],
)  # fmt: skip
def test_states(state, word, number):
    assert (soliq_state(word), didox_state(number)) == (state, state)


@BOTH
def test_life_of_a_document(desk, kind):
    client = desk.client
    assert client.check() == "Soliq to'lovchi 300000001"
    assert client.find_party("300000002")["vat_status"] == 20
    draft = desk.draft()
    assert client.ask("factura", draft.id).state == "draft"
    assert client.submit("factura", draft.id, sign(draft.payload)).state == "sent"
    desk.simulator.move(draft.id, "refused", "Summa noto'g'ri")
    status = client.ask("factura", draft.id)
    assert (status.state, status.reason) == ("refused", "Summa noto'g'ri")
    (change,) = client.changes(datetime(2020, 1, 1), date(2020, 1, 1))
    assert (change.id, change.state) == (draft.id, "refused")
    assert client.ask("factura", "0" * 24).state == "absent"


@BOTH
def test_register(desk, kind):
    draft = desk.draft()
    desk.client.submit("factura", draft.id, sign(draft.payload))
    (row,) = desk.client.register(date(2026, 10, 1), DAY)
    assert (row.id, row.number, row.date) == (draft.id, "EH-1", DAY)
    assert (row.net, row.vat, row.total) == (
        D("267857.14"), D("32142.86"), D("300000.00"),
    )  # fmt: skip
    assert (row.buyer_tin, row.state) == ("300000002", "sent")
    assert desk.client.register(date(2026, 9, 1), date(2026, 9, 30)) == []


@BOTH
def test_more_than_a_page(desk, kind):
    for number in range(101):
        desk.client.save(
            "factura",
            build(make(number=f"EH-{number}", identity=f"{number:024x}")),
            "",
            False,
        )
        desk.simulator.move(list(desk.simulator.documents)[-1], "sent")
    rows = desk.client.register(DAY, DAY)
    assert len({row.number for row in rows}) == 101


@BOTH
def test_taken_back(desk, kind):
    draft = desk.draft()
    desk.client.submit("factura", draft.id, sign(draft.payload))
    wish = desk.client.prepare_cancel("factura", draft.id, "Xato summa")
    assert b"Xato summa" in wish
    assert desk.client.cancel("factura", draft.id, sign(wish)).state == "cancelled"
    again = trouble_of(desk.client.cancel, "factura", draft.id, sign(wish))
    assert again.code == "refused"


@BOTH
def test_a_field_too_many_is_refused(desk, kind):
    content = build(make()) | {"Expansion": 1}
    trouble = trouble_of(desk.client.save, "factura", content, "", False)
    assert (trouble.code, trouble.detail) == ("refused", "unknown field Expansion")


@BOTH
def test_troubles(desk, kind):
    for fault, code in (
        ("error", "unknown"), ("done", "unknown"), ("lost", "unknown"),
        ("drop", "unknown"), ("garbage", "unknown"), ("busy", "busy"),
        ("refuse", "refused"),
    ):  # fmt: skip
        desk.simulator.faults = {"party": {"fault": fault, "times": 1}}
        assert trouble_of(desk.client.check).code == code, fault
    assert desk.client.check()


@BOTH
def test_nobody_listens(kind):
    """A refused connection: not a byte has left."""
    access = Access("http://127.0.0.1:9", "300000001", "a", "b", token="t")
    access.token_until = 1e12
    client = OPERATORS[kind](access)
    assert trouble_of(client.ask, "factura", "x").code == "line"


@BOTH
def test_a_wrong_password(desk, kind):
    desk.client.access.secret = "boshqa"
    trouble = trouble_of(desk.client.check)
    assert trouble.code == "login"
    assert SECRET not in str(trouble) and "boshqa" not in str(trouble)
    assert "boshqa" not in repr(desk.client.access)


def test_the_key_of_didox_is_kept():
    """One login for many calls; one more when the key is void, and none when the
    service asks to come later."""
    with open_desk("didox") as desk:
        for _number in range(5):
            desk.client.check()
        assert desk.simulator.logins == 1
        desk.simulator.tokens.clear()
        desk.client.check()
        assert desk.simulator.logins == 2
        desk.client.access.token = ""
        desk.simulator.faults = {"login": {"fault": "busy", "times": 1}}
        assert trouble_of(desk.client.check).code == "busy"
        assert desk.simulator.logins == 2


def test_a_person_logs_in_for_the_company():
    with open_desk("didox") as desk:
        desk.client.access.login = "12345678901234"
        desk.client.check()
        assert desk.simulator.calls[:2] == ["didox login", "didox company"]


# === EXACTLY ONCE === #


def register_once(client, number):
    """What the queue does, over and over, until the document is sent: the number is
    kept, what was signed is kept, and before it is handed over again one asks."""
    kept = {"again": False, "identity": "", "draft": None}
    for _attempt in range(ATTEMPTS):
        with suppress(OperatorTrouble):
            if step(client, number, kept):
                return kept["draft"].id
    raise AssertionError(f"{number} is not sent after {ATTEMPTS} attempts")


def step(client, number, kept):
    kept["identity"] = kept["identity"] or client.new_id()
    if not kept["draft"]:
        again, kept["again"] = kept["again"], True
        content = build(make(number=number, identity=kept["identity"]))
        kept["draft"] = client.save("factura", content, "", again)
        return False
    draft = kept["draft"]
    status = client.ask("factura", draft.id)
    if status.state == "draft":
        status = client.submit("factura", draft.id, sign(draft.payload))
    return status.state == "sent"


@BOTH
def test_registered_once_whatever_goes_wrong(desk, kind):
    """200 documents while every third call fails in one of the seven ways."""
    random = Random(f"exactly once {kind}")
    met = []

    def chance(call):
        if random.random() > 1 / 3 or call not in CALLS:
            return ""
        fault = random.choice(FAULTS)
        met.append(fault)
        return fault

    desk.simulator.chance = chance
    numbers = [f"EH-{place}" for place in range(200)]
    found = {number: register_once(desk.client, number) for number in numbers}
    documents = desk.simulator.documents
    assert set(met) == set(FAULTS) and len(met) > 300
    assert all(documents[found[number]]["signed"] == 1 for number in numbers)
    # nothing beside them: neither a second document nor a draft left behind
    assert len(documents) == len(set(found.values())) == len(numbers)
    desk.simulator.chance = None
    rows = desk.client.register(DAY, DAY)
    assert sorted(row.number for row in rows) == sorted(numbers)
    assert {row.total for row in rows} == {ROW.net + ROW.vat}


# === HOSTILE ANSWERS === #


def nested(depth):
    value = {"message": "x"}
    for _level in range(depth):
        value = {"message": value, "data": value, "error": [value]}
    return value


HOSTILE = (
    None, True, 7, "", "x" * 10_000, [], [[]], {}, {"data": None}, {"data": []},
    {"data": [None, 7, {}]}, {"data": {"documents": 7}}, {"data": {"document": []}},
    {"data": {"documents": [{"docId": {}, "docDate": "9999-99-99"}]}},
    {"data": [{"doc_date": "2026-10-31", "doc_status": "²", "_id": True}]},
    {"data": {"Status": ["sent"], "Notes": {"a": 1}}}, {"success": False},
    {"error": {"error": {"error": 1}}}, {"message": [[["x"]]]}, {"token": 5},
    {"pkcs7b64": {}, "timeStampTokenB64": []}, {"toSign": 7}, {"document_json": "x"},
    {"_id": "1", "document_json": {"FacturaDoc": {"FacturaNo": float("nan")}}},
    nested(12),
)  # fmt: skip


class Answer:
    """An answer of an operator that has been taken over."""

    headers = {"Retry-After": "²" * 9000}
    text = "<html>"

    def __init__(self, content, status=200):
        self.content, self.status_code = content, status

    def json(self):
        if isinstance(self.content, Exception):
            raise self.content
        return self.content


@BOTH
@pytest.mark.parametrize("status", [200, 302, 400, 404, 422, 429, 500])
def test_hostile_answers(kind, status, monkeypatch):
    """Whatever is answered, it is a trouble with a code, or a result without harm."""
    access = Access("http://127.0.0.1:9", "300000001", "a", "b", token="t")
    access.token_until = 1e12
    client = OPERATORS[kind](access)
    first = date(2026, 10, 1)
    calls = (
        lambda: client.check(),
        lambda: client.find_party("300000002"),
        lambda: client.new_id(),
        lambda: client.save("factura", build(make()), "", True),
        lambda: client.submit("factura", "x", sign(b"{}")),
        lambda: client.ask("act", "x"),
        lambda: client.prepare_cancel("factura", "x", "y"),
        lambda: client.cancel("factura", "x", sign(b"{}")),
        lambda: client.changes(datetime(2026, 1, 1), first),
        lambda: client.register(first, DAY),
    )
    for content in (*HOSTILE, ValueError("no JSON"), RecursionError()):
        answer = Answer(content, status)
        monkeypatch.setattr(requests, "request", lambda *a, _=answer, **k: _)
        for call in calls:
            try:
                call()
            except OperatorTrouble as trouble:
                assert len(trouble.detail) <= 300
