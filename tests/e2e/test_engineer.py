from playwright.sync_api import expect
from site_under_test import Session

DAY = "2026-10-20"


def get_rows() -> list[dict]:
    """Five household meters with a reading before the day and none after it."""
    engineer = Session("engineer")
    readings = engineer.call(
        "elektrohisob.reading",
        "search_read",
        [("state", "=", "valid"), ("date", "=", "2026-10-01")],
        ["account_id", "value"],
        limit=200,
        order="id",
    )
    later = engineer.call(
        "elektrohisob.reading",
        "search_read",
        [("date", ">", "2026-10-01"), ("state", "in", ("valid", "queued"))],
        ["account_id"],
    )
    busy = {row["account_id"][0] for row in later}
    free = [row for row in readings if row["account_id"][0] not in busy]
    accounts = engineer.call(
        "elektrohisob.account",
        "read",
        [row["account_id"][0] for row in free[:5]],
        ["number"],
    )
    numbers = {account["id"]: account["number"] for account in accounts}
    return [
        {"number": numbers[row["account_id"][0]], "value": row["value"] + 150}
        for row in free[:5]
    ]


def test_engineer_imports_a_file_of_readings(visit, tmp_path):
    """Five rows: the wizard checks, imports and shows the protocol."""
    rows = get_rows()
    assert len(rows) == 5
    path = tmp_path / "readings.csv"
    lines = [f"{row['number']};{DAY};{row['value']}" for row in rows]
    path.write_text("\n".join(["account;date;value", *lines]), encoding="utf-8")
    engineer = visit("engineer")
    engineer.choose(
        "elektrohisob_metering.metering_menu",
        "elektrohisob_metering.reading_import_menu",
    )
    page = engineer.page
    with page.expect_file_chooser() as chooser:
        page.click(".modal .o_field_widget[name='file'] .o_select_file_button")
    chooser.value.set_files(path)
    page.click(".modal button[name='action_read']")
    expect(page.locator(".modal [name='column_ids'] .o_data_row")).to_have_count(3)
    engineer.shoot("columns")
    page.click(".modal button[name='action_check']")
    expect(page.locator(".modal .o_field_widget[name='rows']")).to_have_text("5")
    expect(page.locator(".modal .o_field_widget[name='accepted']")).to_have_text("5")
    engineer.shoot("checked")
    page.click(".modal button[name='action_import']")
    protocol = page.locator(".o_form_view .o_field_widget[name='accepted']").last
    expect(protocol).to_have_text("5")
    engineer.settle()


def test_engineer_looks_at_the_queue(visit):
    """Readings waiting for a decision open with their reason."""
    engineer = visit("engineer")
    engineer.choose(
        "elektrohisob_metering.metering_menu",
        "elektrohisob_metering.reading_queue_menu",
    )
    rows = engineer.page.locator(".o_group_header, .o_data_row")
    expect(rows.first).to_be_visible()
    if engineer.page.locator(".o_group_header").count():
        engineer.page.locator(".o_group_header").first.click()
    row = engineer.page.locator(".o_data_row").first
    expect(row.locator("[name='check_note']")).not_to_be_empty()
