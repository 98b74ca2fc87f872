"""The two web services of 1C for EnterpriseData: what their operations ask and answer.

The text of a WSDL is made from this table, for our client and for the simulator; a 1C
is not asked for its own. Only the standard library is needed.
"""

STRING, INT, BOOLEAN = "xs:string", "xs:int", "xs:boolean"
DECIMAL, BYTES = "xs:decimal", "xs:base64Binary"
RESULT = "ret:PrepareDataOperationResult"
RESULT_SPACE = "http://v8.1c.ru/SSL/Exchange/EnterpriseDataExchange"
UPLOAD = "EnterpriseDataUpload_1_0_1_1"
EXCHANGE = "EnterpriseDataExchange_1_0_1_1"

ERROR = ("ErrorMessage", STRING)
OPERATION = ("OperationID", STRING)
FILE = ("FileID", STRING)
NODE = (("ExchangePlanName", STRING), ("PeerCode", STRING))
PART = (FILE, ("PartNumber", INT), ("PartData", BYTES))
#: Service → operation → (what is asked, what is answered beside ``return``, its type).
SERVICES = {
    UPLOAD: {
        "Ping": ((), (), STRING),
        "TestConnection": ((), (ERROR,), BOOLEAN),
        "PutFilePart": (PART, (ERROR,), STRING),
        "PutData": ((FILE,), (OPERATION, ERROR), STRING),
        "PutDataActionResult": ((OPERATION,), (ERROR,), STRING),
    },
    EXCHANGE: {
        "Ping": ((), (), STRING),
        "TestConnection": (NODE, (ERROR,), BOOLEAN),
        "PrepareDataForGetting": (
            (*NODE, ("PartSize", DECIMAL)),
            (OPERATION, ERROR),
            STRING,
        ),
        "PrepareDataActionResult": ((OPERATION,), (ERROR,), RESULT),
        "GetDataPart": ((FILE, ("PartNumber", INT)), (ERROR,), BYTES),
        "ConfirmGettingFile": ((FILE, ("ClearDataPool", BOOLEAN)), (ERROR,), STRING),
        "PutFilePart": (PART, (ERROR,), STRING),
        "PutData": ((*NODE, FILE), (OPERATION, ERROR), STRING),
        "PutDataActionResult": ((OPERATION,), (ERROR,), STRING),
    },
}
RESULT_FIELDS = (
    ("ErrorMessage", STRING),
    ("FileID", STRING),
    ("PartCount", INT),
    ("Status", STRING),
)


def get_space(service):
    """Name space of a service."""
    return f"http://www.1c.ru/SSL/{service}"


def get_action(service, operation):
    """SOAPAction of an operation."""
    return f"{get_space(service)}#{service}:{operation}"


def get_binding(service):
    """Name of the SOAP 1.1 binding, as zeep asks for it."""
    return f"{{{get_space(service)}}}{service}SoapBinding"


def write_wsdl(service, address):
    """Text of the WSDL of a service.

    :param str service: ``UPLOAD`` or ``EXCHANGE``
    :param str address: where it is
    """
    operations = SERVICES[service]
    types = "".join(_element(name, *told) for name, told in operations.items())
    messages = "".join(
        f'<message name="{name}{way}">'
        f'<part name="parameters" element="tns:{name}{tail}"/></message>'
        for name in operations
        for way, tail in (("Request", ""), ("Answer", "Response"))
    )
    ports = "".join(
        f'<operation name="{name}"><input message="tns:{name}Request"/>'
        f'<output message="tns:{name}Answer"/></operation>'
        for name in operations
    )
    calls = "".join(_call(service, name) for name in operations)
    space = get_space(service)
    head = (
        '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" '
        'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:tns="{space}" xmlns:ret="{RESULT_SPACE}" '
        f'name="{service}" targetNamespace="{space}">'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<types>{_result_type()}'
        f'<xs:schema targetNamespace="{space}" elementFormDefault="qualified">'
        f'<xs:import namespace="{RESULT_SPACE}"/>{types}</xs:schema></types>{messages}'
        f'<portType name="{service}PortType">{ports}</portType>'
        f'<binding name="{service}SoapBinding" type="tns:{service}PortType">'
        '<soap:binding style="document" '
        f'transport="http://schemas.xmlsoap.org/soap/http"/>{calls}</binding>'
        f'<service name="{service}"><port name="{service}Soap" '
        f'binding="tns:{service}SoapBinding"><soap:address location="{address}"/>'
        "</port></service></definitions>"
    )


def _element(name, asked, answered, returned):
    """Elements of a call and of its answer; strings and bytes may be nil."""

    def field(one, kind):
        nil = ' nillable="true"' if kind in (STRING, BYTES, INT) else ""
        return f'<xs:element name="{one}" type="{kind}"{nil}/>'

    def element(one, fields):
        inside = "".join(field(*told) for told in fields)
        return (
            f'<xs:element name="{one}"><xs:complexType><xs:sequence>{inside}'
            "</xs:sequence></xs:complexType></xs:element>"
        )

    answer = (("return", returned), *answered)
    return element(name, asked) + element(f"{name}Response", answer)


def _result_type():
    fields = "".join(
        f'<xs:element name="{name}" type="{kind}" minOccurs="0" nillable="true"/>'
        for name, kind in RESULT_FIELDS
    )
    return (
        f'<xs:schema targetNamespace="{RESULT_SPACE}" elementFormDefault="qualified">'
        '<xs:complexType name="PrepareDataOperationResult"><xs:sequence>'
        f'{fields}<xs:any namespace="##other" processContents="lax" minOccurs="0" '
        'maxOccurs="unbounded"/></xs:sequence><xs:anyAttribute/></xs:complexType>'
        "</xs:schema>"
    )


def _call(service, name):
    return (
        f'<operation name="{name}"><soap:operation style="document" '
        f'soapAction="{get_action(service, name)}"/><input><soap:body use="literal"/>'
        '</input><output><soap:body use="literal"/></output></operation>'
    )
