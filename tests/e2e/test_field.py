"""The page of a field crew on a telephone whose line comes and goes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect
from site_under_test import Session

PAGE = "/elektrohisob/field"
SEND = "**/elektrohisob/field/send"
ORDER = "elektrohisob.work.order"
#: What a browser says when it has no line: expected here.
NO_LINE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch")


class Crew:
    """A member of the crew with the telephone, and the order in work."""

    def __init__(self, visit, order: dict) -> None:
        self.visitor = visit("crew", width=390, height=844, start=PAGE)
        self.page = self.visitor.page
        self.order = order
        self.taken: list[dict] = []
        self.page.on("response", self._note)
        self.visitor.settle()

    def _note(self, response) -> None:
        if response.url.endswith(f"{PAGE}/send") and response.ok:
            self.taken.append(response.request.post_data_json["params"]["item"])

    def fill(self, remark: str) -> None:
        """Open the order, as a thumb does, and write a remark."""
        self.page.click(f"a.card[href='#{self.order['id']}']")
        self.page.fill("textarea[name='note']", remark)

    def send(self) -> None:
        """Press the button under the form."""
        self.page.click("button.send")

    def forgive(self) -> None:
        """A line that is down is no error of the page."""
        troubles = self.visitor.troubles
        troubles[:] = [text for text in troubles if not NO_LINE.search(text)]


@pytest.fixture
def orders() -> Iterator[list[dict]]:
    """Issued orders of the first crew that ask for nothing but a remark."""
    found = Session("engineer").call(
        ORDER,
        "search_read",
        [("state", "=", "issued"), ("kind", "in", ("check", "seal", "verify")),
         ("crew_id.user_ids.login", "=", "crew")],
        ["number"],
        order="id",
    )  # fmt: skip
    assert found, "the demonstration has no issued order left"
    yield found


def get_result(order: dict) -> dict:
    """What the server knows of the order."""
    fields = ["state", "note", "submission", "photo_count"]
    return Session("engineer").call(ORDER, "read", [order["id"]], fields)[0]


def test_result_written_without_a_line_arrives_once(visit, orders):
    """Filled in a cellar: kept on the telephone, sent when the line is back."""
    crew = Crew(visit, orders[0])
    crew.fill("Podvalda toʻldirildi")
    crew.visitor.context.set_offline(True)
    expect(crew.page.locator("#line")).to_have_class(re.compile("bad"))
    crew.send()
    expect(crew.page.locator("#queue")).to_contain_text("1")
    crew.visitor.shoot("offline")
    assert get_result(orders[0])["state"] == "issued"
    crew.visitor.context.set_offline(False)
    expect(crew.page.locator("#queue")).to_be_hidden()
    crew.page.click("#refresh")
    crew.page.wait_for_timeout(500)
    result = get_result(orders[0])
    assert (result["state"], result["note"]) == ("done", "Podvalda toʻldirildi")
    assert [item["uuid"] for item in crew.taken] == [result["submission"]]
    gone = crew.page.locator(f"a.card[href='#{orders[0]['id']}']")
    expect(gone).to_have_count(0)
    crew.visitor.shoot("online")
    crew.forgive()


def test_answer_lost_on_the_way_back_changes_nothing(visit, orders):
    """The server has taken the result, its answer is lost: the telephone sends it
    again, and gets the same answer."""
    crew = Crew(visit, orders[0])
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        item = route.request.post_data_json["params"]["item"]
        if not lost:
            route.fetch()  # it arrives
            lost.append(item["uuid"])
            route.abort()
        else:
            route.continue_()

    crew.page.route(SEND, lose_the_first)
    crew.fill("Javob yoʻlda yoʻqoldi")
    crew.send()
    expect(crew.page.locator("#queue")).to_be_visible()
    crew.page.click("#refresh")
    expect(crew.page.locator("#queue")).to_be_hidden()
    result = get_result(orders[0])
    assert result["state"] == "done"
    assert lost == [result["submission"]]
    assert [item["uuid"] for item in crew.taken] == lost
    crew.forgive()


def test_impatient_thumb_on_a_slow_line(visit, orders):
    """The button pressed three times while the line is slow is one result."""
    crew = Crew(visit, orders[0])

    def dawdle(route: Route) -> None:
        crew.page.wait_for_timeout(1_500)
        route.continue_()

    crew.page.route(SEND, dawdle)
    crew.fill("Sekin aloqa")
    button = crew.page.locator("button.send")
    button.evaluate("node => { node.click(); node.click(); node.click(); }")
    expect(crew.page.locator("#queue")).to_be_visible()
    expect(crew.page.locator("#queue")).to_be_hidden(timeout=30_000)
    result = get_result(orders[0])
    assert (result["state"], result["note"]) == ("done", "Sekin aloqa")
    assert [item["uuid"] for item in crew.taken] == [result["submission"]]


def test_page_opens_without_a_line(visit, orders):
    """Closed and opened again where there is no line: the orders are still there."""
    crew = Crew(visit, orders[0])
    crew.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    crew.visitor.open(PAGE)  # through the worker, which keeps it
    crew.visitor.context.set_offline(True)
    crew.page.reload()
    expect(crew.page.locator(f"a.card[href='#{orders[0]['id']}']")).to_be_visible()
    crew.visitor.context.set_offline(False)
    crew.forgive()
