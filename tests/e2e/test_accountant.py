from playwright.sync_api import expect
from site_under_test import MONTH

STATE = ".o_statusbar_status button[data-value='{}'].o_arrow_button_current"


def test_accountant_bills_a_month(visit):
    """A run of the open month is looked at first, then booked; both by jobs."""
    accountant = visit("accountant")
    accountant.choose(
        "elektrohisob_billing.billing_menu", "elektrohisob_billing.charge_run_menu"
    )
    page = accountant.page
    page.click(".o_list_button_add")
    period = accountant.field("period_id")
    if not period.input_value():
        period.fill(MONTH)
        page.click(f".o-autocomplete--dropdown-menu >> text={MONTH}")
    page.click("button[name='action_preview']:visible")
    expect(page.locator(STATE.format("preview"))).to_be_visible(timeout=180_000)
    accountant.settle()
    accountant.shoot("preview")
    page.click("button[name='action_start']:visible")
    page.click(".modal-footer .btn-primary")
    expect(page.locator(STATE.format("done"))).to_be_visible(timeout=180_000)
    accountant.settle()
    accountant.shoot("done")
    charged = page.locator(".o_field_widget[name='charged_count']").first
    expect(charged).not_to_have_text("0")


def test_accountant_sees_the_turnover(visit):
    """The report of the month has rows."""
    accountant = visit("accountant")
    accountant.choose(
        "elektrohisob_reports.reports_menu", "elektrohisob_reports.turnover_report_menu"
    )
    found = accountant.page.locator(".o_data_row, .o_group_header, .o_pivot td")
    expect(found.first).to_be_visible()
