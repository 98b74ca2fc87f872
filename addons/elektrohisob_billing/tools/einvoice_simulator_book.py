"""What the simulated operators of e-invoices keep, and what they refuse."""

import base64
import re
import sys
import time
from pathlib import Path

if __package__:
    from odoo.addons.elektrohisob_base.adapters import simulator as frame
else:  # run as a program
    sys.path.append(
        str(Path(__file__).resolve().parents[2] / "elektrohisob_base" / "adapters")
    )
    import simulator as frame

FAULTS = {
    "lost": "does it, but the answer never arrives",
    "drop": "does nothing, and the answer never arrives",
    "done": "does it and answers HTTP 500",
    "error": "answers HTTP 500 and does nothing",
    "busy": "answers HTTP 429 and does nothing",
    "garbage": "does it and answers a page of HTML",
    "refuse": "refuses with a reason",
    "expire": "forgets the key of the company (HTTP 401)",
}
DOES = {"", "lost", "done", "garbage"}
STATES = (
    "draft",
    "sent",
    "accepted",
    "refused",
    "cancelled",
    "annulled",
    "undelivered",
)
SOLIQ = dict(zip(STATES, ("template", "receive", "accept", "reject", "cancel",
                          "revoked_by_gnk", "fail"), strict=True))  # fmt: skip
DIDOX = dict(zip(STATES, (0, 1, 3, 4, 5555, 50, 40), strict=True))
FACTURA = set(
    "Version FacturaType SingleSidedType HasMarking FacturaId FacturaDoc OldFacturaDoc "
    "ContractDoc FacturaEmpowermentDoc ItemReleasedDoc SellerTin BuyerTin Seller Buyer "
    "ForeignCompany ProductList IncomeType LotId ContractId WaybillLocalIds WaybillIds "
    "FacturaInvestmentObjectDoc Notes CreatedOperator HasRent FacturaRentDoc".split()
)
PRODUCT = set(
    "OrdNo CommittentName CommittentTin CommittentVatRegCode CommittentVatRegStatus "
    "CatalogCode CatalogName BarCode Name Serial MeasureId BaseSumma ProfitRate "
    "DispenseType Count Summa TotalSum DeliverySum ExciseRate ExciseSum VatRate VatSum "
    "DeliverySumWithVat WithoutVat PackageCode PackageName Origin Marks ExchangeInfo "
    "LgotaId LgotaName LgotaVatSum LgotaType WarehouseId WarehouseName".split()
)
STAMP = b"TIMESTAMP:"


class Simulator(frame.Faults):
    """Documents of both operators by their number; faults by name of a call."""

    def __init__(self, login="demo", secret="demo", hang=30.0, auto=""):
        super().__init__()
        self.login, self.secret, self.hang, self.auto = login, secret, hang, auto
        self.documents, self.tokens = {}, set()
        self.logins, self.chance = 0, None

    def use_fault(self, call):
        """Override of `Faults` for chance, and for faults of every call."""
        if self.chance:
            return self.chance(call)
        return super().use_fault(call, "*")

    def save(self, operator, number, document, content):
        """Keep a draft; "" or why not."""
        with self.lock:
            known = self.documents.get(number)
            if known and known["state"] != "draft":
                return "the document is signed already"
            self.documents[number] = {
                "id": number,
                "operator": operator,
                "document": document,
                "content": content,
                "state": "draft",
                "reason": "",
                "signed": 0,
                "updated": now(),
            }
            return ""

    def sign(self, number, action):
        """Sign or take back; "" or why not."""
        with self.lock:
            one = self.documents.get(number)
            if not one:
                return "no such document"
            wanted = ("draft",) if action == "sign" else ("sent",)
            if one["state"] not in wanted:
                return f"the document is {one['state']}"
            if action == "sign":
                one["signed"] += 1
                self.move(number, self.auto or "sent")
            else:
                self.move(number, "cancelled")
            return ""

    def move(self, number, state, reason=""):
        """What buyer or tax office decided."""
        with self.lock:
            one = self.documents[number]
            one.update(state=state, reason=reason, updated=now())


def check_factura(content):
    """What roaming would refuse, or ""."""
    extra = sorted(set(content) - FACTURA)
    if extra:
        return f"unknown field {extra[0]}"
    if FACTURA - set(content):
        return f"no field {min(FACTURA - set(content))}"
    rows = content["ProductList"]["Products"]
    if not rows:
        return "no products"
    if content["FacturaType"] and not content["OldFacturaDoc"]:
        return "OldFacturaDoc"
    if content["SingleSidedType"] and content["Buyer"] is not None:
        return "Buyer"
    for side in ("Seller", "Buyer"):
        if content[side] and not content[side]["Director"]:
            return f"{side}.Director"
    return next(filter(None, map(_check_product, rows)), "")


def _check_product(row):
    wrong = sorted(set(row) ^ PRODUCT)
    if wrong:
        return f"field {wrong[0]} in a product"
    net, vat = round(row["DeliverySum"] * 100), round(row["VatSum"] * 100)
    if net + vat != round(row["DeliverySumWithVat"] * 100):
        return "DeliverySumWithVat"
    if vat != int(net * row["VatRate"] / 100 + 0.5 + 1e-9):
        return "VatSum"
    if row["Count"] and abs(row["Count"] * row["Summa"] * 100 - net) > 0.5001:
        return "DeliverySum"
    return "" if re.fullmatch(r"\d{17}", row["CatalogCode"]) else "CatalogCode"


def content_of(signed):
    """What a signature of the test signer is of."""
    data = base64.b64decode(signed).removeprefix(STAMP)
    return data[data.index(b"{") : data.rindex(b"}") + 1]


def totals(content):
    """Net, VAT and total of a factura, whatever the case of its keys."""
    rows = lower(content).get("productlist", {}).get("products", [])
    return [
        round(sum(row.get(name, 0) for row in rows), 2)
        for name in ("deliverysum", "vatsum", "deliverysumwithvat")
    ]


def lower(value):
    if isinstance(value, dict):
        return {key.lower(): lower(one) for key, one in value.items()}
    return [lower(one) for one in value] if isinstance(value, list) else value


def now():
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
