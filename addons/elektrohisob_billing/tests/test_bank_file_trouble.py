from odoo.tests import tagged

from .common_bank import (
    CAMT,
    REGISTER,
    ROWS,
    SWIFT,
    BankFilesCommon,
    as_csv,
    as_dbf,
    as_xlsx,
)
from .common_payment import STATEMENT


@tagged("post_install", "-at_install")
class TestBankFileRepeats(BankFilesCommon):
    """Nothing twice, nothing lost."""

    def test_same_bytes_under_another_name_and_provider(self):
        self._send("register_post", REGISTER)
        result, _message = self._send("register_post", REGISTER, name="other.csv")
        self.assertEqual(result["state"], "duplicate")
        result, _message = self._send("register_elsewhere", REGISTER)
        self.assertEqual(result["state"], "duplicate")
        self.assertIn("Test register_post", result["reason"])
        self.assertEqual(self._balance(self.account), -150000.5)

    def test_same_rows_in_another_file(self):
        _result, first = self._send("register_post", REGISTER, name="first.csv")
        longer = REGISTER.replace(b"Jami: 4;;;152 500,50", b"Jami: 5;;;152 600,50")
        at = longer.index(b"Jami")
        row = b"5;2626400000025;;100;05.05.2026;K-5\n"
        _result, message = self._send("register_post", longer[:at] + row + longer[at:])
        self.assertEqual(self._codes(message), ["duplicate"] * 4 + ["posted"])
        self.assertEqual(self._balance(self.account), -150000.5)
        self.assertEqual(self._balance(self.neighbour), -1100.0)
        reason = message.line_ids.sorted("line_no")[0].reason
        self.assertIn("first.csv", reason)
        self.assertIn(str(first.id), reason)

    def test_overlapping_statements(self):
        self._send("mt940", SWIFT)
        longer = (
            SWIFT.replace(b"ST260505", b"ST260506")
            .replace(b":62F:C260505UZS1249200,50", b":62F:C260506UZS1250200,50")
            .replace(b":61:2605060506EC", b":61:2605060506C1000,00NTRFR//B-9200\n"
                     b":86:l/s 26264 00000025\n:61:2605060506EC")
        )  # fmt: skip
        _result, message = self._send("mt940", longer)
        self.assertEqual(
            self._codes(message),
            [
                *("duplicate", "duplicate", "duplicate"),
                *("out", "reversal", "returned", "posted", "pending"),
            ],
        )
        self.assertEqual(self._balance(self.neighbour), -76500.5)

    def test_same_document_in_another_format(self):
        """The bank sends MT940 in the evening and camt.053 at night."""
        swift = SWIFT.replace(b"C40000,00NTRFNONREF//B-9003", b"C40000,00NTRFR//C-703")
        swift = swift.replace(b"/ACC/20208000200000000077", b"")
        self._send("mt940", swift)
        _result, message = self._send("camt053", CAMT)
        self.assertEqual(
            self._codes(message)[:3],
            ["posted", "posted", "duplicate"],
        )

    def test_own_number_with_another_sum(self):
        rows = [("Hisob raqam", "Summa", "Sana", "Trn ID"),
                ("2626400000017", "5", "05.05.2026", "A1"),
                ("2626400000017", "5", "05.05.2026", "A1"),
                ("2626400000017", "6", "05.05.2026", "A1")]  # fmt: skip
        result, message = self._send("register_post", as_csv(rows))
        self.assertEqual(self._codes(message), ["posted", "twice_in_file", "conflict"])
        self.assertEqual(result["refused"], 1)
        self.assertEqual(self._balance(self.account), -5.0)
        rows = [rows[0], rows[3]]
        result, message = self._send("register_post", as_csv(rows))
        self.assertEqual(self._codes(message), ["conflict"])
        self.assertEqual(self._balance(self.account), -5.0)

    def test_rows_without_a_number(self):
        """Two equal rows of one file are two payments; equal rows of another file may
        be the same ones: people decide."""
        rows = [("Hisob raqam", "Summa", "Sana")]
        rows += [("2626400000017", "5", "05.05.2026")] * 2
        _result, message = self._send("register_post", as_csv(rows))
        self.assertEqual(self._codes(message), ["posted", "posted"])
        rows.append(("2626400000025", "7", "05.05.2026"))
        _result, message = self._send("register_post", as_csv(rows))
        self.assertEqual(self._codes(message), ["looks_taken", "looks_taken", "posted"])
        self.assertEqual(self._balance(self.account), -10.0)
        waiting = message.payment_ids.filtered(lambda row: row.state == "unidentified")
        self.assertEqual(waiting.mapped("amount"), [5.0, 5.0])


@tagged("post_install", "-at_install")
class TestHostileBankFiles(BankFilesCommon):
    """Refused or parked with a sentence; nothing half-written."""

    def _refused(self, code, data, *words):
        result, message = self._send(code, data)
        self.assertEqual(result["state"], "refused", result)
        for word in words:
            self.assertIn(word, result["reason"])
        self.assertFalse(message.payment_ids)
        self.assertEqual(self._balance(self.account), 0.0)
        return message

    def test_wrong_totals(self):
        self._refused(
            "mt940", SWIFT.replace(b"1249200,50", b"1249200,51"), "1249200.51"
        )
        self._refused("camt053", CAMT.replace(b">290000.25<", b">1.00<"), "290000.25")
        wrong = REGISTER.replace(b"152 500,50", b"152 500,51")
        self._refused("register_post", wrong, "152500.51", "152500.50")
        statement = STATEMENT.read_bytes().replace(b"1670500.50", b"1670500.51")
        self._refused("test-bank", statement, "1670500.51")

    def test_wrong_totals_taken_with_a_warning(self):
        self.post.wrong_totals = "warn"
        wrong = REGISTER.replace(b"152 500,50", b"152 500,51")
        result, _message = self._send("register_post", wrong)
        self.assertEqual(result["state"], "done")
        self.assertEqual(len(result["totals"]["warnings"]), 1)
        self.assertEqual(self._balance(self.account), -150000.5)

    def test_bad_rows_are_shown_when_totals_refuse(self):
        bad = REGISTER.replace(b"150 000,50", b"99999999999999999999")
        message = self._refused("register_post", bad)
        self.assertEqual(self._codes(message), ["bad_amount"])

    def test_bad_sums(self):
        rows = [("Hisob raqam", "Summa", "Sana", "Kvitansiya")]
        for number, text in enumerate(("-5", "0", "9223372036854775808", "1e5", "7")):
            rows.append(("2626400000017", text, "05.05.2026", f"K-{number}"))
        _result, message = self._send("register_post", as_csv(rows))
        self.assertEqual(self._codes(message), ["bad_amount"] * 4 + ["posted"])
        self.assertEqual(self._balance(self.account), -7.0)

    def test_bad_days(self):
        rows = [("Hisob raqam", "Summa", "Sana", "Kvitansiya")]
        for number, text in enumerate(("31.02.2026", "05.05.1926", "05.05.2999")):
            rows.append(("2626400000017", "5", text, f"K-{number}"))
        _result, message = self._send("register_post", as_csv(rows))
        self.assertEqual(self._codes(message), ["bad_date", "bad_date", "future"])

    def test_xml(self):
        bomb = b'<!DOCTYPE d [<!ENTITY a "b">]><Document>&a;</Document>'
        self._refused("camt053", bomb, "entities")
        self._refused("camt053", CAMT[:700], "complete XML")
        self._refused(
            "camt053", b"<Document><CstmrCdtTrfInitn/></Document>", "camt.053"
        )

    def test_other_currency(self):
        self._refused("mt940", SWIFT.replace(b"UZS", b"EUR"), "EUR")
        self._refused("camt053", CAMT.replace(b"UZS", b"USD"), "USD")

    def test_files_of_another_kind(self):
        for code in ("mt940", "camt053", "register_post", "test-bank"):
            self._refused(code, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "file")
            self._refused(code, b"", "file")
        self._refused("register_post", b"a;b;c\n1;2;3\n", "account number")
        self._refused("register_post", as_dbf(ROWS)[:-30], "breaks off")
        self._refused("register_post", as_xlsx(ROWS)[:900], "damaged")
        self._refused("mt940", SWIFT[:300], "cut")

    def test_wrong_encoding_of_the_layout(self):
        """Names may be spoilt, digits are not; what is no table is refused."""
        self.post.payment_layout_id = self.env["elektrohisob.payment.layout"].create(
            {
                "name": "UTF-16",
                "company_id": self.district_a.id,
                "encoding": "utf-16",
                "column_ids": [
                    (0, 0, {"role": "account", "number": 2}),
                    (0, 0, {"role": "amount", "number": 4}),
                    (0, 0, {"role": "date", "number": 5}),
                ],
            }
        )
        self._refused("register_post", REGISTER)
