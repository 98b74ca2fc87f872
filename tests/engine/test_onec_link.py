"""Exchange with a 1C over its web services and OData (onec_soap, onec_odata, onec_wsdl,
onec_entries): whatever fails, the books of both sides are the same at the end."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from odoo.addons.elektrohisob_billing.adapters import onec_documents as documents
from odoo.addons.elektrohisob_billing.adapters import (
    onec_entries,
    onec_message,
    onec_objects,
    onec_soap,
    onec_wsdl,
)
from odoo.addons.elektrohisob_billing.adapters.onec_operation import (
    read_operation,
    write_operation,
)
from odoo.addons.elektrohisob_billing.adapters.onec_soap import LinkTrouble, is_address

from . import onec_pair as pair

TOP = Path(__file__).parents[2]
REAL = Path(os.environ.get("ELEKTROHISOB_SAMPLES", TOP.parent / "shared/data/samples"))
RUNS = 300
SIDE = onec_objects.Contract(
    "side", pair.UNIT, onec_objects.Party("side:budget", "Byudjet"), name="Byudjet"
)
OPERATION = documents.Operation(
    "O-1",
    "O-1",
    pair.DAY,
    pair.UNIT,
    (
        documents.Entry(
            "4860", "9330", 1_234_56, "Penya", pair.CONTRACT, pair.CONTRACT
        ),
        documents.Entry("4890", "4010", 500_01, "Imtiyoz", SIDE, pair.CONTRACT),
        documents.Entry("4010", "9020", -7, "Storno", pair.CONTRACT, None),
    ),
    "Tuman, 31.10.2026",
)


@pytest.fixture
def base():
    with pair.Base() as made:
        yield made


def tell(base, *more):
    """The catalogs, and documents, are in the base."""
    ours = pair.Ours(base)
    ours.facts |= {(one.kind, one.key): one for one in more}
    ours.exchange()
    return ours


# === RANDOM FAULTS === #


@pytest.mark.parametrize("part", range(6))
def test_books_agree_after_random_faults(part):
    """Lost answers after accepting, HTTP 500, failed and endless actions, actions that
    load later, repeated and late messages, wrong numbers, crashes: 300 lives."""
    size = RUNS // 6
    for seed in range(part * size, (part + 1) * size):
        ours, base, balances = pair.run(seed)
        documents_ = [
            one for key, one in ours.facts.items() if one not in pair.CATALOGS
        ]
        expected = pair.get_balances(documents_)
        assert balances == expected, f"seed {seed}"
        assert base.balances() == expected, f"seed {seed}: a late action"
        told = {key for key, one in ours.changes.items() if not one.is_confirmed}
        assert not told, f"seed {seed}: not confirmed {told}"


# === THE WEB SERVICES === #


@pytest.mark.parametrize(
    ("call", "fault", "code"),
    [
        ("PutFilePart", "lost", "line"),
        ("PutFilePart", "error", "server"),
        ("PutFilePart", "told", "told"),
        ("PutData", "lost", "lost"),
        ("PutData", "drop", "lost"),
        ("PutData", "taken", "lost"),
        ("PutData", "fault", "lost"),
        ("PutData", "garbage", "lost"),
        ("PutData", "cut", "lost"),
        ("PutData", "told", "told"),
    ],
)
def test_trouble_of_putting(base, call, fault, code):
    """Before PutData nothing was loaded, whatever happened; after it nobody knows."""
    base.fail(call, fault)
    with pytest.raises(LinkTrouble) as caught:
        base.link().put(b"<Message/>")
    assert caught.value.code == code


def test_words_of_1c(base):
    link = base.link()
    operation = link.put(b"<Message/>")
    with pytest.raises(LinkTrouble) as caught:
        link.ask(operation)
    assert caught.value.detail == "Неверный формат сообщения обмена"


def test_message_in_parts(base, monkeypatch):
    """A message of several parts arrives whole, and so does one of 1C."""
    monkeypatch.setattr(onec_soap, "PART_BYTES", 1000)
    ours = tell(base, pair.sale(1, 112_00))
    assert base.simulator.calls.count("PutFilePart") > 2
    assert base.balances() == pair.get_balances([pair.sale(1, 112_00)])
    for number in range(400):
        base.book.tell("Справочник.Контрагенты", _party(f"{number:09}"))
    monkeypatch.setattr(onec_soap, "PART_KILOBYTES", 1)
    ours.fetch()
    assert base.simulator.calls.count("GetDataPart") > 5


def _party(stir):
    from odoo.addons.elektrohisob_billing.tools import onec_simulator_book as book

    return book.party_text(f"Kontragent {stir}", stir)


def test_upload_has_no_numbers(base):
    header = onec_message.Header("EH", "БП", 7, 0, "1.8")
    texts = [_text(one) for one in pair.CATALOGS] + [_text(pair.sale(1, 112_00))]
    data = onec_message.write_message(header, texts, pair.NOW, is_plain=True)
    link = base.link(onec_wsdl.UPLOAD)
    assert link.ask(link.put(data))
    assert base.book.received_no == 0
    assert base.balances() == pair.get_balances([pair.sale(1, 112_00)])


def _text(one):
    from odoo.addons.elektrohisob_billing.adapters import onec_body

    return onec_body.write_object(one, "1.8")


def test_check(base):
    base.link().check()
    base.link(onec_wsdl.UPLOAD).check()
    with pytest.raises(LinkTrouble) as caught:
        base.link(peer_code="XX").check()
    assert "XX" in caught.value.detail


@pytest.mark.parametrize(
    ("options", "code"),
    [({"secret": "x"}, "login"), ({"login": "Бухгалтер"}, "login")],
)
def test_login(base, options, code):
    with pytest.raises(LinkTrouble) as caught:
        base.link(**options).check()
    assert caught.value.code == code


def test_nobody_there(base):
    base.url = "http://127.0.0.1:9/buh"
    for ask in (base.link().check, base.books().check):
        with pytest.raises(LinkTrouble) as caught:
            ask()
        assert caught.value.code == "line"


def test_no_such_base(base):
    base.url = base.url.replace("/buh", "/zup")
    for ask in (base.link().check, base.books().check):
        with pytest.raises(LinkTrouble) as caught:
            ask()
        assert caught.value.code == "missing"


def test_redirection_is_not_followed(base, monkeypatch):
    """Nobody leads the password elsewhere."""
    from odoo.addons.elektrohisob_billing.tools.onec_simulator import Handler

    def serve(self, _data):
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    monkeypatch.setattr(Handler, "_serve", serve)
    for ask in (base.link().check, base.books().check):
        with pytest.raises(LinkTrouble):
            ask()


def test_answer_too_big(base, monkeypatch):
    monkeypatch.setattr(onec_soap, "MAX_BYTES", 100)
    with pytest.raises(LinkTrouble) as caught:
        base.link().check()
    assert caught.value.code == "lost"


def test_zip_bomb(base, monkeypatch):
    """A small file that becomes a big one is refused before it is read whole."""
    monkeypatch.setattr(onec_message, "MAX_BYTES", 10_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("message.xml", b" " * 1_000_000)
    assert len(file.getvalue()) < 10_000
    with pytest.raises(onec_message.MessageError) as caught:
        onec_message.read_message(file.getvalue())
    assert caught.value.code == "size"


@pytest.mark.parametrize("service", list(onec_wsdl.SERVICES))
def test_description_is_that_of_the_sample(service):
    """Operations with their elements, in the order of a real base."""
    path = REAL / "enterprisedata" / f"{service}.reconstructed.wsdl"
    if not path.exists():
        pytest.skip("the sample is not at hand")
    ours = etree.fromstring(onec_wsdl.write_wsdl(service, "http://x/").encode())
    assert _elements(ours) == _elements(etree.parse(path).getroot())


def _elements(root):
    """Element → names and types of its children."""
    schema = "{http://www.w3.org/2001/XMLSchema}"
    space = onec_wsdl.get_space(root.get("name"))
    [found] = [one for one in root.iter(f"{schema}schema")
               if one.get("targetNamespace") == space]  # fmt: skip
    return {
        one.get("name"): [
            (child.get("name"), child.get("type").split(":")[-1])
            for child in one.iter(f"{schema}element")
            if child is not one
        ]
        for one in found.findall(f"{schema}element")
    }


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        ("https://srv/base", True),
        ("http://10.0.0.1:8080/b", True),
        ("srv/base", False),
        ("file:///etc/passwd", False),
        ("https://user:pass@srv/b", False),
    ],
)
def test_addresses(url, is_good):
    assert is_address(url) == is_good


# === ODATA === #


def test_operation_is_written(base):
    """4860 +1234.56, 9330 −1234.56, 4890 +500.01, 4010 −500.01 −0.07, 9020 +0.07; the
    benefit is owed by the budget and no more by the consumer."""
    ours = tell(base)
    ours.facts |= {("party", SIDE.party.key): SIDE.party, ("contract", SIDE.key): SIDE}
    ours.exchange()
    base.books().enter(OPERATION)
    assert base.balances() == {
        **{"4860": 123456, "9330": -123456, "4890": 50001},
        **{"4010": -50008, "9020": 7},
    }
    owed = onec_objects.get_guid("party", "side:budget")
    assert base.book.get_balances()["4890", owed] == 50001
    consumer = onec_objects.get_guid("party", pair.PARTY.key)
    assert base.book.get_balances()["4010", consumer] == -50008


@pytest.mark.parametrize("fault", ["lost", "taken", "cut", "error", "garbage", "drop"])
@pytest.mark.parametrize(
    "call", ["POST Document_ОперацияБух", "POST AccountingRegister_Хозрасчетный"]
)
def test_operation_is_written_once(base, call, fault):
    """The answer is lost; written again, it is the same document."""
    ours = tell(base)
    ours.facts |= {("party", SIDE.party.key): SIDE.party, ("contract", SIDE.key): SIDE}
    ours.exchange()
    base.fail(call, fault)
    with pytest.raises(LinkTrouble):
        base.books().enter(OPERATION)
    base.books().enter(OPERATION)
    assert base.balances()["4860"] == 123456
    assert len(base.simulator.odata.operations) == 1


def test_operation_is_taken_back(base):
    ours = tell(base)
    ours.facts |= {("party", SIDE.party.key): SIDE.party, ("contract", SIDE.key): SIDE}
    ours.exchange()
    books = base.books()
    books.enter(OPERATION)
    books.remove("O-1")
    assert base.balances() == {}
    books.remove("never")
    books.enter(OPERATION)
    assert base.balances()["4860"] == 123456


def test_operation_with_an_unknown_account(base):
    tell(base)
    entry = documents.Entry("4777", "9330", 5)
    operation = documents.Operation("O-2", "O-2", pair.DAY, pair.UNIT, (entry,))
    with pytest.raises(LinkTrouble) as caught:
        base.books().enter(operation)
    assert (caught.value.code, "4777" in caught.value.detail) == ("told", True)


def test_operation_of_somebody_unknown(base):
    """The counterparty has not come to 1C yet: told, and nothing is written."""
    with pytest.raises(LinkTrouble) as caught:
        base.books().enter(OPERATION)
    assert caught.value.code == "told"
    assert not base.book.entries


def test_operation_as_text():
    assert read_operation(write_operation(OPERATION)) == OPERATION


# === ENTRIES === #


@pytest.mark.parametrize(
    "one", [pair.sale(1, 112_00), pair.payment(2, 300), pair.offset(3, 5)]
)
def test_entries_are_those_of_1c(base, one):
    """Registers typed in by hand make the same entries as the documents."""
    tell(base, one)
    found = [
        (row.debit, row.credit, row.amount) for row in onec_entries.get_entries(one)
    ]
    assert found == pair.get_entries(one)
    assert base.balances() == pair.get_balances([one])
