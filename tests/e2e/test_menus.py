import pytest
from site_under_test import ROLES


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
        page.keyboard.press("Escape")
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


@pytest.mark.parametrize("role", ROLES)
def test_every_menu_opens(visit, role):
    """No menu of any role ends in an error."""
    visitor = visit(role)
    visitor.open("/odoo/consumers")
    sections = visitor.page.locator(".o_menu_sections > [data-menu-xmlid]")
    sections.first.wait_for()
    names = [section.get_attribute("data-menu-xmlid") for section in sections.all()]
    assert names
    for section in names:
        items = get_items(visitor, section)
        if not items:
            look_around(visitor, section.split(".")[1])
            assert not visitor.troubles, visitor.troubles
        for item in items:
            visitor.choose(section, item)
            look_around(visitor, item.split(".")[1])
            assert not visitor.troubles, visitor.troubles
