"""A plain payment taken back by its service, in one statement.

It writes the same rows as the ordinary way (the reversing entry, the event, the state
of the payment and the balance), or nothing. See docs/adr/012.
"""

from collections.abc import Iterable

from odoo.addons.elektrohisob_base.tools.bulk import Prepared, insert_text

TYPES = {
    **{"provider": "int", "service": "varchar", "external": "varchar"},
    **{"back": "varchar", "today": "date", "now": "bigint"},
    **{"note": "varchar", "reason": "varchar", "uid": "int"},
}
# A payment with one entry, in the books of the account it was paid for.
FACTS = """
SELECT o.id AS origin_id, o.external_id, o.service, o.account_text, o.provider_id,
       o.provider_time, o.time AS created, o.amount AS paid, w.time AS performed,
       m.id AS payment_id, m.write_date AS seen, e.id AS entry_id, e.kind, e.amount,
       a.id AS account_id, a.company_id, p.id AS period_id,
       GREATEST(p.date_start, LEAST(%(today)s, p.date_end)) AS booked,
       (SELECT count(*) FROM elektrohisob_payment_event x
         WHERE x.origin_id = o.id AND x.state NOT IN ('fiscal', 'conflict')) AS step,
       now() AT TIME ZONE 'UTC' AS moment
  FROM elektrohisob_payment_event o
  JOIN elektrohisob_payment_event w ON w.origin_id = o.id AND w.state = 'performed'
  JOIN elektrohisob_payment m ON m.id = w.payment_id AND m.state = 'posted'
  JOIN elektrohisob_account a ON a.id = m.account_id AND a.id = o.account_id
  JOIN elektrohisob_ledger_entry e ON e.payment_id = m.id AND e.account_id = a.id
  JOIN elektrohisob_period b ON b.id = e.period_id
  JOIN elektrohisob_period p
    ON p.company_id = a.company_id AND p.state IN ('open', 'closing')
  LEFT JOIN elektrohisob_account_state s ON s.account_id = a.id
 CROSS JOIN LATERAL (SELECT m.date AS day) d
 WHERE o.provider_id = %(provider)s AND o.service = %(service)s
   AND o.external_id = %(external)s AND o.id = o.origin_id
   AND (%(back)s = 'always' OR b.state <> 'closed')
   AND NOT EXISTS (SELECT FROM elektrohisob_payment_event c
                    WHERE c.origin_id = o.id AND c.state = 'cancelled')
   AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry x
                    WHERE x.payment_id = m.id AND x.id <> e.id)
   AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry x WHERE x.reverses_id = e.id)
   AND {conditions}
"""
WHEN = {"create_uid": "%(uid)s", "create_date": "f.moment"}
CHANGED = {"write_uid": "%(uid)s", "write_date": "f.moment"}
PLACE = {"account_id": "f.account_id", "company_id": "f.company_id"}
ENTRY = {
    **PLACE,
    **{"period_id": "f.period_id", "date": "f.booked", "kind": "f.kind"},
    **{"amount": "- f.amount", "payment_id": "m.id", "reverses_id": "f.entry_id"},
    "note": "%(note)s",
    **WHEN,
    **CHANGED,
}
EVENT = {
    **PLACE,
    **{"origin_id": "f.origin_id", "step": "f.step", "provider_id": "f.provider_id"},
    **{"service": "f.service", "external_id": "f.external_id", "time": "%(now)s"},
    **{"state": "'cancelled'", "provider_time": "f.provider_time"},
    **{"account_text": "f.account_text", "amount": "f.paid", "payment_id": "m.id"},
    "reason": "%(reason)s",
    **WHEN,
}
# The payment is the gate: whoever comes second waits for the first and writes nothing.
STATEMENT = """
WITH f AS MATERIALIZED ({facts}),
     m AS (
UPDATE elektrohisob_payment AS payment
   SET state = 'cancelled', note = %(note)s, cancelled_by_id = %(uid)s,
       date_cancelled = date_trunc('second', f.moment),
       write_uid = %(uid)s, write_date = f.moment
  FROM f
 WHERE payment.id = f.payment_id AND payment.state = 'posted'
   AND payment.write_date IS NOT DISTINCT FROM f.seen
RETURNING payment.id),
     entry AS ({entry}),
     event AS ({event}),
     balance AS (
UPDATE elektrohisob_account_state AS state
   SET balance = COALESCE(state.balance, 0) - f.amount
  FROM f, m
 WHERE state.account_id = f.account_id)
SELECT f.origin_id, f.external_id, f.service, f.account_text,
       round(f.paid * 100)::int8, 'cancelled', f.provider_time, f.created, f.performed,
       %(now)s, COALESCE(%(reason)s, '')
  FROM f, m
"""


def statement(conditions: Iterable[str]) -> Prepared:
    """The statement of a plain cancellation; its row is a ``Transaction``.

    :param conditions: when it has no other consequences; they may use ``m`` (payment),
        ``a`` (account), ``s`` (its state), ``p`` (open month) and ``d.day`` (day of
        the payment)
    """
    text = STATEMENT.format(
        facts=FACTS.format(conditions="\n   AND ".join(["TRUE", *conditions])),
        entry=insert_text("elektrohisob_ledger_entry", ENTRY, "f, m"),
        event=insert_text("elektrohisob_payment_event", EVENT, "f, m"),
    )
    return Prepared("cancel", TYPES, text)
