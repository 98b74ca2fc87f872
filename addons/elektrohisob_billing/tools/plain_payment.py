"""The plain payment in one statement: money of a service for an open account.

It writes the same rows as the ordinary way (payment, entry of the ledger, event, and
the balance, and the row of the journal), or nothing: where any condition does not hold,
the ordinary way decides and says why. See docs/adr/012.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from odoo.addons.elektrohisob_base.tools.bulk import Prepared, insert_text

COMMON = {
    **{"provider": "int", "service": "varchar", "external": "varchar"},
    **{"key": "varchar", "amount": "numeric", "day": "date", "is_old": "boolean"},
    **{"now": "bigint", "provider_time": "bigint", "account_text": "varchar"},
    "uid": "int",
}
FIRST = {"number": "varchar", "unit": "varchar", "details": "jsonb"}
NEXT = {"account": "int", "origin": "int", "step": "int"}
CALL = {
    **{"signals": "varchar", "desk": "int", "remote": "varchar", "mark": "varchar"},
    **{"milliseconds": "int", "request": "text", "answer": "text"},
}
# An account of the units of the provider, by a number the service never used before.
WHO_FIRST = """
       a.number = %(number)s AND a.state <> 'closed'
   AND EXISTS (SELECT FROM res_company c
                WHERE c.id = a.company_id AND '/' || c.parent_path LIKE %(unit)s)
   AND NOT EXISTS (SELECT FROM elektrohisob_payment_event o
                    WHERE o.provider_id = %(provider)s AND o.service = %(service)s
                      AND o.external_id = %(external)s AND o.id = o.origin_id)
"""
# What this process keeps in memory is what everybody has saved.
SIGNALS = "concat_ws(',', {})"
IS_CURRENT = "(%(signals)s IS NULL OR %(signals)s = {})"
# The account of a payment that was announced; the caller holds its first event.
WHO_NEXT = "a.id = %(account)s"
FACTS = """
SELECT a.id AS account_id, a.company_id, p.id AS period_id, d.day,
       GREATEST(d.day, p.date_start) AS booked, now() AT TIME ZONE 'UTC' AS moment
  FROM elektrohisob_account a
  JOIN elektrohisob_period p
    ON p.company_id = a.company_id AND p.state IN ('open', 'closing')
  LEFT JOIN elektrohisob_account_state s ON s.account_id = a.id
 CROSS JOIN LATERAL (
       SELECT CASE WHEN %(is_old)s THEN GREATEST(%(day)s, p.date_start)
                   ELSE %(day)s END AS day) d
 WHERE {conditions}
"""
WHEN = {"create_uid": "%(uid)s", "create_date": "f.moment"}
CHANGED = {"write_uid": "%(uid)s", "write_date": "f.moment"}
PLACE = {"account_id": "f.account_id", "company_id": "f.company_id"}
PAYMENT = {
    **PLACE,
    **{"date": "f.day", "amount": "%(amount)s", "channel": "'online'"},
    **{"state": "'posted'", "number": "%(external)s", "provider_id": "%(provider)s"},
    "external_key": "%(key)s",
    **WHEN,
    **CHANGED,
}
ENTRY = {
    **PLACE,
    **{"period_id": "f.period_id", "date": "f.booked", "kind": "'payment'"},
    **{"amount": "- %(amount)s", "payment_id": "m.id", "note": "%(external)s"},
    **WHEN,
    **CHANGED,
}
EVENT = {
    **PLACE,
    **{"provider_id": "%(provider)s", "service": "%(service)s"},
    **{"external_id": "%(external)s", "state": "'performed'", "time": "%(now)s"},
    **{"provider_time": "%(provider_time)s", "account_text": "%(account_text)s"},
    **{"amount": "%(amount)s", "payment_id": "m.id"},
    **WHEN,
}
EVENT_FIRST = {
    **{"id": "n.id", "origin_id": "n.id", "step": "0", "details": "%(details)s"},
    **EVENT,
}
EVENT_NEXT = {"id": "n.id", "origin_id": "%(origin)s", "step": "%(step)s", **EVENT}
# The row of the journal; the number of the payment is not known before.
JOURNAL = {
    **{"date": "f.moment", "provider_id": "%(provider)s", "company_id": "%(desk)s"},
    **{"remote": "%(remote)s", "operation": "'pay'", "external_id": "%(external)s"},
    **{"account_text": "left(%(account_text)s, 40)", "amount": "%(amount)s"},
    "milliseconds": "%(milliseconds)s + round(EXTRACT(EPOCH FROM"
    " clock_timestamp() - statement_timestamp()) * 1000)::int",
    "request": "%(request)s",
    "answer": "replace(%(answer)s, %(mark)s, n.id::varchar)",
}
# The payment is the gate: whoever comes second waits for the first and writes nothing.
STATEMENT = """
WITH f AS MATERIALIZED ({facts}),
     m AS ({payment} RETURNING id),
     n AS (SELECT nextval('elektrohisob_payment_event_id_seq')::int AS id FROM m),
     entry AS ({entry}),
     event AS ({event}),
     balance AS (
UPDATE elektrohisob_account_state AS state
   SET balance = COALESCE(state.balance, 0) - %(amount)s
  FROM f, m
 WHERE state.account_id = f.account_id){more}
SELECT id FROM n
"""


def _statement(
    name: str,
    types: dict[str, str],
    who: str,
    event: dict[str, str],
    rules: Iterable[str],
    more: str = "",
) -> Prepared:
    text = STATEMENT.format(
        facts=FACTS.format(conditions="\n   AND ".join([who, *rules])),
        payment=insert_text("elektrohisob_payment", PAYMENT, "f", only_missing=True),
        entry=insert_text("elektrohisob_ledger_entry", ENTRY, "f, m"),
        event=insert_text("elektrohisob_payment_event", event, "f, m, n"),
        more=more,
    )
    return Prepared(name, {**COMMON, **types}, text)


@cache
def signals(names: tuple[str, ...]) -> Prepared:
    """The versions of what processes keep in memory, as one text."""
    return Prepared("signals", {}, f"SELECT {_signals(names)}")


def _signals(names: Iterable[str]) -> str:
    tables = [f"(SELECT max(id) FROM orm_signaling_{name})" for name in names]
    return SIGNALS.format(", ".join(tables))


class Statements(NamedTuple):
    """Payment at once with the row of the journal, without it, and payment of what
    was announced."""

    noted: Prepared
    pay: Prepared
    perform: Prepared


def statements(conditions: Iterable[str], names: Iterable[str]) -> Statements:
    """The statements of plain payments.

    :param conditions: when a payment has no other consequences; they may use ``a``
        (account), ``s`` (its state), ``p`` (open month) and ``d.day`` (day of payment)
    :param names: of the signals of Odoo's registry
    """
    rules = list(conditions)
    journal = insert_text("elektrohisob_payment_call", JOURNAL, "f, n")
    is_current = IS_CURRENT.format(_signals(names))
    return Statements(
        _statement(
            "pay_noted",
            {**FIRST, **CALL},
            WHO_FIRST,
            EVENT_FIRST,
            [*rules, is_current],
            f",\n     call AS ({journal})",
        ),
        _statement("pay", FIRST, WHO_FIRST, EVENT_FIRST, rules),
        _statement("perform", NEXT, WHO_NEXT, EVENT_NEXT, rules),
    )
