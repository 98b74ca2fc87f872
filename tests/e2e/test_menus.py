import os

import pytest
from site_under_test import ROLES, RpcError, Session
from walk import get_menus, read_action

WALK_ALL = os.environ.get("ELEKTROHISOB_WALK") == "all"


def get_items(visitor, section: str) -> list[str]:
    """External ids of the menus under a section; a section may have none."""
    head = visitor.page.locator(f".o_menu_sections [data-menu-xmlid='{section}']")
    head.click()
    if "o_nav_entry" in (head.get_attribute("class") or ""):  # opens its view itself
        return []
    items = visitor.page.locator(".o-dropdown--menu .dropdown-item[data-menu-xmlid]")
    items.first.wait_for()
    found = [item.get_attribute("data-menu-xmlid") for item in items.all()]
    visitor.page.keyboard.press("Escape")
    return found


def look_around(visitor, name: str) -> None:
    """The menu's view, its first record, and back to where no dialog is open."""
    visitor.settle()
    visitor.shoot(name)
    page = visitor.page
    if page.locator(".modal").count():
        # a list or a calendar that is open keeps the first Escape to itself
        page.locator(".modal .btn-close").first.click()
        page.locator(".modal").first.wait_for(state="detached")
        return
    group = page.locator(".o_list_view .o_group_header").first
    row = page.locator(".o_list_view .o_data_row .o_data_cell").first
    if not row.count() and group.count():
        group.click()
        visitor.settle()
    if row.count():
        page.mouse.move(0, 0)  # away from whatever has a tooltip
        row.click()
        visitor.settle()
        visitor.shoot(f"{name}_record")


@pytest.fixture(scope="module")
def drawn() -> set[str]:
    """Menus a browser has opened for some role already."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_menu_is_drawn(visit, drawn, role):
    """No view ends in an error in a browser: each for the first role that has it.

    ``ELEKTROHISOB_WALK=all`` has each role draw all of its own.
    """
    visitor = visit(role)
    visitor.open("/odoo/consumers")
    sections = visitor.page.locator(".o_menu_sections > [data-menu-xmlid]")
    sections.first.wait_for()
    names = [section.get_attribute("data-menu-xmlid") for section in sections.all()]
    assert names
    seen = set() if WALK_ALL else drawn
    for section in names:
        items = get_items(visitor, section)
        if not items and section not in seen:
            look_around(visitor, section.split(".")[1])
            assert not visitor.troubles, visitor.troubles
        for item in items:
            if item in seen:
                continue
            visitor.choose(section, item)
            look_around(visitor, item.split(".")[1])
            assert not visitor.troubles, visitor.troubles
        seen |= {section, *items}


@pytest.mark.parametrize("role", ROLES)
def test_every_menu_is_allowed(role):
    """The server answers each role all that its menus ask for."""
    session = Session(role)
    rows, menus, troubles = 0, 0, []
    for menu, kind, action in get_menus(session):
        menus += 1
        try:
            rows += read_action(session, kind, action)
        except RpcError as error:
            troubles.append(f"{menu}: {error}")
    assert not troubles, "\n".join(troubles)
    assert menus > 3
    assert rows > menus  # a walk through empty lists would prove little
