import re

from playwright.sync_api import expect
from site_under_test import ACCOUNT, Session


def get_balance() -> float:
    """So'm owed by the consumer."""
    answer = Session("accountant").call(
        "elektrohisob.account", "balance", account=ACCOUNT
    )
    return answer["balance"]


def test_cashier_takes_a_payment(visit):
    """Count, number, Enter, sum, Enter: the debt is smaller by the sum."""
    before = get_balance()
    cashier = visit("cashier")
    cashier.choose(
        "elektrohisob_billing.payments_menu", "elektrohisob_billing.payment_cash_menu"
    )
    page = cashier.page
    expect(cashier.field("query")).to_be_visible()
    if page.locator("button[name='action_open_shift']:visible").count():
        page.click("button[name='action_open_shift']")
        left = page.locator(".modal [name='expected']").inner_text()
        counted = page.locator(".modal [name='amount'] input")
        counted.fill(re.sub(r"[^\d,]", "", left))
        counted.press("Tab")
        cashier.shoot("count")
        page.click(".modal button[name='action_confirm']:visible")
        expect(page.locator(".modal")).to_have_count(0)
    query = cashier.field("query")
    query.fill(ACCOUNT)
    query.press("Enter")
    expect(page.locator(".o_field_widget[name='name']").first).to_be_visible()
    amount = cashier.field("amount")
    expect(amount).to_be_visible()
    cashier.shoot("consumer")
    amount.fill("12345")
    amount.press("Tab")
    page.click("button[name='action_accept']")
    label = page.locator(".o_field_widget[name='payment_label']")
    expect(label).to_contain_text(re.compile(r"12\D?345"))
    cashier.settle()
    assert round(before - get_balance(), 2) == 12345
