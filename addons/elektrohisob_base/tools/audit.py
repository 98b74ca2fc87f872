"""What leaves the system: one function for every export, print and download."""

from collections.abc import Iterable

from odoo.fields import Domain
from odoo.http import request
from odoo.models import BaseModel

SHOWN_IDS = 20


def remote_address() -> str | bool:
    """Network address of the request being served, if one is."""
    return request.httprequest.remote_addr if request else False


def abbreviate(ids: Iterable[int]) -> str:
    """Numbers of rows for a log: the first ones, and how many follow."""
    ids = list(ids)
    text = ", ".join(str(number) for number in ids[:SHOWN_IDS])
    rest = len(ids) - SHOWN_IDS
    return f"{text} … (+{rest})" if rest > 0 else text


def open_audit(record: BaseModel, *parts: str) -> dict:
    """Action with the audit of a record and of the rows it consists of.

    :param parts: x2many fields whose rows are shown in the form of ``record``
    """
    record.ensure_one()
    # Archived and former rows too; what the user may not see the list leaves out.
    whole = record.with_context(active_test=False).sudo()
    domain = Domain("model", "=", record._name) & Domain("res_id", "=", record.id)
    for name in parts:
        rows = whole[name]
        domain |= Domain("model", "=", rows._name) & Domain("res_id", "in", rows.ids)
    return {
        "type": "ir.actions.act_window",
        "name": record.env._("Changes of %s", record.display_name),
        "res_model": "elektrohisob.audit.report",
        "view_mode": "list,form",
        "domain": list(domain),
    }


def log_output(
    records: BaseModel,
    *,
    kind: str,
    file_format: str,
    name: str | None = None,
    count: int | None = None,
    columns: Iterable[str] = (),
    selection: str | None = None,
) -> None:
    """Note that the user takes ``records`` out of the system.

    :param kind: ``export`` of columns, ``print`` of a document, ``download`` of a
        file made before
    :param name: the document or file
    :param count: number of rows, if it is not that of ``records``
    :param columns: paths of the exported fields
    :param selection: what the rows were chosen by, if not by their ids
    """
    log = records.env["elektrohisob.audit.output"]
    companies = log._get_companies(records)
    log._note(
        {
            "user_id": records.env.uid,
            "company_id": companies.id if len(companies) == 1 else log.env.company.id,
            "kind": kind,
            "model": records._name,
            "name": name or records._description,
            "row_count": len(records) if count is None else count,
            "columns": ", ".join(columns),
            "selection": selection or abbreviate(records.ids),
            "file_format": file_format,
            "address": remote_address(),
        }
    )
