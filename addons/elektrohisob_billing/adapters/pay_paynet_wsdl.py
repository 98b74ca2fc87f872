"""The contract of PAYNET's SOAP service as a table; WSDL and XSD are written from it.

Written from the published description of the interface, not copied from a file.
"""

from lxml import etree

SPACE = "http://uws.provider.com/"
PARAM = ("paramKey", "paramValue")
TIMES = ("transactionTime", "dateFrom", "dateTo")
LIST = {"minOccurs": "0", "maxOccurs": "unbounded", "nillable": "true"}
OPTIONAL = {"minOccurs": "0"}

# name: type, then how often it stands; in the order of the schema.
_ID = (
    ("serviceId", "long"),
    ("transactionId", "long"),
    ("transactionTime", "dateTime"),
)
_PARAMETERS = ("parameters", "GenericParam")
GENERIC_ARGUMENTS = (("password", "string"), ("username", "string"))
GENERIC_RESULT = (("errorMsg", "string"), ("status", "int"), ("timeStamp", "dateTime"))
ARGUMENTS = {
    "PerformTransaction": (("amount", "long"), _PARAMETERS, *_ID),
    "CheckTransaction": (*_ID, _PARAMETERS),
    "CancelTransaction": (*_ID, _PARAMETERS),
    "GetStatement": (
        ("dateFrom", "dateTime"),
        ("dateTo", "dateTime"),
        ("serviceId", "long"),
        ("onlyTransactionId", "boolean"),
        _PARAMETERS,
    ),
    "GetInformation": (_PARAMETERS, ("serviceId", "long")),
    "ChangePassword": (("newPassword", "string"),),
}
RESULTS = {
    "PerformTransaction": (_PARAMETERS, ("providerTrnId", "long")),
    "CheckTransaction": (
        ("providerTrnId", "long"),
        ("transactionState", "int"),
        ("transactionStateErrorStatus", "int"),
        ("transactionStateErrorMsg", "string"),
    ),
    "CancelTransaction": (("transactionState", "int"),),
    "GetStatement": (("statements", "TransactionStatement"),),
    "GetInformation": (_PARAMETERS,),
    "ChangePassword": (),
}
STATEMENT = (
    ("amount", "long", OPTIONAL),
    ("providerTrnId", "long", OPTIONAL),
    ("transactionId", "long", {}),
    ("transactionTime", "dateTime", OPTIONAL),
)

XS = "http://www.w3.org/2001/XMLSchema"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
BINDING = "http://schemas.xmlsoap.org/wsdl/soap/"
HTTP = "http://schemas.xmlsoap.org/soap/http"
SERVICE = "ProviderWebService"


def results(name: str) -> list[str]:
    """Elements of a result in their order, those of every result first."""
    return [row[0] for row in (*GENERIC_RESULT, *RESULTS[name])]


def render(name: str, address: str) -> bytes:
    """The document ``wsdl`` or ``xsd`` of a service at ``address``."""
    root = _wsdl(address) if name == "wsdl" else _xsd()
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _element(
    parent, name: str, kind: str, occurs: dict[str, str] | None = None
) -> None:
    if occurs is None:
        occurs = LIST if kind in ("GenericParam", "TransactionStatement") else {}
        occurs = OPTIONAL if name == "onlyTransactionId" else occurs
    own = kind[0].isupper()
    etree.SubElement(
        parent,
        f"{{{XS}}}element",
        name=name,
        type=f"tns:{kind}" if own else f"xs:{kind}",
        **occurs,
    )


def _type(schema, name: str, rows, base: str = "") -> None:
    node = etree.SubElement(schema, f"{{{XS}}}complexType", name=name)
    if base:
        content = etree.SubElement(node, f"{{{XS}}}complexContent")
        node = etree.SubElement(content, f"{{{XS}}}extension", base=f"tns:{base}")
    sequence = etree.SubElement(node, f"{{{XS}}}sequence")
    for row in rows:
        _element(sequence, *row)


def _xsd():
    schema = etree.Element(
        f"{{{XS}}}schema",
        nsmap={"xs": XS, "tns": SPACE},
        targetNamespace=SPACE,
        version="1.0",
    )
    for name in ARGUMENTS:
        for side in ("Arguments", "Result"):
            full = f"{name}{side}"
            etree.SubElement(schema, f"{{{XS}}}element", name=full, type=f"tns:{full}")
    _type(schema, "GenericArguments", GENERIC_ARGUMENTS)
    _type(schema, "GenericResult", GENERIC_RESULT)
    _type(schema, "GenericParam", [(part, "string") for part in PARAM])
    _type(schema, "TransactionStatement", STATEMENT)
    for name in ARGUMENTS:
        _type(schema, f"{name}Arguments", ARGUMENTS[name], "GenericArguments")
        _type(schema, f"{name}Result", RESULTS[name], "GenericResult")
    return schema


def _add(parent, tag: str, space: str = WSDL, /, **attributes: str):
    return etree.SubElement(parent, f"{{{space}}}{tag}", **attributes)


def _wsdl(address: str):
    root = etree.Element(
        f"{{{WSDL}}}definitions",
        nsmap={"wsdl": WSDL, "soap": BINDING, "xs": XS, "tns": SPACE},
        name=SERVICE,
        targetNamespace=SPACE,
    )
    schema = _add(_add(root, "types"), "schema", XS)
    _add(schema, "import", XS, namespace=SPACE, schemaLocation=f"{address}?xsd")
    sides = (("Request", "arguments", "Arguments"), ("Response", "result", "Result"))
    for name in ARGUMENTS:
        for side, part, kind in sides:
            message = _add(root, "message", name=f"{name}{side}")
            _add(message, "part", name=part, element=f"tns:{name}{kind}")
    port = _add(root, "portType", name=SERVICE)
    for name in ARGUMENTS:
        operation = _add(port, "operation", name=name)
        _add(operation, "input", message=f"tns:{name}Request")
        _add(operation, "output", message=f"tns:{name}Response")
    binding = _add(root, "binding", name=f"{SERVICE}Binding", type=f"tns:{SERVICE}")
    _add(binding, "binding", BINDING, style="document", transport=HTTP)
    for name in ARGUMENTS:
        operation = _add(binding, "operation", name=name)
        _add(
            operation, "operation", BINDING, soapAction=f"urn:{name}", style="document"
        )
        for side in ("input", "output"):
            _add(_add(operation, side), "body", BINDING, use="literal")
    service = _add(root, "service", name=SERVICE)
    port = _add(service, "port", name=f"{SERVICE}Port", binding=f"tns:{SERVICE}Binding")
    _add(port, "address", BINDING, location=address)
    return root
