"""We and a simulated 1C, over HTTP: our side is the adapters with ``engine.onec``, kept
in memory; the other side counts its books from our messages alone."""

import threading
from datetime import date, datetime
from random import Random

from odoo.addons.elektrohisob_billing.adapters import (
    onec_body,
    onec_message,
    onec_objects,
    onec_soap,
    onec_wsdl,
)
from odoo.addons.elektrohisob_billing.adapters import onec_documents as documents
from odoo.addons.elektrohisob_billing.adapters.onec_odata import Books
from odoo.addons.elektrohisob_billing.adapters.onec_soap import Link, LinkTrouble
from odoo.addons.elektrohisob_billing.engine import onec
from odoo.addons.elektrohisob_billing.tools import onec_simulator

NOW = datetime(2026, 11, 23, 12, 0)
DAY = date(2026, 10, 31)
UNIT = onec_objects.Organisation("1", "Tuman ETK", "306350099")
PARTY = onec_objects.Party("stir:301234567", "SINOV", "301234567")
BANK = onec_objects.BankAccount(UNIT, "20208000900000000001", "Bank", "01183")
CONTRACT = onec_objects.Contract("1", UNIT, PARTY, "E-100", DAY, "E-100")
ITEM = onec_objects.Item("energy", "Elektr energiyasi", "kVt·soat", "245")
CATALOGS = (UNIT, PARTY, BANK, CONTRACT, ITEM)
#: Faults that a call may meet; ``slow`` and ``active`` are of background actions.
CALLS = {
    "PutFilePart": ("lost", "drop", "error", "fault", "told", "garbage", "cut",
                    "taken"),
    "PutData": ("lost", "drop", "error", "fault", "told", "garbage", "cut", "taken",
                "failed", "active", "slow"),
    "PutDataActionResult": ("lost", "error", "garbage", "cut"),
    "PrepareDataForGetting": ("drop", "error", "told", "failed", "late", "wrong_no",
                              "repeat"),
    "PrepareDataActionResult": ("drop", "error", "garbage"),
    "GetDataPart": ("drop", "cut", "told", "garbage"),
    "ConfirmGettingFile": ("lost", "error", "told"),
}  # fmt: skip


def sale(number, tiyin):
    """A sale with VAT of 12 in 112."""
    line = documents.SaleLine(
        ITEM, 1000, tiyin, round(tiyin * 12 / 112), "", "9020", "6411"
    )
    facts = (str(number), f"S-{number}", DAY, CONTRACT, (line,), "", "4010", "6310")
    return documents.Sale(*facts)


def payment(number, tiyin):
    """A payment, a third of it paid ahead."""
    facts = (str(number), f"B-{number}", DAY, CONTRACT, tiyin - tiyin // 3, tiyin // 3)
    return documents.Payment(*facts, "4010", "6310", "", "5110", BANK)


def offset(number, tiyin):
    """An advance set off."""
    facts = (str(number), f"Z-{number}", DAY, CONTRACT, tiyin, "4010", "6310")
    return documents.Offset(*facts)


def get_entries(one):
    """(debit, credit, tiyin), written down by hand for each kind of document."""
    if one.kind == "sale":
        vat = one.lines[0].vat
        return [("4010", "9020", one.amount - vat), ("4010", "6411", vat)]
    if one.kind == "payment":
        return [("5110", "4010", one.debt), ("5110", "6310", one.advance)]
    return [("6310", "4010", one.amount)]


def get_balances(found):
    """Account → debit less credit of documents."""
    balances = {}
    for one in found:
        for debit, credit, tiyin in get_entries(one):
            balances[debit] = balances.get(debit, 0) + tiyin
            balances[credit] = balances.get(credit, 0) - tiyin
    return {code: tiyin for code, tiyin in balances.items() if tiyin}


class Base:
    """A simulator that is served; ``with Base() as base``."""

    def __init__(self, **options):
        self.simulator = onec_simulator.Simulator(**options)
        self.simulator.clock = lambda: self.now
        self.now = 0.0
        self.server = onec_simulator.make_server(self.simulator)
        self.url = f"http://127.0.0.1:{self.server.server_port}/buh"

    def __enter__(self):
        thread = threading.Thread(
            target=self.server.serve_forever,
            kwargs={"poll_interval": 0.01},
            daemon=True,
        )
        thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()

    @property
    def book(self):
        """The books of the base."""
        return self.simulator.book

    def fail(self, call, fault, times=1):
        """Let a call meet a fault."""
        self.simulator.faults[call] = {"fault": fault, "times": times}

    def access(self, **options):
        """Who we are there."""
        facts = {"login": "demo", "secret": "demo", "peer_code": "EH", **options}
        return onec_soap.Access(self.url, **facts)

    def link(self, service=onec_wsdl.EXCHANGE, **options):
        """A client of a service."""
        return Link(self.access(**options), service)

    def books(self, **options):
        """A client of OData."""
        return Books(self.access(**options))

    def balances(self):
        """Account → debit less credit, counterparties together."""
        found = {}
        for (account, _party), tiyin in self.book.get_balances().items():
            found[account] = found.get(account, 0) + tiyin
        return {code: tiyin for code, tiyin in found.items() if tiyin}


class Ours:
    """Our side: what the books say, what 1C was told, numbers. What is on
    ``self.saved`` survives a crash."""

    def __init__(self, base):
        self.base, self.link = base, base.link()
        self.facts = {(one.kind, one.key): one for one in CATALOGS}
        self.node = onec.Node("EH", "БП")
        self.changes, self.texts, self.version = {}, {}, ""

    def fetch(self):
        """Take the message of 1C."""
        operation = self.link.prepare()
        told = self.link.is_prepared(operation)
        if not told:
            raise LinkTrouble("told", "Active")
        header, _body = onec_message.read_message(self.link.get(*told))
        receipt = onec.Receipt(
            header.sender, header.receiver, header.message_no, header.received_no
        )
        self.node, verdict = onec.take(self.node, receipt)
        if verdict == onec.ACCEPTED:
            self.version = onec_message.choose_version(header.versions)
            self.changes.update(onec.confirm(self.changes, header.received_no))
        self.link.confirm(told[0])

    def write(self):
        """The next message, its number written down before it leaves."""
        now = {
            key: onec_body.write_object(one, self.version)
            for key, one in self.facts.items()
        }
        found = onec.find_changes(self.changes, now, list(self.changes))
        self.changes.update(found)
        self.texts.update({key: now.get(key) for key in found})
        self.node, carried, receipt = onec.prepare(self.node, self.changes)
        self.changes.update(carried)
        texts = [
            self.texts[key] or onec_body.write_removal(*key, self.version)
            for key in sorted(carried, key=self._order)
        ]
        header = onec_message.Header(
            *(
                receipt.sender,
                receipt.receiver,
                receipt.message_no,
                receipt.received_no,
            ),
            self.version,
        )
        return onec_message.write_message(header, texts, NOW)

    def _order(self, key):
        return self.texts[key] is None, list(onec_body.NAMES).index(key[0]), key[1]

    def exchange(self, crash=False):
        """Fetch, write, hand over, ask, fetch; troubles end the step they meet.

        :param crash: the program dies after the message left; it is handed over again
        """
        self._try(self.fetch)
        if not self.version:
            return
        data = self.write()
        for _turn in range(2 if crash else 1):
            operation = self._try(self.link.put, data)
        if operation:
            self._try(self.link.ask, operation)
        self._try(self.fetch)

    @staticmethod
    def _try(step, *arguments):
        try:
            return step(*arguments)
        except LinkTrouble:
            return None


def change(ours, rng):
    """Something happens in our books."""
    number, tiyin = rng.randrange(6), rng.randrange(1, 10**9)
    make = rng.choice((sale, payment, offset))
    one = make(number, tiyin)
    if rng.random() < 0.25:
        ours.facts.pop((one.kind, one.key), None)
    else:
        ours.facts[one.kind, one.key] = one


def run(seed, steps=4):
    """A random life; the pair at its end, after a quiet exchange."""
    rng = Random(seed)
    with Base(delay=0.0) as base:
        base.simulator.slow = 2.0
        ours = Ours(base)
        for _step in range(steps):
            for _change in range(rng.randrange(3)):
                change(ours, rng)
            if rng.random() < 0.8:
                call = rng.choice(list(CALLS))
                base.fail(call, rng.choice(CALLS[call]), rng.choice((1, 1, 2)))
            ours.exchange(crash=rng.random() < 0.2)
            base.now += 1
        base.simulator.faults.clear()
        base.now += 10
        ours.exchange()
        ours.exchange()
        balances = base.balances()
        base.now += 10**6  # late actions come at last
        base.simulator.work()
        return ours, base, balances
