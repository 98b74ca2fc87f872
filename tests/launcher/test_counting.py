"""Counting tests, and the closing line that is read by machines."""

from launcher import doctor, odoo_run, odoo_stage, pytest_stage
from launcher.tally import Tally

LOG = """\
2026-01-01 10:00:00,000 12 INFO db odoo.tests.stats: elektrohisob_base: 3 tests 0.1s
2026-01-01 10:00:00,000 12 WARNING db odoo.x: odd
2026-01-01 10:00:00,000 12 INFO db odoo.tests.result: 1 failed, 2 error(s) of 10 tests \
when loading database 'db'
"""


def test_closing_line():
    assert str(Tally(3)) == "3 passed, 0 failed"
    assert str(Tally(3, 1) + Tally(1, 0, 2)) == "4 passed, 1 failed, 2 skipped"


def test_odoo_counts():
    assert odoo_stage.parse(LOG) == Tally(7, 3)
    assert odoo_stage.parse("") == Tally()


def test_any_warning_counts(tmp_path):
    log = tmp_path / "log"
    log.write_text(LOG)
    assert odoo_run.bad_lines(log) == [LOG.splitlines()[1]]


def test_a_traceback_comes_with_its_line(tmp_path):
    log = tmp_path / "log"
    bad = "2026-01-01 10:00:00,000 12 ERROR db odoo.x: odd"
    log.write_text(f"{LOG}{bad}\nTraceback:\nValueError: 1\n{LOG}")
    assert odoo_run.bad_lines(log)[1] == f"{bad}\nTraceback:\nValueError: 1"


def test_pytest_report(tmp_path):
    report = tmp_path / "r.xml"
    assert pytest_stage.count(report) == Tally()
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/>'
        "</testsuites>"
    )
    assert pytest_stage.count(report) == Tally(5, 2, 2)


def test_invariants_file():
    text = "-- a remark\n-- name: books balance\nSELECT 1\nWHERE false;\n-- name: b\n"
    assert list(doctor.statements(text)) == [("books balance", "SELECT 1\nWHERE false")]
