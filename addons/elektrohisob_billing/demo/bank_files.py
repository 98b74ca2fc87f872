"""Files of banks and of the post of the demonstration, one of every format.

Money is whole so'm here; each file agrees with its own control totals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

OPENING = 48_250_000
MARK = "ʻ"  # one-byte encodings have no such sign


@dataclass(frozen=True)
class BankRow:
    """A payment of an account, as a bank hears of it."""

    number: str
    payer: str
    amount: int
    document: str


def swift(account: str, day: date, rows: Sequence[BankRow], fee: int) -> bytes:
    """MT940 of one day: payments and what the bank took for itself."""
    closing = OPENING + sum(row.amount for row in rows) - fee
    stamp = f"{day:%y%m%d}"
    lines = [f":20:ST{stamp}", f":25:{account}", f":28C:{day:%j}/1"]
    lines.append(f":60F:C{stamp}UZS{OPENING},00")
    for row in rows:
        lines.append(f":61:{stamp}{day:%m%d}C{row.amount},00NTRF{row.document}")
        lines.append(f":86:00668 Elektr energiyasi uchun, {row.number}")
        lines.append(f"{row.payer}")
    lines.append(f":61:{stamp}{day:%m%d}D{fee},00NCHGNONREF")
    lines += [":86:Bank xizmati haqi", f":62F:C{stamp}UZS{closing},00", "-", ""]
    return "\r\n".join(lines).encode()


def camt(account: str, day: date, rows: Sequence[BankRow]) -> bytes:
    """camt.053 of one day."""
    total = sum(row.amount for row in rows)
    entries = "".join(
        f'<Ntry><Amt Ccy="UZS">{row.amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{row.document}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<RltdPties><Dbtr><Pty><Nm>{row.payer}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>Hisob raqam {row.number}</Ustrd></RmtInf>"
        "</TxDtls></NtryDtls></Ntry>\n"
        for row in rows
    )
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="UZS">{amount}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
        for code, amount in (("OPBD", OPENING), ("CLBD", OPENING + total))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        f"<BkToCstmrStmt><Stmt><Id>{day:%Y%m%d}</Id>"
        f"<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>UZS</Ccy></Acct>\n"
        f"{balances}{entries}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def client_bank(account: str, day: date, rows: Sequence[BankRow]) -> bytes:
    """1CClientBankExchange of one day, in the dialect of Uzbekistan."""
    total = sum(row.amount for row in rows)
    lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows"]
    lines += [f"РасчСчет={account}", "СекцияРасчСчет", f"РасчСчет={account}"]
    lines += [f"НачальныйОстаток={OPENING}.00", f"ВсегоПоступило={total}.00"]
    lines += ["ВсегоСписано=0.00", f"КонечныйОстаток={OPENING + total}.00"]
    lines.append("КонецРасчСчет")
    for row in rows:
        lines += ["СекцияДокумент=Платежное поручение", f"Номер={row.document}"]
        lines += [f"Дата={day:%d.%m.%Y}", f"Сумма={row.amount}.00"]
        lines += [f"Плательщик1={row.payer}", "ПлательщикМФО=01183"]
        lines += [f"ПолучательСчет={account}", f"ДатаПоступило={day:%d.%m.%Y}"]
        lines += [f"НазначениеПлатежа=00668 за электроэнергию {row.number}"]
        lines.append("КонецДокумента")
    lines += ["КонецФайла", ""]
    return "\r\n".join(lines).replace(MARK, "'").encode("cp1251")


def register(day: date, rows: Sequence[BankRow]) -> bytes:
    """Register of the post: local numbers in cp866, the sum in its last row."""
    lines = ["Лицевой счет;Плательщик;Сумма;Дата;Квитанция"]
    lines += [
        f"{row.number[-8:]};{row.payer};{row.amount},00;{day:%d.%m.%Y};{row.document}"
        for row in rows
    ]
    lines.append(f"Итого;;{sum(row.amount for row in rows)},00;;")
    return "\r\n".join([*lines, ""]).replace(MARK, "'").encode("cp866")


def service_register(day: date, rows: Sequence[tuple[int, str, int]]) -> bytes:
    """Register of an online service: (number there, account, sum) of each payment."""
    lines = ["Tranzaksiya;Hisob raqam;Summa;Sana;Holat"]
    lines += [
        f"{number};{account};{amount};{day:%d.%m.%Y};toʻlangan"
        for number, account, amount in rows
    ]
    return "\r\n".join([*lines, ""]).encode()
