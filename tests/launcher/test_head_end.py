"""The simulator of the head-end starts once, answers, and is stopped."""

import json
import socket
import time
import urllib.error
import urllib.request

import pytest

from launcher import head_end, paths, server


@pytest.fixture
def simulator(tmp_path):
    made = head_end.Simulator(port=server.free_port(), folder=tmp_path)
    yield made
    made.stop()


def ask(port, path):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={"Authorization": f"Bearer {head_end.KEY}"},
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
    assert ask(simulator.port, "/simulator/state")["commands"] == {}
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


def test_the_demonstration_looks_for_it_at_this_port():
    demo = paths.ADDONS / "elektrohisob_billing" / "models" / "demo_remote.py"
    text = demo.read_text(encoding="utf-8")
    assert f'"http://127.0.0.1:{head_end.PORT}"' in text
    assert f'"head_end_key": "{head_end.KEY}"' in text
