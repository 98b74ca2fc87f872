"""Two operators of e-invoices that exist nowhere: a small process for tests and demo.

    python einvoice_simulator.py --port 8380 --login demo --secret demo
        [--fault save=lost:1 …] [--auto accept]

``/soliq`` and ``/didox`` below the address speak those protocols, as strictly as the
real ones: a field too many is refused. Calls fail on demand, see ``FAULTS``; ``POST
/simulator/fault`` (call, fault, times), ``POST /simulator/decide`` (id, state, reason)
and ``GET /simulator/state`` steer and show it. Nothing is kept.
"""

import base64
import json
import re
import secrets
import sys
import uuid
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

if __package__:
    from odoo.addons.elektrohisob_base.adapters import simulator as frame

    from . import einvoice_simulator_book as book
else:  # run as a program
    sys.path.append(
        str(Path(__file__).resolve().parents[2] / "elektrohisob_base" / "adapters")
    )
    import einvoice_simulator_book as book
    import simulator as frame


class Handler(frame.Handler):
    """HTTP side."""

    max_body = 4 * 1024 * 1024

    def do_GET(self):
        self._serve(b"")

    def do_POST(self):
        self._serve(self.read_body())

    def _serve(self, data):
        parts = urlsplit(self.path)
        self.query = {name: one[0] for name, one in parse_qs(parts.query).items()}
        _empty, operator, *path = parts.path.split("/")
        if operator == "simulator":
            return self._steer(path[0], json.loads(data or b"{}"))
        found = self._route(operator, "/".join(path))
        if not found:
            return self.answer(404, {"message": "no such address"})
        call, method, arguments = found
        self.simulator.calls.append(f"{operator} {call}")
        fault = self.simulator.use_fault(call)
        if fault == "expire":
            self.simulator.tokens.clear()
        if call not in ("login", "company") and not self._may(operator):
            return self.answer(401, {"message": "Unauthorized"})
        good = (200, {}) if fault and fault not in book.DOES else None
        if good is None or fault == "expire":
            good = method(data, *arguments)
        return self._answer_fault(fault, *good)

    def _route(self, operator, path):
        """Name of a call, what does it, and what the address says."""
        for pattern, call, name in ROUTES.get(operator, ()):
            found = re.fullmatch(pattern, f"{self.command} {path}")
            if found:
                return call, getattr(self, name), found.groups()
        return None

    def _steer(self, name, body):
        simulator = self.simulator
        if name == "fault":
            simulator.set_fault(body.pop("call"), **body)
        elif name == "decide":
            simulator.move(body["id"], body["state"], body.get("reason", ""))
        elif name != "state":
            return self.answer(404, {})
        return self.answer(200, {"documents": simulator.documents})

    # === SOLIQSERVICE === #

    def _guid(self, _data):
        return 200, {"data": secrets.token_hex(12), "success": True}

    def _party(self, _data):
        tin = self.query.get("tinOrPinfl", "")
        status = {"vatPayer": True, "vatRegCode": f"326{tin}"[:12]}
        return 200, {"tin": tin, "name": f"Soliq to'lovchi {tin}", "status": status,
                     "account": "20208000900000000001", "mfo": "00401",
                     "oked": "35140", "taxpayer": {"code": 20}}  # fmt: skip

    def _soliq_save(self, data, document):
        content = json.loads(data)
        if document == "factura":
            wrong = book.check_factura(content)
            number = content.get("FacturaId")
        else:
            wrong, number = "", content.get("VerificationActId")
        wrong = wrong or self.simulator.save("soliq", number, document, content)
        return (400, {"error": wrong}) if wrong else (200, {"status": "ok"})

    def _stamp(self, data):
        stamped = base64.b64encode(book.STAMP + base64.b64decode(data)).decode()
        return 200, {"status": 1, "pkcs7b64": stamped}

    def _soliq_sign(self, data, document, action):
        content = json.loads(book.content_of(json.loads(data)["sign"]))
        number = content.get("FacturaId") or content.get("VerificationActId")
        if action == "create" and number not in self.simulator.documents:
            self.simulator.save("soliq", number, document, content)
        word = "sign" if action == "create" else "cancel"
        wrong = self.simulator.sign(number, word)
        return (400, {"error": wrong}) if wrong else (200, {"status": "ok"})

    def _soliq_get(self, _data, _document, number):
        one = self.simulator.documents.get(number)
        if not one:
            return 404, {"error": "not_found"}
        data = {"Status": book.SOLIQ[one["state"]], "Notes": one["reason"]}
        data |= {"UpdatedAt": one["updated"], "Factura": one["content"]}
        return 200, {"status": "ok", "data": data}

    def _soliq_list(self, _data):
        rows = [self._soliq_row(one) for one in self._find("soliq")]
        first, last = (self.query.get(f"{name}DocDate") for name in ("from", "to"))
        rows = [
            row for row in rows
            if (first or "") <= row["docDate"] <= (last or "9999")
        ]  # fmt: skip
        offset, limit = int(self.query.get("offset", 0)), int(self.query["limit"])
        page = rows[offset : offset + limit]
        return 200, {"data": {"count": len(rows), "documents": page}}

    def _soliq_row(self, one):
        content = book.lower(one["content"])
        net, _vat, total = book.totals(content)
        return {
            "docId": one["id"],
            "docNo": content.get("facturadoc", {}).get("facturano", ""),
            "docDate": content.get("facturadoc", {}).get("facturadate", ""),
            "docStatus": book.SOLIQ[one["state"]],
            "partnerTin": content.get("buyertin", ""),
            "totalDeliverySum": net,
            "totalDeliverySumWithVat": total,
            "note": one["reason"],
            "updatedAt": one["updated"],
        }

    # === DIDOX === #

    def _login(self, data, _person):
        self.simulator.logins += 1
        if json.loads(data).get("password") != self.simulator.secret:
            return 401, {"message": "Invalid credentials"}
        return self._give_token()

    def _company(self, _data, _tin):
        if self.headers.get("user-key") not in self.simulator.tokens:
            return 401, {"message": "Unauthorized"}
        return self._give_token()

    def _give_token(self):
        token = str(uuid.uuid4())
        self.simulator.tokens.add(token)
        return 200, {"token": token}

    def _info(self, _data, tin):
        return 200, {"tin": tin, "name": f"Soliq to'lovchi {tin}", "mfo": "00401",
                     "account": "20208000900000000001", "oked": "35140",
                     "VATRegCode": f"326{tin}"[:12]}  # fmt: skip

    def _vat_status(self, _data, _tin):
        return 200, {"data": {"vatRegStatus": 20}}

    def _create(self, data, doctype):
        return self._keep(uuid.uuid4().hex, doctype, json.loads(data))

    def _update(self, data, number, doctype):
        if number not in self.simulator.documents:
            return 404, {"message": "no such document"}
        return self._keep(number, doctype, json.loads(data))

    def _keep(self, number, doctype, content):
        wrong = book.check_factura(content) if doctype == "002" else ""
        wrong = wrong or self.simulator.save("didox", number, doctype, content)
        if wrong:
            return 422, {"message": wrong}
        kept = {"document_json": book.lower(content)}
        return 200, {
            "_id": number,
            "created_date": book.now(),
            "pending_document": kept,
        }

    def _didox_stamp(self, data):
        _status, content = self._stamp(json.loads(data)["pkcs7"])
        return 200, {"timeStampTokenB64": content["pkcs7b64"]}

    def _didox_sign(self, data, number, action):
        one = self.simulator.documents.get(number)
        if not one:
            return 404, {"message": "no such document"}
        signed = json.loads(book.content_of(json.loads(data)["signature"]))
        if action == "sign" and signed != book.lower(one["content"]):
            return 422, {"message": "the signature is of another document"}
        wrong = self.simulator.sign(number, "sign" if action == "sign" else "cancel")
        return (422, {"message": wrong}) if wrong else (200, {"success": True})

    def _to_sign(self, data, number):
        wish = {**json.loads(data), "_id": number}
        text = base64.b64encode(json.dumps(wish).encode()).decode()
        return 200, {"toSign": text}

    def _card(self, _data, number):
        one = self.simulator.documents.get(number)
        if not one:
            return 404, {"message": "no such document"}
        document = self._didox_row(one) | {"document_json": book.lower(one["content"])}
        return 200, {"data": {"document": document}}

    def _didox_list(self, _data):
        query = self.query
        rows = [self._didox_row(one) for one in self._find("didox")]
        if "status" in query:
            rows = [row for row in rows if str(row["doc_status"]) == query["status"]]
        else:
            rows = [row for row in rows if row["doc_status"] not in (0, 55)]
        since = query.get("dateFromUpdated", "")
        rows = [row for row in rows if row["updated"] >= since]
        for name, key in (("doctype", "doctype"), ("partner", "partnerTin")):
            rows = [row for row in rows if query.get(name, row[key]) == row[key]]
        page, limit = int(query["page"]), min(100, int(query["limit"]))
        return 200, {"data": rows[(page - 1) * limit : page * limit]}

    def _didox_row(self, one):
        content = book.lower(one["content"])
        net, vat, total = book.totals(content)
        number = content.get("facturadoc", {})
        return {
            "_id": one["id"],
            "doctype": one["document"],
            "doc_status": book.DIDOX[one["state"]],
            "name": number.get("facturano", ""),
            "doc_date": number.get("facturadate", ""),
            "partnerTin": content.get("buyertin") or content.get("partnertin", ""),
            "total_delivery_sum": net,
            "total_vat_sum": vat,
            "total_delivery_sum_with_vat": total,
            "comment": one["reason"],
            "updated": one["updated"],
        }

    # === ANSWERS === #

    def _find(self, operator):
        documents = list(self.simulator.documents.values())
        return [one for one in documents if one["operator"] == operator]

    def _may(self, operator):
        if operator == "didox":
            return self.headers.get("user-key") in self.simulator.tokens
        return self.is_basic()

    def _answer_fault(self, fault, status, body):
        if fault in ("lost", "drop"):
            return self.drop(self.simulator.hang)
        if fault in ("error", "done"):
            return self.answer(500, {"message": "trouble"})
        if fault == "busy":
            return self.answer(429, {"message": "too many requests"})
        if fault == "refuse":
            return self.answer(422, {"message": "Xaridor topilmadi"})
        return self.answer(status, "<html>" if fault == "garbage" else body)


ROUTES = {
    "soliq": (
        (r"GET api/utils/guid", "guid", "_guid"),
        (r"GET api/np1/bytin", "party", "_party"),
        (r"POST api/(factura|vAct)-save", "save", "_soliq_save"),
        (r"POST frontend/timestamp/pkcs7", "stamp", "_stamp"),
        (r"POST api/(factura|vAct)-(create)", "sign", "_soliq_sign"),
        (r"POST api/(factura|vAct)-(cancel)", "cancel", "_soliq_sign"),
        (r"GET api/(factura|vAct)-get/(\w+)", "card", "_soliq_get"),
        (r"GET api/get-all-docs", "list", "_soliq_list"),
    ),
    "didox": (
        (r"POST v1/auth/(\d+)/password/ru", "login", "_login"),
        (r"POST v1/auth/company/(\d+)/login/ru", "company", "_company"),
        (r"GET v1/utils/info/(\d+)", "party", "_info"),
        (r"GET v1/profile/vatRegStatus/(\d+)", "vat", "_vat_status"),
        (r"POST v1/documents/(\d+)/create/ru", "save", "_create"),
        (r"POST v1/documents/(\w+)/update/(\d+)/ru", "save", "_update"),
        (r"POST v1/dsvs/timestamp", "stamp", "_didox_stamp"),
        (r"POST v1/documents/(\w+)/(sign)", "sign", "_didox_sign"),
        (r"POST v1/documents/(\w+)/(delete)", "cancel", "_didox_sign"),
        (r"POST v1/documents/(\w+)/tosign", "tosign", "_to_sign"),
        (r"GET v1/documents/(\w+)", "card", "_card"),
        (r"GET v2/documents", "list", "_didox_list"),
    ),
}


make_server = partial(frame.make_server, Handler)


def main():
    """Run until stopped."""
    parser = frame.make_parser(__doc__, 8380, hang=30)
    frame.add_login(parser)
    parser.add_argument("--auto", default="", choices=["", *book.STATES],
                        help="state of what is signed, at once")  # fmt: skip
    parser.add_argument("--documents", type=Path, help="file with documents it has")
    frame.add_faults(parser, book.FAULTS, "CALL")
    args = parser.parse_args()
    simulator = book.Simulator(args.login, args.secret, args.hang, args.auto)
    frame.set_faults(parser, simulator, args.fault, book.FAULTS)
    if args.documents:
        simulator.documents = json.loads(args.documents.read_text(encoding="utf-8"))
    server = make_server(simulator, args.port, args.host)
    frame.run(server, "E-invoice")


if __name__ == "__main__":
    main()
