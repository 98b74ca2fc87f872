import re

from playwright.sync_api import expect
from site_under_test import ACCOUNT

OWN = "Own-parol-2026"


def test_clerk_finds_a_consumer_by_number(visit):
    """The number typed in the search gives one row; the form shows money and chart."""
    clerk = visit("clerk")
    clerk.open("/odoo/consumers")
    search = clerk.page.locator(".o_searchview_input")
    search.fill(ACCOUNT)
    search.press("Enter")
    rows = clerk.page.locator(".o_list_view .o_data_row")
    expect(rows).to_have_count(1)
    clerk.shoot("list")
    rows.locator(".o_data_cell").first.click()
    expect(clerk.page.locator(".o_form_view")).to_be_visible()
    clerk.settle()
    number = clerk.page.locator(".o_field_widget[name='number']").first
    expect(number).to_contain_text(re.compile(rf"{ACCOUNT[:5]}\s?{ACCOUNT[5:]}"))
    amount = clerk.page.locator(".o_field_widget[name='amount_due']").first
    expect(amount).to_contain_text(re.compile(r"\d"))
    expect(clerk.page.locator(".o_form_view canvas").first).to_be_visible()


def test_clerk_finds_a_consumer_by_the_end_of_the_number(visit):
    """The last eight digits are enough in the own district."""
    clerk = visit("clerk")
    clerk.open("/odoo/consumers")
    search = clerk.page.locator(".o_searchview_input")
    search.fill(ACCOUNT[5:])
    search.press("Enter")
    row = clerk.page.locator(".o_list_view .o_data_row")
    expect(row.first).to_contain_text(ACCOUNT[5:])


def test_clerk_of_another_district_finds_nothing(visit):
    """Yunusobod's clerk does not see Mirzo Ulugʻbek's consumers."""
    clerk = visit("clerk2")
    clerk.open("/odoo/consumers")
    expect(clerk.page.locator(".o_data_row").first).to_be_visible()
    search = clerk.page.locator(".o_searchview_input")
    search.fill(ACCOUNT)
    search.press("Enter")
    expect(clerk.page.locator(".o_data_row")).to_have_count(0)


def test_clerk_gives_access_to_the_cabinet(visit):
    """The temporary password of the dialog opens the cabinet, once an own is chosen."""
    clerk = visit("clerk")
    clerk.open("/odoo/consumers")
    search = clerk.page.locator(".o_searchview_input")
    number = str(int(ACCOUNT) + 1)
    search.fill(number)
    search.press("Enter")
    rows = clerk.page.locator(".o_list_view .o_data_row")
    expect(rows).to_have_count(1)
    rows.locator(".o_data_cell").first.click()
    clerk.page.click("button[name='action_grant_cabinet']")
    clerk.page.click(".modal button[name='action_grant']")
    shown = clerk.page.locator(".modal .o_field_widget[name='password']")
    expect(shown).to_have_text(re.compile(r"\w{4}-\w{4}"))
    clerk.shoot("password")
    password = shown.inner_text().strip()
    consumer = visit(number, password=password, width=390)
    expect(consumer.page.locator("#present")).to_be_visible()
    consumer.shoot("choose")
    for field, text in (("present", password), ("new", OWN), ("again", OWN)):
        consumer.page.fill(f"#{field}", text)
    consumer.page.click("form[action='/elektrohisob/password'] button")
    expect(consumer.page.locator(".o_elh_number").first).to_contain_text(number[5:])
    expect(consumer.page.locator("a[href='/my/security']").first).to_be_visible()
