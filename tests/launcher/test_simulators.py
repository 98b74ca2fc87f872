"""Simulators of the demonstration start once, answer, and are stopped."""

import base64
import dataclasses
import json
import socket
import time
import urllib.error
import urllib.request

import pytest

from launcher import paths, server, simulators
from launcher.conf import Server

MODELS = paths.ADDONS / "elektrohisob_billing" / "models"
#: Where the demonstration names each, and what it says there.
PLACES = {
    "head-end": ("demo_remote.py", '"http://127.0.0.1:8350"', '"head_end_key": "demo"'),
    "sms": ("demo_sms.py", '"http://127.0.0.1:8360/eskiz"', '"sms_secret": "demo"'),
    "1c": ("demo_onec.py", '"http://127.0.0.1:8370/buh"', '"onec_secret": "demo"'),
    "e-invoice": (
        "demo_einvoice.py",
        '"http://127.0.0.1:8380/soliq"',
        '"einvoice_secret": "demo"',
    ),
}


@pytest.fixture(params=simulators.ALL, ids=lambda one: one.name)
def simulator(request, tmp_path):
    yield from prepare(request.param, tmp_path)


def prepare(one, tmp_path):
    made = dataclasses.replace(one, port=server.free_port(), folder=tmp_path)
    try:
        yield made
    finally:
        made.stop()


def ask(port, authorization):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/simulator/state",
        headers={"Authorization": authorization},
    )
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return json.load(answer)
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the simulator does not answer")


def test_start_answer_stop(simulator):
    assert simulator.state() == "not running"
    assert simulator.start()
    pid = simulator.pid()
    assert isinstance(ask(simulator.port, "Bearer demo"), dict)
    assert simulator.start()
    assert simulator.pid() == pid  # not a second one
    assert str(pid) in simulator.state()
    assert simulator.stop()
    assert simulator.pid() is None
    assert not simulator.stop()


def test_a_taken_port_stops_nothing(simulator, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", simulator.port))
        taken.listen()
        assert not simulator.start()
    assert "was not started" in capsys.readouterr().out
    assert simulator.pid() is None


def test_the_demonstration_looks_for_them_at_these_ports():
    assert {one.name for one in simulators.ALL} == set(PLACES)
    for one in simulators.ALL:
        name, *words = PLACES[one.name]
        text = (MODELS / name).read_text(encoding="utf-8")
        assert f":{one.port}" in words[0]
        for word in words:
            assert word in text, one.name


def test_the_operator_remembers_what_it_was_handed(monkeypatch, tmp_path):
    row = ["A1", "factura", '{"FacturaDoc": {}}', None, "2026-10-05 10:00:00", "sent"]
    monkeypatch.setattr(simulators.sql, "rows", lambda *_: [row])
    made = prepare(simulators.EINVOICE, tmp_path)
    one = next(made)
    assert one.start(Server("socket", 5432, "odoo", "", embedded=False))
    documents = ask(one.port, "")["documents"]
    assert documents["A1"]["state"] == "sent"
    assert documents["A1"]["document"] == "factura"
    made.close()


def test_the_books_of_1c_are_read_from_what_it_was_told(monkeypatch, tmp_path):
    text = base64.b64encode(b"no message of 1C").decode()
    monkeypatch.setattr(simulators.sql, "rows", lambda *_: [[7, text], [7, None]])
    assert simulators.read_books(None) == {"sent": 7, "messages": [text]}
