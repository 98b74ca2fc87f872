"""PAYNET, first generation: the provider's SOAP web service, document/literal."""

from collections.abc import Mapping

from lxml import etree

from . import pay_paynet_wsdl as wsdl
from .pay import (
    CANCEL,
    DOCUMENT,
    INFORM,
    PASSWORD,
    PAY,
    STATEMENT,
    STATUS,
    Answer,
    Call,
    Channel,
    Message,
    Outcome,
    Refusal,
    missing,
    moment,
    read_time,
    som,
    text_of,
    whole,
)

XML_TYPE = "text/xml; charset=utf-8"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
OPERATIONS = {
    "PerformTransaction": PAY,
    "CheckTransaction": STATUS,
    "CancelTransaction": CANCEL,
    "GetStatement": STATEMENT,
    "GetInformation": INFORM,
    "ChangePassword": PASSWORD,
}
STATES = {"created": 1, "performed": 1, "cancelled": 2}
NOT_FOUND = 3
CODES = {
    "unavailable": 100, "system": 102, "exists": 201, "cancelled": 202,
    "not_found": 203, "account": 302, "service": 305, "weak_password": 401,
    "missing": 411, "request": 411, "login": 412, "amount": 413, "too_small": 413,
    "time": 414, "too_big": 415, "closed": 501, "access": 601, "operation": 603,
    "uncancellable": 77, "state": 103, "parse": 102, "method": 102,
}  # fmt: skip
WORDS = {
    0: "Success", 77: "The payment can no longer be cancelled",
    100: "Service temporarily unavailable", 102: "System error",
    103: "Unknown error", 201: "Transaction already exists",
    202: "Transaction already cancelled", 203: "Transaction not found",
    302: "Client not found", 305: "Service not found",
    401: "Password is too short", 411: "Mandatory parameter missing",
    412: "Wrong login or password", 413: "Wrong amount",
    414: "Wrong date or time", 415: "Amount exceeds the maximum",
    501: "Payments for this client are not allowed", 601: "Access denied",
    603: "Wrong command code",
}  # fmt: skip


def told(outcome: Outcome) -> dict[str, str]:
    """What the terminal prints: the balance, below zero for a debt, and the name."""
    sign = "-" if outcome.balance > 0 else ""
    return {"balance": f"{sign}{som(abs(outcome.balance))}", **outcome.info}


def find_problem(operation: str, values: Mapping, times: Mapping) -> str:
    """Code of what an operation lacks, the same in both generations."""
    transaction = whole(values.get("transactionId"))
    wanted = [whole(values.get("serviceId"))]
    wanted += [transaction] if operation in (PAY, STATUS, CANCEL) else []
    if operation == PASSWORD:
        wanted = [values.get("newPassword")]
    if operation == STATEMENT:
        wanted += [values.get("dateFrom"), values.get("dateTo")]
    if missing(wanted):
        return "missing"
    if None in times.values():
        return "time"
    if operation == PAY and whole(values.get("amount")) is None:
        return "amount" if values.get("amount") not in (None, "") else "missing"
    return ""


class Paynet(Channel):
    """The six operations; business errors are answers with a status."""

    kind = "paynet"
    title = "PAYNET"
    account_key = "clientid"
    needs_service = True
    codes = CODES

    def parse(self, message: Message) -> Call:
        if message.method == "GET":
            name = (
                "xsd" if "xsd" in message.query or message.path[-4:] == ".xsd" else ""
            )
            return Call(DOCUMENT, extra={"name": name or "wsdl"})
        name, values, fields = self._read_body(message.body)
        if name not in OPERATIONS:
            raise Refusal("parse")
        times = {key: read_time(values[key]) for key in wsdl.TIMES if key in values}
        return Call(
            OPERATIONS[name],
            login=values.get("username", ""),
            secret=values.get("password", ""),
            service=str(whole(values.get("serviceId")) or ""),
            external_id=text_of(whole(values.get("transactionId"))),
            fields=fields,
            tiyin=whole(values.get("amount")),
            time=times.get("dateFrom", times.get("transactionTime")) or 0,
            until=times.get("dateTo") or 0,
            reason=fields.get("cancel_reason_code", ""),
            password=values.get("newPassword", ""),
            problem=find_problem(OPERATIONS[name], values, times),
            extra={
                "name": name,
                "ids": values.get("onlyTransactionId", "") in ("true", "1"),
                "by": "performed",
            },
        )

    def _read_body(self, body: bytes) -> tuple[str, dict[str, str], dict[str, str]]:
        """Operation, its plain elements, and its parameters."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
        )
        try:
            root = etree.fromstring(body, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Refusal("parse") from error
        if root.getroottree().docinfo.doctype:
            raise Refusal("parse")
        found = root.find(f"{{{SOAP}}}Body/*")
        if found is None or not isinstance(found.tag, str):
            raise Refusal("parse")
        values: dict[str, str] = {}
        fields: dict[str, str] = {}
        for node in found.iterchildren(tag=etree.Element):
            name = etree.QName(node).localname
            if name == "parameters":
                pair = {etree.QName(part).localname: part.text or "" for part in node}
                fields[pair.get("paramKey", "").strip()] = pair.get(
                    "paramValue", ""
                ).strip()
            else:
                values[name] = (node.text or "").strip()
        return etree.QName(found).localname.removesuffix("Arguments"), values, fields

    def reply(self, call: Call, outcome: Outcome) -> Answer:
        if call.operation == DOCUMENT:
            return Answer(wsdl.render(call.extra["name"], call.extra["url"]), XML_TYPE)
        transaction = outcome.transaction
        if call.operation == PAY and outcome.is_repeat:
            raise Refusal("exists", transaction)
        if call.operation == CANCEL and outcome.is_repeat:
            raise Refusal("cancelled", transaction)
        values: dict[str, object] = {}
        if call.operation == INFORM:
            values["parameters"] = told(outcome)
        elif call.operation == STATEMENT:
            values["statements"] = outcome.rows
        return self._result(call, 0, outcome.now, values, transaction)

    def refuse(self, message: Message, call: Call | None, refusal: Refusal) -> Answer:
        if call is None or call.operation == DOCUMENT:
            return self._fault(refusal.code)
        now = int(call.extra.get("now", 0))
        code = self.codes.get(refusal.code, self.codes["system"])
        return self._result(call, code, now, {}, refusal.transaction)

    def _result(self, call, code, now, values, transaction) -> Answer:
        name = call.extra["name"]
        known = {
            "errorMsg": WORDS.get(code, WORDS[103]),
            "status": code,
            "timeStamp": moment(now).isoformat(timespec="seconds"),
            "providerTrnId": transaction.number if transaction else 0,
            "transactionState": STATES[transaction.state] if transaction else NOT_FOUND,
            "transactionStateErrorStatus": 0,
            "transactionStateErrorMsg": "Success",
        }
        envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soapenv": SOAP})
        body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
        space = {"ns2": wsdl.SPACE}
        result = etree.SubElement(body, f"{{{wsdl.SPACE}}}{name}Result", nsmap=space)
        for key in wsdl.results(name):
            if key == "parameters":
                for pair in values.get(key, {}).items():
                    node = etree.SubElement(result, key)
                    for part, text in zip(wsdl.PARAM, pair, strict=True):
                        etree.SubElement(node, part).text = text
            elif key == "statements":
                for row in values.get(key, ()):
                    self._add_row(result, row, call.extra["ids"])
            else:
                etree.SubElement(result, key).text = str(known[key])
        return self._envelope(envelope)

    def _add_row(self, result, row, ids_only) -> None:
        node = etree.SubElement(result, "statements")
        values = {
            "amount": row.tiyin,
            "providerTrnId": row.number,
            "transactionId": row.external_id,
            "transactionTime": moment(row.performed).isoformat(timespec="seconds"),
        }
        for key, value in values.items():
            if not ids_only or key == "transactionId":
                etree.SubElement(node, key).text = str(value)

    def _fault(self, code: str) -> Answer:
        """A fault: no operation could be read, or nobody can answer."""
        ours = code in ("unavailable", "system")
        envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soapenv": SOAP})
        body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
        fault = etree.SubElement(body, f"{{{SOAP}}}Fault")
        side = "Server" if ours else "Client"
        etree.SubElement(fault, "faultcode").text = f"soapenv:{side}"
        words = WORDS[self.codes[code]] if ours else "The message is not understood"
        etree.SubElement(fault, "faultstring").text = words
        return self._envelope(envelope, 503 if ours else 500)

    def _envelope(self, envelope, status: int = 200) -> Answer:
        text = etree.tostring(envelope, encoding="UTF-8", xml_declaration=True)
        return Answer(text, XML_TYPE, status)

    @classmethod
    def link(cls, settings, account, tiyin) -> str:
        merchant = settings.get("merchant")
        if not merchant:
            return ""
        return f"https://app.paynet.uz/?m={merchant}&c={account}&a={tiyin}"


CHANNELS = {"paynet/soap": Paynet}
