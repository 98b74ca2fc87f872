"""The OData interface of the simulated 1C: manual operations in its books."""

import json
import re
import uuid
from collections import namedtuple

try:
    from . import onec_simulator_book as book
except ImportError:  # run as a program
    import onec_simulator_book as book

Answer = namedtuple("Answer", "status body")
DIMENSIONS = ("Контрагенты", "Договоры")
DOCUMENT = "Document_ОперацияБух"
REGISTER = "AccountingRegister_Хозрасчетный"
ENTITY = re.compile(r"([^(]+)\(guid'([0-9a-f-]{36})'\)")
RECORDS = re.compile(rf"{REGISTER}\(Recorder='([0-9a-f-]{{36}})',.*\)")
CODE = re.compile(r"Code eq '([^']*)'")


def key_of(kind, name):
    """Reference of what the base has had before."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"simulator:{kind}:{name}"))


CODES = {key_of("account", code): code for code in (*book.KEPT, *book.PLAIN)}


class OData:
    """Entities of a ``Book``."""

    def __init__(self, books):
        self.books = books
        self.operations, self.rows = {}, {}

    def serve(self, method, path, query, data):
        """``Answer`` to a request."""
        body = json.loads(data) if data else {}
        if method == "GET":
            return self._get(path, query.get("$filter", ""))
        if found := RECORDS.fullmatch(path):
            guid = found.group(1)
            if guid not in self.rows:
                return Answer(404, {})
            return self._write_rows(guid, body)
        if path == REGISTER:
            return self._write_rows(body["Recorder"], body)
        if path == DOCUMENT:
            guid = body.get("Ref_Key") or str(uuid.uuid4())
            if guid in self.operations:
                return _error(400, "Объект с такой ссылкой уже существует")
            return self._write(guid, body, 201)
        if found := ENTITY.fullmatch(path):
            name, guid = found.groups()
            if name != DOCUMENT or guid not in self.operations:
                return Answer(404, {})
            return self._write(guid, body, 200)
        return Answer(404, {})

    def _get(self, path, wanted):
        if path == "ChartOfAccounts_Хозрасчетный":
            codes = CODE.findall(wanted) or [*book.KEPT, *book.PLAIN]
            found = [code for code in codes if key_of("account", code) in CODES]
            return Answer(200, {"value": [self._account(code) for code in found]})
        if path == "ChartOfCharacteristicTypes_ВидыСубконтоХозрасчетные":
            rows = [
                {"Ref_Key": key_of("dimension", name), "PredefinedDataName": name}
                for name in DIMENSIONS
            ]
            return Answer(200, {"value": rows})
        if found := ENTITY.fullmatch(path):
            guid = found.group(2)
            is_there = guid in self.books.objects or guid in self.operations
            return Answer(200, {"Ref_Key": guid}) if is_there else Answer(404, {})
        if path.startswith(("Catalog_", DOCUMENT)):
            return Answer(200, {"value": []})
        return Answer(404, {})

    @staticmethod
    def _account(code):
        kinds = DIMENSIONS if code in book.KEPT else ()
        rows = [{"ExtDimensionType_Key": key_of("dimension", name)} for name in kinds]
        key = key_of("account", code)
        return {"Ref_Key": key, "Code": code, "ExtDimensionTypes": rows}

    def _write(self, guid, body, status):
        self.operations[guid] = {**self.operations.get(guid, {}), **body}
        self._post(guid)
        return Answer(status, {"Ref_Key": guid})

    def _write_rows(self, guid, body):
        rows = body["RecordSet"]
        for row in rows:
            for side in ("Dr", "Cr"):
                code = CODES.get(row[f"Account{side}_Key"])
                if not code:
                    return _error(400, "Счет не найден")
                if code in book.KEPT and not row.get(f"ExtDimension{side}1"):
                    return _error(400, f"Не заполнено субконто счета {code}")
        self.rows[guid] = rows
        self._post(guid)
        return Answer(200, {"Recorder": guid})

    def _post(self, guid):
        head, rows = self.operations.get(guid), self.rows.get(guid, [])
        if not head or head.get("DeletionMark"):
            self.books.entries.pop(guid, None)
            return
        self.books.entries[guid] = [
            (
                CODES[row["AccountDr_Key"]],
                CODES[row["AccountCr_Key"]],
                round(row["Сумма"] * 100),
                row.get("ExtDimensionDr1", ""),
                row.get("ExtDimensionCr1", ""),
            )
            for row in rows
        ]


def _error(status, words):
    message = {"lang": "ru", "value": words}
    return Answer(status, {"odata.error": {"code": "-1", "message": message}})
