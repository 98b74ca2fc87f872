from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine.diff import accumulate, difference
from odoo.addons.elektrohisob_billing.engine.correction import compare_months, total

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)

books = st.dictionaries(
    st.tuples(st.sampled_from([MAY, JUNE]), st.integers(1, 3)),
    st.tuples(*[st.integers(-1000, 1000)] * 3),
)


def test_blocks_of_a_month_are_summed():
    """May 300 kWh: 200 x 650 + 100 x 900; right are 350: 150 in the second block."""
    booked = {(MAY, 1): (200_000, 13_000_000, 0), (MAY, 2): (100_000, 9_000_000, 0)}
    right = {(MAY, 1): (200_000, 13_000_000, 0), (MAY, 2): (150_000, 13_500_000, 0)}
    (month,) = compare_months(right, booked, {MAY})
    assert month.before == (300_000, 22_000_000, 0)
    assert month.after == (350_000, 26_500_000, 0)
    assert month.change == (50_000, 4_500_000, 0)


def test_a_month_charged_by_mistake_goes_to_nothing():
    (month,) = compare_months({}, {(JUNE, 1): (5, 7, 1)}, {JUNE})
    assert (month.after, month.change) == ((0, 0, 0), (-5, -7, -1))


def test_only_the_months_asked_for():
    book = {(MAY, 1): (1, 1, 1), (JUNE, 1): (1, 1, 1)}
    assert [m.month for m in compare_months(book, {}, {JUNE})] == [JUNE]


@given(books, books)
def test_document_adds_up_to_what_is_booked(right, booked):
    """The sum of the months is the sum of the lines the settlement writes."""
    lines = difference(right, booked)
    months = compare_months(right, booked, {MAY, JUNE})
    written = accumulate(("all", figures) for figures in lines.values())
    assert total(months) == written.get("all", (0, 0, 0))
