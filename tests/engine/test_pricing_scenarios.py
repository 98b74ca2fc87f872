"""Every pricing scenario, run pure."""

import pytest

from engine.pricing_case import CASES, Case


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_pricing_scenario(folder):
    case = Case(folder)
    assert case.found() == case.expected()


def test_scenarios_are_found_and_calculated_by_hand():
    assert len(CASES) >= 20
    for folder in CASES:
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert text.startswith("# "), folder
        assert "hand" in text, f"{folder}: no calculation by hand"
