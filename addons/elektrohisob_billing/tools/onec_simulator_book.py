"""Books of a 1C that exists nowhere: what the simulator keeps.

Messages of EnterpriseData are loaded as strictly as a real base does, and each document
makes the entries that 1C would make. It knows nothing of our program: what its books
say is counted from the messages alone. Only the standard library is needed.
"""

import io
import uuid
import zipfile
from datetime import datetime
from decimal import Decimal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

HEADER = "http://www.1c.ru/SSL/Exchange/Message"
FORMAT = "http://v8.1c.ru/edi/edi_stnd/EnterpriseData"
PLAN = "СинхронизацияДанныхЧерезУниверсальныйФормат"
BANK, CASH, TRANSIT = "5110", "5010", "5710"
#: Accounts kept by counterparties and contracts, and others that the base has.
KEPT = ("4010", "4110", "4860", "4890", "6110", "6310", "6390", "6960", "6990")
PLAIN = (
    *("0000", "0007", "0099", "4411", "5010", "5110", "5530", "5710", "6411", "9010"),
    *("9020", "9030", "9330", "9340", "9360", "9390", "9410", "9430", "4910", "9120"),
)
TAKEN = (
    *("Справочник.Организации", "Справочник.Контрагенты", "Справочник.Банки"),
    *("Справочник.БанковскиеСчета", "Справочник.Договоры", "Справочник.Номенклатура"),
    *("Документ.РеализацияТоваровУслуг", "Документ.КорректировкаРеализацииТоваров"),
    *("Документ.СчетФактураВыданный", "Документ.ПБДСРасчетыСКонтрагентами"),
    *("Документ.СБДСРасчетыСКонтрагентами", "Документ.ПКОРасчетыСКонтрагентами"),
    *("Документ.КорректировкаДолга", "Документ.ОперацияПоПлатежнойКарте"),
)


class Refusal(Exception):
    """The base does not take it; the text is what it says."""


class Node:
    """An element with the paths of its name space."""

    def __init__(self, element):
        self.element = element
        self.space = element.tag[1:].partition("}")[0]

    def each(self, path):
        """Elements of a path."""
        steps = "/".join(f"{{{self.space}}}{step}" for step in path.split("/"))
        return [Node(one) for one in self.element.findall(steps)]

    def say(self, path):
        """Text of a path, "" if it is not there."""
        found = self.each(path)
        return (found[0].element.text or "").strip() if found else ""

    def tiyin(self, path):
        """Sum of a path in tiyin."""
        return int(Decimal(self.say(path) or "0") * 100)


class Book:
    """A base: its node and numbers, objects by reference, entries by document."""

    def __init__(self, node="БП", peer="EH", versions=("1.8", "1.15")):
        self.node, self.peer, self.versions = node, peer, tuple(versions)
        self.sent_no = self.received_no = self.late_no = 0
        self.objects, self.entries, self.own = {}, {}, {}
        self.theirs, self.loads, self.repeated = (), 0, 0

    # === LOADING === #

    def load(self, data):
        """Load a message; all of it or nothing.

        :raise Refusal: it is not for us, or something in it is wrong
        """
        root = parse(data)
        top = root.find(f"{{{HEADER}}}Header")
        if top is None:
            raise Refusal("Неверный формат сообщения обмена")
        head = Node(top)
        version = head.say("Format").removeprefix(FORMAT).strip("/")
        if version and version not in self.versions:
            raise Refusal(f"Версия формата {version} не поддерживается")
        body = root.find(f"{{{FORMAT}/{version}}}Body") if version else None
        if not head.each("Confirmation"):  # a service without exchange plans
            return self._load_body(body)
        numbers = [
            int(head.say(f"Confirmation/{name}"))
            for name in ("MessageNo", "ReceivedNo")
        ]
        nodes = head.say("Confirmation/To"), head.say("Confirmation/From")
        if nodes != (self.node, self.peer):
            raise Refusal(f"Узел {nodes[1]} не найден в плане обмена")
        self.theirs = tuple(one.element.text for one in head.each("AvailableVersion"))
        if 0 < numbers[0] <= self.received_no:
            self.repeated += 1
            return None
        self._load_body(body)
        if numbers[0] > 0:
            self.late_no, self.received_no = self.received_no, numbers[0]
            self.own = {
                guid: told
                for guid, told in self.own.items()
                if not 0 < told["no"] <= numbers[1]
            }
        return None

    def _load_body(self, body):
        objects, entries = dict(self.objects), dict(self.entries)
        for element in [] if body is None else body:
            node, name = Node(element), element.tag.partition("}")[2]
            if name == "УдалениеОбъекта":
                guid = "".join(element.itertext()).strip()
                objects.pop(guid, None)
                entries.pop(guid, None)
                continue
            if name not in TAKEN:
                raise Refusal(f"Нет правила загрузки для {name}")
            guid = node.say("КлючевыеСвойства/Ссылка")
            uuid.UUID(guid)
            objects[guid] = name
            if name in POSTERS:
                rows = POSTERS[name](node)
                entries[guid] = [(*row, row[3]) for row in rows if row[2]]
        self.objects, self.entries = objects, entries
        self.loads += 1

    # === OUR MESSAGES === #

    def tell(self, name, text):
        """Note an object of the base for the peer; ``text`` without name space."""
        guid = text.partition("<Ссылка>")[2].partition("<")[0]
        self.own[guid] = {"name": name, "text": text, "no": 0}

    def answer(self, fault=""):
        """The next message, packed: what the peer has not confirmed."""
        common = [one for one in self.versions if one in self.theirs]
        version = max(
            common, key=lambda one: [int(n) for n in one.split(".")], default=""
        )
        if fault != "wrong_no":
            self.sent_no += 1
        received = self.late_no if fault == "late" else self.received_no
        tail, body = "", ""
        if version:
            tail, space = f"/{version}", f"{FORMAT}/{version}"
            for told in self.own.values():
                told["no"] = self.sent_no
                body += f"<{told['name']}>{told['text']}</{told['name']}>"
            body = f'<Body xmlns="{space}">{body}</Body>'
        versions = "".join(
            f"<msg:AvailableVersion>{one}</msg:AvailableVersion>"
            for one in self.versions
        )
        types = "".join(
            f"<msg:ObjectType><msg:Name>{one}</msg:Name><msg:Sending/>"
            "<msg:Receiving>*</msg:Receiving></msg:ObjectType>"
            for one in TAKEN
        )
        text = (
            f'\ufeff<Message xmlns:msg="{HEADER}"><msg:Header>'
            f"<msg:Format>{FORMAT}{tail}</msg:Format><msg:CreationDate>{datetime.now():%Y-%m-%dT%H:%M:%S}"
            f"</msg:CreationDate><msg:Confirmation><msg:ExchangePlan>{PLAN}"
            f"</msg:ExchangePlan><msg:To>{self.peer}</msg:To><msg:From>{self.node}"
            f"</msg:From><msg:MessageNo>{self.sent_no}</msg:MessageNo><msg:ReceivedNo>"
            f"{received}</msg:ReceivedNo></msg:Confirmation>{versions}"
            f"<msg:AvailableObjectTypes>{types}</msg:AvailableObjectTypes>"
            f"</msg:Header>{body}</Message>"
        )
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"Message_{self.node}_{self.peer}.xml", text.encode())
        return file.getvalue()

    # === WHAT THE BOOKS SAY === #

    def get_balances(self):
        """(account, reference of the counterparty or "") → debit less credit, tiyin;
        counterparties only where the account is kept by them."""
        found = {}
        for rows in self.entries.values():
            for debit, credit, tiyin, debtor, creditor in rows:
                for account, sign, party in (
                    (debit, 1, debtor),
                    (credit, -1, creditor),
                ):
                    place = (account, party if account in KEPT else "")
                    found[place] = found.get(place, 0) + sign * tiyin
        return {place: tiyin for place, tiyin in found.items() if tiyin}

    def get_turnover(self):
        """Account → debit and credit, so'm, as text: for people."""
        found = {}
        for (account, _party), tiyin in self.get_balances().items():
            found[account] = found.get(account, 0) + tiyin
        return {
            account: f"{Decimal(tiyin) / 100:.2f}" for account, tiyin in found.items()
        }


def parse(data):
    """Root of a message, packed or not."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read(archive.infolist()[0])
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refusal("Недопустимое объявление в файле")
    return ElementTree.fromstring(data.removeprefix(b"\xef\xbb\xbf"))


# === ENTRIES OF DOCUMENTS: (debit, credit, tiyin, counterparty) === #


def _check(is_good, words):
    if not is_good:
        raise Refusal(words)


def _post_sale(node):
    debt = node.say("ДанныеВзаиморасчетов/СчетУчетаРасчетовСКонтрагентом")
    party, total = node.say("Контрагент/Ссылка"), 0
    _check(
        node.say("СпособПогашенияЗадолженности") == "НеПогашать",
        "Зачет авансов: укажите способ",
    )
    for row in node.each("Услуги/Строка"):
        amount, vat = row.tiyin("Сумма"), row.tiyin("СуммаНДС")
        _check(amount > 0 and vat >= 0, "Сумма в строке должна быть больше нуля")
        _check(Decimal(row.say("Количество")) > 0, "Не заполнено количество")
        _check(not row.say("СтавкаНДС"), "Ставка НДС 12% не предусмотрена форматом")
        total += amount
        yield debt, row.say("СчетДоходов"), amount - vat, party
        yield debt, row.say("СчетУчетаНДСПоРеализации"), vat, party
    _check(total == node.tiyin("Сумма"), "Сумма документа не равна сумме строк")


def _post_correction(node):
    debt, party = (
        node.say("СчетУчетаРасчетовСКонтрагентом"),
        node.say("Контрагент/Ссылка"),
    )
    _check(
        node.say("ДокументРеализации/РеализацияТоваровУслугСсылка/Ссылка"),
        "Не заполнен документ реализации",
    )
    total = 0
    for row in node.each("Услуги/Строка"):
        amount = row.tiyin("Сумма") - row.tiyin("СуммаДоИзменения")
        vat = row.tiyin("СуммаНДС") - row.tiyin("СуммаНДСДоИзменения")
        total += amount
        yield debt, row.say("СчетДоходов"), amount - vat, party
        yield debt, row.say("СчетУчетаНДСПоРеализации"), vat, party
    _check(total == node.tiyin("Сумма"), "Сумма документа не равна сумме строк")


def _post_money(account, is_paid_out=False, total_path="ОбщиеДанные/Сумма"):
    def post(node):
        party, total = node.say("Контрагент/Ссылка"), 0
        for row in node.each("РасшифровкаПлатежа/Строка"):
            amount = row.tiyin("Сумма")
            _check(amount > 0, "Сумма платежа должна быть больше нуля")
            names = {
                "Автоматически": "СчетУчетаРасчетовСКонтрагентом",
                "НеПогашать": "СчетУчетаРасчетовПоАвансам",
            }
            name = names[row.say("СпособПогашенияЗадолженности")]
            theirs = row.say(f"ДанныеВзаиморасчетов/{name}")
            _check(theirs, "Не заполнен счет учета расчетов")
            total += amount
            sides = (theirs, account) if is_paid_out else (account, theirs)
            yield *sides, amount, party
        _check(total == node.tiyin(total_path), "Сумма платежа не сходится")

    return post


def _post_debts(node):
    account = "ДанныеВзаиморасчетов/СчетУчетаРасчетовСКонтрагентом"
    debts = node.each("ДебиторскаяЗадолженность/Строка")
    credits_ = node.each("КредиторскаяЗадолженность/Строка")
    party = node.say("КонтрагентДебитор/Ссылка") or node.say(
        "КонтрагентКредитор/Ссылка"
    )
    for row in (*debts, *credits_):
        _check(row.tiyin("Сумма") > 0, "Сумма должна быть больше нуля")
    if node.say("ВидОперации") == "ПроведениеВзаимозачета":
        _check(len(debts) == len(credits_) == 1, "Взаимозачет: две стороны")
        yield (
            credits_[0].say(account),
            debts[0].say(account),
            debts[0].tiyin("Сумма"),
            party,
        )
        return
    for row in debts:
        yield node.say("СчетДт"), row.say(account), row.tiyin("Сумма"), party
    for row in credits_:
        yield row.say(account), node.say("СчетКт"), row.tiyin("Сумма"), party


POSTERS = {
    "Документ.РеализацияТоваровУслуг": _post_sale,
    "Документ.КорректировкаРеализацииТоваров": _post_correction,
    "Документ.ПБДСРасчетыСКонтрагентами": _post_money(BANK),
    "Документ.СБДСРасчетыСКонтрагентами": _post_money(BANK, is_paid_out=True),
    "Документ.ПКОРасчетыСКонтрагентами": _post_money(CASH),
    "Документ.ОперацияПоПлатежнойКарте": _post_money(TRANSIT, total_path="Сумма"),
    "Документ.КорректировкаДолга": _post_debts,
}


# === OBJECTS THE BASE TELLS === #


def party_text(name, stir, address="", phone="", account="", bank="", mfo=""):
    """A counterparty of the base."""
    guid = uuid.uuid5(uuid.NAMESPACE_URL, f"simulator:party:{stir}")
    keys = (
        f"<Ссылка>{guid}</Ссылка><Наименование>{escape(name)}</Наименование>"
        f"<ИНН>{stir}</ИНН><ЮридическоеФизическоеЛицо>ЮридическоеЛицо"
        "</ЮридическоеФизическоеЛицо>"
    )
    rows = "".join(
        f"<Строка><ВидКонтактнойИнформации>{kind}</ВидКонтактнойИнформации>"
        f"<ЗначенияПолей>{escape(text)}</ЗначенияПолей></Строка>"
        for kind, text in (("ЮридическийАдрес", address), ("Телефон", phone))
        if text
    )
    contacts = f"<КонтактнаяИнформация>{rows}</КонтактнаяИнформация>" if rows else ""
    main = ""
    if account:
        main = (
            f"<ОсновнойБанковскийСчет><НомерСчета>{account}</НомерСчета><Банк>"
            f"<ДанныеКлассификатораБанков><Наименование>{escape(bank)}</Наименование>"
            f"<БИК>{mfo}</БИК></ДанныеКлассификатораБанков></Банк><Владелец>"
            f"<КонтрагентыСсылка>{keys}</КонтрагентыСсылка></Владелец>"
            "</ОсновнойБанковскийСчет>"
        )
    return f"<КлючевыеСвойства>{keys}</КлючевыеСвойства>{contacts}{main}"


def receipt_text(
    number, day, amount, stir, name, purpose, own_account, organisation=""
):
    """A bank document of the base: money that came."""
    guid = uuid.uuid5(uuid.NAMESPACE_URL, f"simulator:receipt:{number}:{day}")
    currency = (
        "<Валюта><ДанныеКлассификатора><Код>860</Код></ДанныеКлассификатора></Валюта>"
    )
    owner = f"<Наименование>{escape(organisation or 'Tashkilot')}</Наименование>"
    return (
        f"<КлючевыеСвойства><Ссылка>{guid}</Ссылка><Дата>{day}T12:00:00</Дата><Номер>"
        f"{escape(number)}</Номер><Организация>{owner}</Организация></КлючевыеСвойства>"
        f"<ОбщиеДанные><ДатаВыписки>{day}</ДатаВыписки><НомерВходящегоДокумента>"
        f"{escape(number)}</НомерВходящегоДокумента>{currency}<Сумма>{amount}</Сумма>"
        f"<БанковскийСчетОрганизации><НомерСчета>{own_account}</НомерСчета>"
        f"</БанковскийСчетОрганизации><НазначениеПлатежа>{escape(purpose)}"
        "</НазначениеПлатежа></ОбщиеДанные><ВидРасчетов>СПокупателем</ВидРасчетов>"
        f"<Контрагент><Наименование>{escape(name)}</Наименование><ИНН>{stir}</ИНН>"
        "</Контрагент>"
    )
