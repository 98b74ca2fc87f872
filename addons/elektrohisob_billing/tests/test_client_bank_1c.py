import os
from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..adapters import client_bank_1c as bank
from .common_payment import OWN_ACCOUNT, STATEMENT

REAL = Path(
    os.environ.get(
        "ELEKTROHISOB_SAMPLES", Path(__file__).parents[4] / "shared/data/samples"
    ),
    "1c_client_bank",
)


def document(**values):
    """One incoming document as lines of a file."""
    fields = {
        "Номер": "1",
        "Дата": "05.05.2026",
        "Сумма": "10.00",
        "ПлательщикСчет": "20208000200000000013",
        "ПолучательСчет": OWN_ACCOUNT,
        "ДатаПоступило": "05.05.2026",
        "НазначениеПлатежа": "за свет",
        **values,
    }
    lines = [f"{key}={value}" for key, value in fields.items()]
    return ["СекцияДокумент=Платежное поручение", *lines, "КонецДокумента"]


def file(*documents, codec="utf-8", head=(), tail=("КонецФайла",)):
    lines = [bank.SIGNATURE, "ВерсияФормата=1.03", f"РасчСчет={OWN_ACCOUNT}", *head]
    for found in documents:
        lines += found
    return "\r\n".join([*lines, *tail, ""]).encode(codec)


@tagged("post_install", "-at_install")
class TestClientBank1C(BaseCase):
    """Both halves of the adapter, ``client_bank_1c_text`` and ``client_bank_1c``."""

    def test_uzbek_dialect(self):
        statement = bank.parse(STATEMENT.read_bytes(), [OWN_ACCOUNT])
        self.assertEqual(statement.encoding, "cp1251")
        self.assertEqual(statement.accounts, (OWN_ACCOUNT,))
        self.assertEqual(len(statement.documents), 9)
        # 150000 + 75500.50 + 1000000 + 250000 + 40000 + 150000 + 5000
        self.assertEqual(statement.total("in"), Decimal("1670500.50"))
        self.assertEqual(statement.total("out"), Decimal("12000.00"))
        self.assertEqual(statement.warnings, ())
        first = statement.documents[0]
        self.assertEqual(first.payer.bank_code, "01183")
        self.assertEqual(first.payer.name, "KARIMOV ANVAR")
        self.assertEqual(first.payer.code, "31505850260011")
        self.assertEqual(first.purpose[:6], "00668 ")
        self.assertEqual(
            first.plain_purpose, "Оплата за электроэнергию л/с 26264 00000017"
        )
        self.assertEqual(first.extra, {"БанкРеференс": "R-101"})
        self.assertEqual(first.line_no, 21)
        equals = statement.documents[3]
        self.assertEqual(equals.plain_purpose, "за электроэнергию = аванс")
        problems = [found.problem for found in statement.documents]
        self.assertEqual(problems, [""] * 7 + ["bad_amount", "bad_date"])
        self.assertEqual(statement.documents[5].direction, "out")

    def test_encodings(self):
        plain = STATEMENT.read_bytes().decode("cp1251")
        expected = bank.parse(STATEMENT.read_bytes()).documents
        dos = plain.replace("=Windows", "=DOS")
        variants = {
            "cp866": dos.encode("cp866"),
            "utf-8": plain.encode(),  # declares Windows falsely
            "utf-8-sig": b"\xef\xbb\xbf" + plain.encode(),
            "cp1251": plain.replace("=Windows", "=windows").encode("cp1251"),
        }
        for encoding, data in variants.items():
            with self.subTest(encoding=encoding):
                statement = bank.parse(data)
                self.assertEqual(statement.encoding, encoding)
                self.assertEqual(statement.documents, expected)
        for name, data in {
            "says DOS, is cp1251": dos.encode("cp1251"),
            "says Windows, is cp866": plain.encode("cp866"),
            "says nothing": plain.replace("Кодировка=Windows\r\n", "").encode("cp866"),
        }.items():
            with self.subTest(name):
                found = bank.parse(data).documents
                self.assertEqual(
                    [d.purpose for d in found], [d.purpose for d in expected]
                )

    def test_last_line_in_another_encoding(self):
        data = STATEMENT.read_bytes().replace(
            "КонецФайла".encode("cp1251"), "КонецФайла".encode()
        )
        statement = bank.parse(data)
        self.assertEqual(statement.encoding, "cp1251+utf-8")
        self.assertEqual(len(statement.documents), 9)

    def test_line_ends(self):
        expected = bank.parse(STATEMENT.read_bytes()).documents
        for end in (b"\n", b"\r", b"\r\n\r\n"):
            data = STATEMENT.read_bytes().replace(b"\r\n", end)
            keys = [found.key for found in bank.parse(data).documents]
            self.assertEqual(keys, [found.key for found in expected])

    def test_amounts(self):
        for text, amount in {
            "1234.56": "1234.56",
            "1234,5": "1234.5",
            "1234-56": "1234.56",
            "1 234 567.00": "1234567",
            "1\u00a0234,56": "1234.56",
            "12": "12",
        }.items():
            self.assertEqual(bank.parse_amount(text), Decimal(amount), text)
        for text in (
            "",
            "-5",
            "1.234,56",
            "1.234",
            "NaN",
            "1e5",
            "٣",
            "1,2,3",
            "5 сум",
        ):
            self.assertIsNone(bank.parse_amount(text), text)

    def test_dates(self):
        self.assertEqual(bank.parse_date(" 05.05.2026 "), date(2026, 5, 5))
        for text in ("", "31.02.2026", "2026-05-05", "23.08.201819202122", "5.5.2026"):
            self.assertIsNone(bank.parse_date(text), text)

    def test_header_date_unreadable(self):
        section = [
            "СекцияРасчСчет",
            "ДатаНачала=05.05.2026",
            "ДатаКонца=06.05.2026",
            f"РасчСчет={OWN_ACCOUNT}",
            "КонецРасчСчет",
        ]
        head = ["ДатаНачала=05.05.2026", "ДатаКонца=06.05.201819202122", *section]
        statement = bank.parse(file(document(), head=head))
        self.assertEqual(statement.date_end, date(2026, 5, 6))

    def test_direction(self):
        second = "20208000900000000002"
        stranger = "20208000900000000099"
        cases = {
            "in": {},
            "out": {"ПлательщикСчет": OWN_ACCOUNT, "ПолучательСчет": stranger},
            "internal": {"ПлательщикСчет": second},
            # neither account is ours: the dates tell
            "in ": {"ПолучательСчет": stranger},
            "out ": {
                "ПолучательСчет": stranger,
                "ДатаПоступило": "",
                "ДатаСписано": "05.05.2026",
            },
            "unknown": {"ПолучательСчет": stranger, "ДатаПоступило": ""},
        }
        statement = bank.parse(
            file(*(document(**values) for values in cases.values())),
            [OWN_ACCOUNT, second],
        )
        self.assertEqual(
            [found.direction for found in statement.documents],
            [name.strip() for name in cases],
        )

    def test_account_of_somebody_else_in_the_file(self):
        statement = bank.parse(file(document()), ["20208000900000000002"])
        self.assertEqual(statement.documents[0].direction, "foreign")

    def test_key(self):
        """Twice in one file is two payments; the same file again has the same keys."""
        once = bank.parse(file(document())).documents
        twice = bank.parse(file(document(), document())).documents
        self.assertEqual(twice[0].key, once[0].key)
        self.assertNotEqual(twice[1].key, once[0].key)
        spaced = bank.parse(file(document(НазначениеПлатежа="За  СВЕТ."))).documents
        self.assertEqual(spaced[0].key, once[0].key)
        for change in (
            {"Сумма": "10.01"},
            {"Номер": "2"},
            {"ДатаПоступило": "06.05.2026"},
            {"ПлательщикСчет": "20208000200000000014"},
            {"НазначениеПлатежа": "за газ"},
        ):
            other = bank.parse(file(document(**change))).documents
            self.assertNotEqual(other[0].key, once[0].key, change)

    def test_control_totals(self):
        section = [
            "СекцияРасчСчет",
            f"РасчСчет={OWN_ACCOUNT}",
            "НачальныйОстаток=100.00",
            "ВсегоПоступило=25.00",
            "ВсегоСписано=0.00",
            "КонечныйОстаток=120.00",
            "КонецРасчСчет",
        ]
        statement = bank.parse(file(document(), document(), head=section))
        # 100 + 25 − 0 = 125, not 120; the documents give 10 + 10 = 20, not 25
        self.assertEqual(
            statement.warnings,
            (("closing", "120.00", "125.00"), ("total_in", "25.00", "20.00")),
        )

    def test_purpose_over_lines(self):
        lines = document()
        lines[-2:-1] = ["НазначениеПлатежа=за свет", "л/с 26264 00000017", ""]
        found = bank.parse(file(lines)).documents[0]
        self.assertEqual(found.purpose, "за свет л/с 26264 00000017")
        parts = {"НазначениеПлатежа": "", "НазначениеПлатежа1": "за свет"}
        parts["НазначениеПлатежа2"] = "май"
        found = bank.parse(file(document(**parts))).documents[0]
        self.assertEqual(found.purpose, "за свет май")

    def test_unclosed_document(self):
        lines = document()[:-1]
        statement = bank.parse(file(lines, document(Номер="2")))
        problems = [found.problem for found in statement.documents]
        self.assertEqual(problems, ["unclosed", ""])

    def test_refused_whole(self):
        whole = STATEMENT.read_bytes()
        for code, data in {
            "empty": b"  \r\n",
            "cut": whole[: len(whole) // 2],
            "not_client_bank": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        }.items():
            with self.subTest(code), self.assertRaises(bank.BankFileError) as raised:
                bank.parse(data)
            self.assertEqual(raised.exception.code, code)
        with self.assertRaises(bank.BankFileError):
            bank.parse(b"1CClientBankExchange2\nx=1\n" + "КонецФайла".encode())

    def test_ten_megabytes_of_junk(self):
        junk = os.urandom(10 * 1024 * 1024)
        with self.assertRaises(bank.BankFileError):
            bank.parse(junk)
        with self.assertRaises(bank.BankFileError) as raised:
            bank.parse(bank.SIGNATURE.encode() + b"\r\n" + junk)
        self.assertEqual(raised.exception.code, "cut")


@tagged("post_install", "-at_install")
class TestClientBank1CReal(BaseCase):
    """Files of banks as they are; they are not ours to publish."""

    def _parse(self, name):
        path = REAL / name
        if not path.exists():
            self.skipTest(f"{path} is not here: set ELEKTROHISOB_SAMPLES")
        return bank.parse(path.read_bytes())

    def test_dos_and_direction_by_dates(self):
        statement = self._parse("DERIVED_kilylabs_one_day_dos_cp866.txt")
        self.assertEqual(statement.encoding, "cp866")
        self.assertEqual(len(statement.documents), 13)
        self.assertEqual(statement.total("in"), Decimal("40000.00"))
        self.assertEqual(statement.total("out"), Decimal("41184.00"))
        self.assertEqual(statement.warnings, ())

    def test_garbage_in_the_header(self):
        statement = self._parse("andrey_kl_to_1c_v102.txt")
        self.assertEqual(len(statement.documents), 14)
        self.assertEqual(statement.total("out"), Decimal("139020.86"))
        self.assertEqual(statement.date_end, date(2018, 8, 23))
        self.assertEqual(statement.warnings, ())

    def test_documents_left_out(self):
        statement = self._parse("dronm_kl_to_1c.txt")
        own = [found for found in statement.documents if found.own_account]
        total = sum(found.amount for found in own)
        self.assertEqual(total, Decimal("156936.00"))
        stated = {code: figure for code, figure, _found in statement.warnings}
        self.assertEqual(stated["total_out"], "789647.44")

    def test_uzbek_template(self):
        statement = self._parse("uz_anorbank_template_TEMPLATE_FILLED.txt")
        (found,) = statement.documents
        self.assertEqual(found.amount, Decimal("1500000.5"))
        self.assertEqual(found.payer.bank_code, "01183")
        self.assertEqual(found.plain_purpose, "за услуги сог договора E-100 ID100")

    def test_utf8_that_says_windows(self):
        for name, count in {
            "xini1_sample1.txt": 2,
            "xini1_sample2.txt": 1,
            "xini1_sample4.txt": 1,
        }.items():
            statement = self._parse(name)
            self.assertEqual(statement.encoding, "utf-8", name)
            self.assertEqual(len(statement.documents), count, name)

    def test_minimal(self):
        self.assertEqual(self._parse("odoo_ru_1c_to_kl_win_min.txt").documents, ())
        statement = self._parse("odoo_ru_kl_to_1c.txt")
        self.assertEqual(statement.total("out"), Decimal("108159.12"))
