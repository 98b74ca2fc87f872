import re

import pytest
from playwright.sync_api import expect
from site_under_test import ACCOUNT, Session

PHONE = 390


def get_last_value() -> float:
    """Newest valid reading of the consumer, kWh."""
    rows = Session("engineer").call(
        "elektrohisob.reading",
        "search_read",
        [("account_id.number", "=", ACCOUNT), ("state", "=", "valid")],
        ["value"],
        limit=1,
    )
    return rows[0]["value"]


def test_consumer_reads_and_sends(visit):
    """Balance on the first page, chart, bill as PDF, a reading that is answered."""
    consumer = visit("consumer", width=PHONE)
    page = consumer.page
    expect(page.locator(".o_elh_balance_sum").first).to_contain_text(re.compile(r"\d"))
    consumer.settle()
    consumer.shoot("home")
    page.click(".o_elh_card_main")
    expect(page.locator(".o_elh_chart[data-drawn='1'] canvas")).to_be_visible()
    consumer.settle()
    consumer.shoot("account")
    bill = page.locator(".o_elh_bill[open] a.o_elh_pdf")
    with page.expect_download() as download:
        bill.click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    assert ACCOUNT in download.value.suggested_filename
    page.click("a.btn-lg[href$='/reading']")
    page.fill(".o_elh_value", str(round(get_last_value()) + 90))
    expect(page.locator(".o_elh_hint")).to_have_text(re.compile(r"\d"))
    consumer.shoot("reading")
    page.click(".o_elh_send")
    answer = page.locator(".o_elh_answer")
    expect(answer).to_have_attribute(
        "data-state", re.compile("accepted|parked|refused")
    )
    consumer.settle()
    consumer.shoot("answer")


def test_consumer_logs_in_by_account_number(visit):
    """The number as printed on the bill, with its space."""
    consumer = visit(f"{ACCOUNT[:5]} {ACCOUNT[5:]}", password="consumer", width=PHONE)
    expect(consumer.page.locator(".o_elh_number").first).to_contain_text(ACCOUNT[5:])


@pytest.mark.parametrize("width", [PHONE, 1280])
@pytest.mark.parametrize("lang", ["uz", "ru"])
def test_pages_fit_the_screen(visit, lang, width):
    """No page is wider than the screen in any language."""
    consumer = visit("consumer", width=width)
    consumer.open("/my/electricity")
    account = re.search(r"/my/electricity/(\d+)", consumer.page.url).group(1)
    base = f"/{lang}/my/electricity/{account}"
    for path in ("/my", base, f"{base}/reading", f"{base}/payments"):
        consumer.open(path if path != "/my" else f"/{lang}/my")
        wide = consumer.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
        name = f"{lang}_{width}_{path.strip('/').split('/')[-1]}.png"
        consumer.page.screenshot(path=consumer.shots / name, full_page=True)


def test_consumer_does_not_see_another(visit):
    """A guessed address leads back to the own page."""
    consumer = visit("consumer", width=PHONE)
    consumer.open("/my/electricity")
    account = int(re.search(r"/my/electricity/(\d+)", consumer.page.url).group(1))
    consumer.open(f"/my/electricity/{account + 1}")
    expect(consumer.page).to_have_url(re.compile(r"/my$"))
