from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_base.engine import sync


@given(st.lists(st.text(), min_size=1), st.text(max_size=5))
def test_the_tail_of_a_key_is_its_last_part_as_entered(parts, owner):
    key = sync.join_key(map(sync.escape, parts), owner)
    assert sync.tail(key) == parts[-1]
    assert sync.owner(key) == sync.escape(owner)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2))
def test_different_parts_give_different_keys(parts):
    whole = sync.join_key([sync.escape("".join(parts))])
    assert sync.join_key(map(sync.escape, parts)) != whole


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text())))
def test_the_digest_does_not_depend_on_the_order(values):
    assert sync.digest(values) == sync.digest(dict(reversed(values.items())))


def test_links_of_the_chain():
    assert sync.check_link(1, "", 0, "") == sync.NEXT
    assert sync.check_link(3, "b", 2, "b") == sync.NEXT
    assert sync.check_link(3, "x", 2, "b") == sync.CHAIN
    assert sync.check_link(4, "c", 2, "b") == sync.GAP
    assert sync.check_link(2, "a", 2, "b") == sync.TAKEN


ROWS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("12"))


@given(ROWS, ROWS)
def test_taking_what_differs_leaves_no_difference(own, centre):
    """Local rows stay and are no difference, centrally owned ones become equal."""
    central = set("abc")
    found = dict(sync.compare(own, centre, central))
    for key, kind in found.items():
        if kind == "extra":
            del own[key]
        else:
            own[key] = centre[key]
    assert sync.compare(own, centre, central) == []
    assert {k: v for k, v in own.items() if k in centre} == centre


def test_changed_values():
    assert sync.changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": 3, "c": 4}


def test_names_after_what_they_need():
    needs = {"street": ["locality"], "locality": ["district"], "district": ["x"]}
    assert sync.sort_by_need(needs) == ["district", "locality", "street"]
    assert sorted(sync.sort_by_need({"a": ["b"], "b": ["a"]})) == ["a", "b"]
