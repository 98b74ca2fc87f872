"""A 1C that exists nowhere: a small process for tests and demo.

    python onec_simulator.py --port 8370 --login demo --secret demo
        [--fault PutData=lost:1 …] [--versions 1.8,1.15] [--delay 0.5] [--books FILE]

``/buh/ws/EnterpriseDataUpload_1_0_1_1.1cws`` and
``…EnterpriseDataExchange_1_0_1_1.1cws`` are its web services,
``/buh/odata/standard.odata/`` its OData interface. It keeps books of its own. Calls
fail on demand, see ``FAULTS``: ``POST /simulator/fault`` (call, fault, times), ``POST
/simulator/party`` and ``/simulator/receipt`` let the base tell something, ``GET
/simulator/state`` shows its books. Nothing is kept. Only the standard library is
needed.
"""

import base64
import contextlib
import json
import sys
import time
import uuid
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

if __package__:
    from odoo.addons.elektrohisob_base.adapters import simulator as frame

    from ..adapters import onec_wsdl
    from . import onec_simulator_book as book
    from . import onec_simulator_odata as odata
else:  # run as a program
    ADDONS = Path(__file__).resolve().parents[2]
    sys.path.append(str(ADDONS / "elektrohisob_billing" / "adapters"))
    sys.path.append(str(ADDONS / "elektrohisob_base" / "adapters"))
    import onec_simulator_book as book
    import onec_simulator_odata as odata
    import onec_wsdl
    import simulator as frame

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
FAULTS = {
    "lost": "does it, but the answer never arrives: the connection is dropped",
    "drop": "does nothing, and the connection is dropped",
    "taken": "does it and answers HTTP 500",
    "error": "answers HTTP 500 and does nothing",
    "fault": "answers a SOAP fault and does nothing",
    "told": "answers HTTP 200 with an ErrorMessage and does nothing",
    "cut": "does it, and the answer ends in the middle",
    "garbage": "answers a page of HTML and does nothing",
    "failed": "the background action ends with Failed; nothing is loaded",
    "active": "the background action goes on for ever; nothing is loaded",
    "slow": "the background action loads much later",
    "late": "the message has a receipt that is older",
    "wrong_no": "the message has the number of the one before",
    "repeat": "the message is the one before",
}
DOES = {"", "lost", "taken", "cut", "failed", "active", "slow", "late", "wrong_no",
        "repeat"}  # fmt: skip
LOADS, WRITES = "load", "write"
RECEIPT = "Документ.ПБДСРасчетыСКонтрагентами"


class Simulator(frame.Faults):
    """A base with its services: files in parts, background actions, faults."""

    def __init__(
        self, login="demo", secret="demo", delay=0.0, versions=("1.8", "1.15")
    ):
        super().__init__()
        self.login, self.secret, self.delay = login, secret, delay
        self.slow, self.clock = 60.0, time.monotonic
        self.book = book.Book(versions=versions)
        self.odata = odata.OData(self.book)
        self.files, self.actions, self.last = {}, {}, None

    def recall(self, told):
        """Keep the books of an earlier life.

        :param dict told: ``messages`` (base64) we were told, ``sent`` by us
        """
        for text in told["messages"]:
            with contextlib.suppress(book.Refusal):
                self.book.load(base64.b64decode(text))
        self.book.sent_no = told["sent"]

    def begin(self, kind, fault, file_id=""):
        """Start a background action; its id."""
        operation = str(uuid.uuid4())
        wait = self.slow if fault == "slow" else self.delay
        self.actions[operation] = {
            "kind": kind, "state": "Active", "fault": fault, "file": file_id,
            "words": "", "due": self.clock() + wait,
        }  # fmt: skip
        return operation

    def work(self):
        """Do the background actions that are due, the earliest first."""
        now = self.clock()
        due = [
            action
            for action in self.actions.values()
            if action["state"] == "Active"
            and action["fault"] != "active"
            and action["due"] <= now
        ]
        for action in sorted(due, key=lambda one: one["due"]):
            try:
                if action["fault"] == "failed":
                    raise book.Refusal("Ошибка фонового задания")
                if action["kind"] == LOADS:
                    parts = self.files.pop(action["file"], {})
                    self.book.load(b"".join(parts[number] for number in sorted(parts)))
                else:
                    action["file"] = self._write(action["fault"])
                action["state"] = "Completed"
            except (
                book.Refusal,
                ValueError,
                KeyError,
                ElementTree.ParseError,
            ) as error:
                action["state"], action["words"] = "Failed", str(error)

    def _write(self, fault):
        """A message of the base as a file; its id."""
        if fault != "repeat" or not self.last:
            self.last = self.book.answer(fault)
        file_id = str(uuid.uuid4())
        self.files[file_id] = {0: self.last}
        return file_id

    # === OPERATIONS: (returned, other answers) === #

    def do_ping(self, asked, fault):
        """Ping."""
        return "", {}

    def do_test_connection(self, asked, fault):
        """TestConnection."""
        if "PeerCode" in asked and asked["PeerCode"] != self.book.peer:
            return "false", {"ErrorMessage": f"Узел {asked['PeerCode']} не найден"}
        return "true", {}

    def do_put_file_part(self, asked, fault):
        """PutFilePart."""
        parts = self.files.setdefault(asked["FileID"], {})
        parts[int(asked["PartNumber"] or 1)] = base64.b64decode(asked["PartData"])
        return "", {}

    def do_put_data(self, asked, fault):
        """PutData."""
        if asked["FileID"] not in self.files:
            return "", {"ErrorMessage": "Файл не найден"}
        return "", {"OperationID": self.begin(LOADS, fault, asked["FileID"])}

    def do_put_data_action_result(self, asked, fault):
        """PutDataActionResult."""
        action = self.actions.get(asked["OperationID"])
        if not action:
            return "", {"ErrorMessage": "Фоновое задание не найдено"}
        return action["state"], {"ErrorMessage": action["words"]}

    def do_prepare_data_for_getting(self, asked, fault):
        """PrepareDataForGetting."""
        size = int(float(asked["PartSize"] or 0)) * 1024
        operation = self.begin(WRITES, fault)
        self.actions[operation]["size"] = size
        return "", {"OperationID": operation}

    def do_prepare_data_action_result(self, asked, fault):
        """PrepareDataActionResult."""
        action = self.actions.get(asked["OperationID"])
        if not action:
            return {}, {"ErrorMessage": "Фоновое задание не найдено"}
        told = {"Status": action["state"], "ErrorMessage": action["words"]}
        if action["state"] == "Completed":
            file = self.files.setdefault(action["file"], {0: b""})
            whole, size = file[0], action["size"] or len(file[0]) or 1
            for number, start in enumerate(range(0, len(whole), size), start=1):
                file[number] = whole[start : start + size]
            told |= {"FileID": action["file"], "PartCount": max(1, len(file) - 1)}
        return told, {}

    def do_get_data_part(self, asked, fault):
        """GetDataPart."""
        part = self.files.get(asked["FileID"], {}).get(int(asked["PartNumber"]))
        if part is None:
            return "", {"ErrorMessage": "Часть файла не найдена"}
        return base64.b64encode(part).decode(), {}

    def do_confirm_getting_file(self, asked, fault):
        """ConfirmGettingFile."""
        self.files.pop(asked["FileID"], None)
        return "", {}


OPERATIONS = {
    "Ping": Simulator.do_ping,
    "TestConnection": Simulator.do_test_connection,
    "PutFilePart": Simulator.do_put_file_part,
    "PutData": Simulator.do_put_data,
    "PutDataActionResult": Simulator.do_put_data_action_result,
    "PrepareDataForGetting": Simulator.do_prepare_data_for_getting,
    "PrepareDataActionResult": Simulator.do_prepare_data_action_result,
    "GetDataPart": Simulator.do_get_data_part,
    "ConfirmGettingFile": Simulator.do_confirm_getting_file,
}


class Handler(frame.Handler):
    """HTTP side."""

    max_body = 64 * 1024 * 1024

    def do_GET(self):
        self._serve(b"")

    def do_POST(self):
        self._serve(self.read_body())

    do_PATCH = do_POST

    def _serve(self, data):
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        with self.simulator.lock:
            if path.startswith("/simulator/"):
                return self._steer(path.rpartition("/")[2], json.loads(data or b"{}"))
            if not self.is_basic():
                return self._answer(401, "Unauthorized")
            service = path.rpartition("/")[2].removesuffix(".1cws")
            if service in onec_wsdl.SERVICES and path == f"/buh/ws/{service}.1cws":
                if self.command == "GET":
                    address = f"http://{self.headers['Host']}{parts.path}"
                    return self._answer(200, onec_wsdl.write_wsdl(service, address))
                return self._serve_soap(service, data)
            root = "/buh/odata/standard.odata/"
            if path.startswith(root):
                query = dict(parse_qsl(parts.query))
                return self._serve_odata(path.removeprefix(root), query, data)
        return self._answer(404, "Not found")

    def _steer(self, name, body):
        simulator = self.simulator
        if name == "fault":
            simulator.set_fault(body.pop("call"), **body)
        elif name == "party":
            simulator.book.tell("Справочник.Контрагенты", book.party_text(**body))
        elif name == "receipt":
            simulator.book.tell(RECEIPT, book.receipt_text(**body))
        elif name == "state":
            simulator.work()
        else:
            return self._answer(404, "{}")
        state = {
            "balances": simulator.book.get_turnover(),
            "objects": len(simulator.book.objects),
            "sent": simulator.book.sent_no,
            "received": simulator.book.received_no,
            "faults": simulator.faults,
            "calls": len(simulator.calls),
        }
        return self._answer(200, json.dumps(state), "application/json")

    # === SOAP === #

    def _serve_soap(self, service, data):
        self.simulator.work()
        if b"<!DOCTYPE" in data:
            return self._answer(500, "DOCTYPE")
        call = ElementTree.fromstring(data).find(f"{{{ENVELOPE}}}Body")[0]
        name = call.tag.partition("}")[2]
        if name not in onec_wsdl.SERVICES[service]:
            return self._answer(500, _fault(f"Операция {name} не найдена"))
        self.simulator.calls.append(name)
        fault = self.simulator.use_fault(name)
        asked = {one.tag.partition("}")[2]: one.text or "" for one in call}
        returned, others = "", {"ErrorMessage": "Внутренняя ошибка"}
        if fault in DOES:
            returned, others = OPERATIONS[name](self.simulator, asked, fault)
        return self._answer_fault(fault, _envelope(service, name, returned, others))

    def _serve_odata(self, path, query, data):
        name = path.partition("(")[0].partition("/")[0]
        self.simulator.calls.append(f"{self.command} {name}")
        fault = self.simulator.use_fault(f"{self.command} {name}")
        found = odata.Answer(400, {"odata.error": {"message": {"value": "Отказано"}}})
        if fault in DOES:
            found = self.simulator.odata.serve(self.command, path, query, data)
        text = json.dumps(found.body, ensure_ascii=False)
        return self._answer_fault(fault, text, found.status, "application/json")

    # === ANSWERS === #

    def _answer_fault(self, fault, text, status=200, kind="text/xml; charset=utf-8"):
        if fault in ("lost", "drop"):
            return self.drop()
        if fault in ("taken", "error"):
            return self._answer(500, "Internal error")
        if fault == "fault":
            return self._answer(500, _fault("Внутренняя ошибка сервера"))
        if fault == "garbage":
            return self._answer(200, "<html><body>1C</body></html>")
        return self._answer(status, text, kind, is_cut=fault == "cut")

    def _answer(self, status, text, kind="text/xml; charset=utf-8", is_cut=False):
        self.answer(status, text, kind, is_cut=is_cut)


def _envelope(service, name, returned, others):
    """Answer of an operation, its elements in the order of the service."""
    if isinstance(returned, dict):
        names = [field for field, _kind in onec_wsdl.RESULT_FIELDS if field in returned]
        told = {field: escape(str(returned[field])) for field in names}
        fields = "".join(f"<ret:{field}>{told[field]}</ret:{field}>" for field in names)
    else:
        fields = escape(returned)
    rest = "".join(
        f"<m:{field}>{escape(others.get(field, ''))}</m:{field}>"
        for field, _kind in onec_wsdl.SERVICES[service][name][1]
    )
    return (
        f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body><m:{name}Response '
        f'xmlns:m="{onec_wsdl.get_space(service)}" '
        f'xmlns:ret="{onec_wsdl.RESULT_SPACE}">'
        f"<m:return>{fields}</m:return>{rest}</m:{name}Response></soap:Body>"
        "</soap:Envelope>"
    )


def _fault(words):
    return (
        f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body><soap:Fault>'
        f"<faultcode>soap:Server</faultcode><faultstring>{escape(words)}</faultstring>"
        "</soap:Fault></soap:Body></soap:Envelope>"
    )


make_server = partial(frame.make_server, Handler)


def main():
    """Run until stopped."""
    parser = frame.make_parser(__doc__, 8370)
    frame.add_login(parser)
    parser.add_argument("--delay", type=float, default=0.5, help="s of an action")
    parser.add_argument("--versions", default="1.8,1.15")
    parser.add_argument("--books", type=Path, help="file with what it was told before")
    frame.add_faults(parser, FAULTS, "CALL")
    args = parser.parse_args()
    versions = tuple(args.versions.split(","))
    simulator = Simulator(args.login, args.secret, args.delay, versions)
    if args.books:
        simulator.recall(json.loads(args.books.read_text(encoding="utf-8")))
    frame.set_faults(parser, simulator, args.fault, FAULTS)
    server = make_server(simulator, args.port, args.host)
    frame.run(server, "1C", "/buh")


if __name__ == "__main__":
    main()
