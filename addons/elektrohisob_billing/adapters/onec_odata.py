"""Manual operations in the books of a 1C, through its OData interface.

EnterpriseData has no document for them. An operation has a reference of ours, so
writing it again changes the same one. Accounts are found by their codes, counterparties
by reference, then by STIR. Objects must be opened for OData by the administrator of 1C.
"""

import json
from urllib.parse import quote

import requests

from .onec_objects import get_guid
from .onec_soap import (
    WORDS,
    BasicAuth,
    LinkTrouble,
    never_left,
    read_limited,
    short,
)

DOCUMENT = "Document_ОперацияБух"
REGISTER = "AccountingRegister_Хозрасчетный"
ACCOUNTS = "ChartOfAccounts_Хозрасчетный"
DIMENSIONS = "ChartOfCharacteristicTypes_ВидыСубконтоХозрасчетные"
ORGANISATIONS, PARTIES = "Catalog_Организации", "Catalog_Контрагенты"
CONTRACTS = "Catalog_ДоговорыКонтрагентов"
#: Kinds of analytics that we know, and what they are.
KNOWN = {"Контрагенты": PARTIES, "Договоры": CONTRACTS}
MOST_DIMENSIONS = 3


class Books:
    """The books of a base."""

    def __init__(self, access):
        self.access = access
        self.root = f"{access.url.rstrip('/')}/odata/standard.odata"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = BasicAuth(access.login, access.secret)
        self.known = {}
        self._dimensions = None

    # === CALLS === #

    def _call(self, method, path, body=None, **options):
        """JSON of an answer; None of 404.

        :raise LinkTrouble: the base refuses, or cannot be reached
        """
        query = {"$format": "json"} | {f"${key}": text for key, text in options.items()}
        pairs = "&".join(f"{key}={quote(text)}" for key, text in query.items())
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            with self.session.request(
                method,
                f"{self.root}/{quote(path, safe='()=,')}?{pairs}",
                data=data,
                headers={"Content-Type": "application/json;charset=utf-8"},
                timeout=self.access.read_seconds,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return self._read(read_limited(answer))
        except requests.ConnectionError as error:
            code = "line" if never_left(error) else "lost"
            raise LinkTrouble(code, short(error)) from error
        except (requests.RequestException, OSError) as error:
            raise LinkTrouble("lost", short(error)) from error

    def _read(self, answer):
        status = answer.status_code
        if status == 404:
            return None
        try:
            told = json.loads(answer.content or b"{}")
        except ValueError:
            told = None
        if status in (200, 201, 204) and isinstance(told, dict):
            return told
        if status in (401, 403):
            raise LinkTrouble("login", f"HTTP {status}")
        words = _get_words(told)
        if words:
            raise LinkTrouble("told", words)
        raise LinkTrouble("server" if status >= 500 else "garbage", f"HTTP {status}")

    def _list(self, name, **options):
        """Rows of an entity set.

        :raise LinkTrouble: ``missing`` if it is not open for OData
        """
        answer = self._call("GET", name, **options)
        if answer is None:
            raise LinkTrouble("missing", name)
        return answer.get("value") or []

    # === WHAT IS REFERRED TO === #

    def _get_account(self, code):
        """(key, kinds of analytics) of an account by its code."""
        place = (ACCOUNTS, code)
        if place not in self.known:
            rows = self._list(
                ACCOUNTS,
                filter=f"Code eq '{_text(code)}'",
                select="Ref_Key,Code,ExtDimensionTypes",
            )
            if not rows:
                raise LinkTrouble("told", f"{ACCOUNTS}: Code {code}?")
            kinds = [
                self._get_dimensions().get(row.get("ExtDimensionType_Key"), "")
                for row in rows[0].get("ExtDimensionTypes") or []
            ]
            self.known[place] = rows[0]["Ref_Key"], kinds[:MOST_DIMENSIONS]
        return self.known[place]

    def _get_dimensions(self):
        """Key → name of the kinds of analytics."""
        if self._dimensions is None:
            rows = self._list(
                DIMENSIONS, select="Ref_Key,PredefinedDataName,Description"
            )
            self._dimensions = {
                row["Ref_Key"]: row.get("PredefinedDataName") or row.get("Description")
                for row in rows
            }
        return self._dimensions

    def _find(self, name, guid, stir=""):
        """Key of an object: with our reference, else with the STIR."""
        place = (name, guid, stir)
        if place not in self.known:
            found = self._call("GET", f"{name}(guid'{guid}')", select="Ref_Key")
            if found is None and stir:
                rows = self._list(
                    name, filter=f"ИНН eq '{_text(stir)}'", select="Ref_Key"
                )
                found = rows[0] if rows else None
            if found is None:
                raise LinkTrouble("told", f"{name}: {stir or guid}?")
            self.known[place] = found["Ref_Key"]
        return self.known[place]

    def _get_organisation(self, unit):
        return self._find(ORGANISATIONS, get_guid(unit.kind, unit.key), unit.stir)

    # === OPERATIONS === #

    def check(self):
        """Ask for the chart of accounts.

        :raise LinkTrouble: it cannot be read
        """
        self._list(ACCOUNTS, top="1", select="Ref_Key")

    def enter(self, operation):
        """Write an operation with its entries; twice is once.

        :param operation: ``onec_documents.Operation``
        """
        guid = get_guid(operation.kind, operation.key)
        head = {
            "Date": f"{operation.day.isoformat()}T12:00:00",
            "Организация_Key": self._get_organisation(operation.organisation),
            "Содержание": operation.text,
            "СуммаОперации": operation.amount / 100,
            "DeletionMark": False,
        }
        rows = [
            self._entry(operation, guid, number, entry)
            for number, entry in enumerate(operation.entries, start=1)
        ]
        self._put(f"{DOCUMENT}(guid'{guid}')", DOCUMENT, head, {"Ref_Key": guid})
        self._put_rows(guid, rows)

    def remove(self, key):
        """Mark an operation to be deleted and take its entries away."""
        guid = get_guid("operation", key)
        if self._call("PATCH", f"{DOCUMENT}(guid'{guid}')", {"DeletionMark": True}):
            self._put_rows(guid, [])

    def _put(self, path, name, body, new):
        """Change an object, or create it if it is not there."""
        is_there = self._call("PATCH", path, body) is not None
        if not is_there and self._call("POST", name, new | body) is None:
            raise LinkTrouble("missing", name)

    def _put_rows(self, guid, rows):
        keys = {"Recorder": guid, "Recorder_Type": f"StandardODATA.{DOCUMENT}"}
        place = f"Recorder='{guid}',Recorder_Type='StandardODATA.{DOCUMENT}'"
        body = keys | {"RecordSet": rows}
        self._put(f"{REGISTER}({place})", REGISTER, body, {})

    def _entry(self, operation, guid, number, entry):
        debit, debit_kinds = self._get_account(entry.debit)
        credit, credit_kinds = self._get_account(entry.credit)
        return {
            "Recorder": guid,
            "Recorder_Type": f"StandardODATA.{DOCUMENT}",
            "Period": f"{operation.day.isoformat()}T12:00:00",
            "LineNumber": str(number),
            "Active": True,
            "Организация_Key": self._get_organisation(operation.organisation),
            "AccountDr_Key": debit,
            "AccountCr_Key": credit,
            "Сумма": entry.amount / 100,
            "Содержание": entry.text,
            **self._analytics("Dr", debit_kinds, entry.debit_contract),
            **self._analytics("Cr", credit_kinds, entry.credit_contract),
        }

    def _analytics(self, side, kinds, contract):
        """Counterparty and contract where the account is kept by them."""
        found = {}
        for number, kind in enumerate(kinds, start=1):
            name = KNOWN.get(kind)
            if not name or not contract:
                continue
            one = contract.party if name == PARTIES else contract
            key = self._find(
                name, get_guid(one.kind, one.key), getattr(one, "stir", "")
            )
            found[f"ExtDimension{side}{number}"] = key
            found[f"ExtDimension{side}{number}_Type"] = f"StandardODATA.{name}"
        return found


def _get_words(told):
    """What 1C says of an error."""
    if not isinstance(told, dict):
        return ""
    error = told.get("odata.error") or told.get("error") or {}
    message = error.get("message") if isinstance(error, dict) else ""
    words = message.get("value") if isinstance(message, dict) else message
    return str(words or "").strip()[:WORDS]


def _text(value):
    """A text inside a filter."""
    return str(value).replace("'", "''")
