"""Files to try the exchange with, made of the demonstration's main district.

They lie in ``docs/samples``; ``docs/samples/write.py`` writes them again.
"""

import csv
from io import StringIO

from . import registers
from .district import END, MAIN, Consumer, plan

PREFIX = "26269"
READINGS_FILE = "readings_2026-10.csv"
BANK_FILE = "bank_2026-10-05.txt"
OWN_ACCOUNT = "20210000900000033001"
OWN_STIR = "300000033"
PAID = "05.10.2026"
GOOD_ROWS = 36


def files() -> dict[str, bytes]:
    """Name → content of the sample files."""
    consumers = plan(*MAIN)
    return {
        READINGS_FILE: _readings(consumers).encode("utf-8"),
        BANK_FILE: _bank(consumers).encode("cp1251"),
    }


def _readings(consumers: list[Consumer]) -> str:
    """Readings of the first of November: 36 that are missing and 4 that are wrong
    (unknown account, letter in the number, no such day, register gone back)."""
    missing = [one for one in consumers if one.story == "october_missing"]
    day = f"{END:%d.%m.%Y}"
    rows = [
        [_number(one), day, registers.register(one, END)] for one in missing[:GOOD_ROWS]
    ]
    first, second, third = missing[GOOD_ROWS : GOOD_ROWS + 3]
    value = registers.register(first, END)
    wrong = {
        6: [f"{PREFIX} 00990017", day, 1_240],
        15: [_number(first), day, f"{value // 10}O"],
        24: [_number(second), "31.11.2026", registers.register(second, END)],
        33: [_number(third), day, registers.register(third, END) - 500],
    }
    for place, row in wrong.items():
        rows.insert(place, row)
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([["Hisob raqam", "Sana", "Koʻrsatkich"], *rows])
    return text.getvalue()


def _number(consumer: Consumer) -> str:
    return f"{PREFIX} {consumer.local_number}"


def _bank(consumers: list[Consumer]) -> str:
    """Statement of a day: five households by account number, three legal entities
    by contract, two by STIR alone, and two payers nobody knows."""
    homes = [c for c in consumers if c.is_household and c.payer == "never"][:5]
    firms = [c for c in consumers if not c.is_household and "“" in c.name][:5]
    documents = [
        (
            200_000 + 15_000 * number,
            f"{one.person.surname} {one.person.given_name}",
            one.person.pinfl,
            f"00668 Оплата за электроэнергию л/с {_number(one)} за сентябрь 2026 г.",
        )
        for number, one in enumerate(homes)
    ]
    documents += [
        (
            1_500_000 + 250_000 * number,
            one.name,
            one.stir,
            f"00668 Оплата по договору № {one.agreement_number} за электроэнергию"
            if number < 3
            else "00668 Оплата за электроэнергию, октябрь 2026 г.",
        )
        for number, one in enumerate(firms)
    ]
    documents += [
        (96_000, "RAHIMOVA LOLA", "40000000000001", "00668 Оплата за свет"),
        (
            3_120_000.5,
            "“Nurli kelajak” MCHJ",
            "309999999",
            "00668 Оплата по договору № 77-E за электроэнергию",
        ),
    ]
    total = sum(document[0] for document in documents)
    lines = [*_head(total)]
    for number, document in enumerate(documents, start=101):
        lines += _document(number, *document)
    text = "\r\n".join([*lines, "КонецФайла", ""])
    return text.replace("ʻ", "'").replace("ʼ", "'")


def _head(total: float) -> list[str]:
    opening = 4_250_000
    return [
        "1CClientBankExchange",
        "ВерсияФормата=1.03",
        "Кодировка=Windows",
        "Отправитель=Namuna bank",
        f"ДатаНачала={PAID}",
        f"ДатаКонца={PAID}",
        f"РасчСчет={OWN_ACCOUNT}",
        "СекцияРасчСчет",
        f"ДатаНачала={PAID}",
        f"ДатаКонца={PAID}",
        f"РасчСчет={OWN_ACCOUNT}",
        f"НачальныйОстаток={opening:.2f}",
        f"ВсегоПоступило={total:.2f}",
        "ВсегоСписано=0.00",
        f"КонечныйОстаток={opening + total:.2f}",
        "КонецРасчСчет",
    ]


def _document(
    number: int, amount: float, payer: str, code: str, purpose: str
) -> list[str]:
    return [
        "СекцияДокумент=Платежное поручение",
        f"Номер={number}",
        f"Дата={PAID}",
        f"Сумма={amount:.2f}",
        f"ПлательщикСчет=2020800070000{number:07}",
        f"Плательщик=ИНН {code} {payer}",
        f"ПлательщикИНН={code}",
        f"Плательщик1={payer}",
        "ПлательщикМФО=00009",
        f"ПолучательСчет={OWN_ACCOUNT}",
        f"ДатаПоступило={PAID}",
        f"ПолучательИНН={OWN_STIR}",
        "Получатель1=Mirzo Ulugʻbek tuman ETK",
        "ПолучательМФО=00003",
        "ВидОплаты=01",
        f"НазначениеПлатежа={purpose}",
        "КонецДокумента",
    ]
