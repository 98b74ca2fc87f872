"""Exchange with 1C: whatever happens to messages, the books agree at the end."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.elektrohisob_billing.engine import onec

KEYS = "abcde"
STEPS = st.one_of(
    st.tuples(st.just("change"), st.sampled_from(KEYS), st.integers(0, 9)),
    st.tuples(st.just("drop"), st.sampled_from(KEYS), st.just(0)),
    st.tuples(
        st.sampled_from(["send", "answer"]),
        st.sampled_from(["deliver", "lose", "keep"]),
        st.just(0),
    ),
    st.tuples(
        st.sampled_from(["late", "late_answer"]), st.just(""), st.integers(0, 50)
    ),
)


class Pair:
    """We and a peer, with all messages that were ever kept on the way."""

    def __init__(self):
        self.ours = onec.Node("EH", "БП")
        self.theirs = onec.Node("БП", "EH")
        self.facts, self.changes, self.books = {}, {}, {}
        self.kept, self.kept_answers = [], []

    def send(self):
        found = onec.find_changes(self.changes, self.facts, list(self.changes))
        self.changes.update(found)
        self.ours, carried, header = onec.prepare(self.ours, self.changes)
        self.changes.update(carried)
        return header, {key: change.digest for key, change in carried.items()}

    def deliver(self, header, body):
        self.theirs, verdict = onec.take(self.theirs, header)
        if verdict == onec.ACCEPTED:
            self.books.update(body)

    def answer(self):
        self.theirs, _carried, header = onec.prepare(self.theirs, {})
        return header

    def take(self, header):
        self.ours, verdict = onec.take(self.ours, header)
        if verdict == onec.ACCEPTED:
            self.changes.update(onec.confirm(self.changes, header.received_no))

    def do(self, what, how, number):
        if what == "change":
            self.facts[how] = str(number)
        elif what == "drop":
            self.facts.pop(how, None)
        elif what == "late" and self.kept:
            self.deliver(*self.kept[number % len(self.kept)])
        elif what == "late_answer" and self.kept_answers:
            self.take(self.kept_answers[number % len(self.kept_answers)])
        elif what == "send":
            self.on_the_way(self.send(), how, self.kept, lambda m: self.deliver(*m))
        elif what == "answer":
            self.on_the_way(self.answer(), how, self.kept_answers, self.take)

    @staticmethod
    def on_the_way(message, how, kept, arrive):
        if how != "lose":
            kept.append(message)
        if how == "deliver":
            arrive(message)

    def get_books(self):
        return {key: text for key, text in self.books.items() if text != onec.GONE}


@given(st.lists(STEPS, max_size=60))
def test_books_agree_after_faults(steps):
    pair = Pair()
    for step in steps:
        pair.do(*step)
    pair.deliver(*pair.send())
    assert pair.get_books() == pair.facts
    pair.take(pair.answer())
    assert all(change.is_confirmed for change in pair.changes.values())
    _header, body = pair.send()
    assert not body


@given(st.lists(STEPS, max_size=60))
def test_confirmed_is_with_the_peer(steps):
    """What is said to be confirmed, the peer has."""
    pair = Pair()
    for step in steps:
        pair.do(*step)
        for key, change in pair.changes.items():
            if change.is_confirmed:
                assert pair.books.get(key, onec.GONE) == change.digest


def test_changed_again_before_the_receipt():
    pair = Pair()
    pair.facts["a"] = "1"
    pair.deliver(*pair.send())
    answer = pair.answer()
    pair.facts["a"] = "2"
    message = pair.send()
    pair.take(answer)
    assert not pair.changes["a"].is_confirmed
    pair.deliver(*message)
    assert pair.get_books() == {"a": "2"}


def test_foreign_message_counts_for_nothing():
    node = onec.Node("EH", "БП", 3, 4)
    header = onec.Receipt("ДЗ", "EH", 9, 3)
    assert onec.take(node, header) == (node, onec.FOREIGN)


def test_restored_peer_gets_it_again():
    changes = {"a": onec.Change("1", 5, True), "b": onec.Change("2", 3, True)}
    assert list(onec.confirm(changes, 4)) == ["a"]
