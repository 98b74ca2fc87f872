"""Debts left open of an account, found by the database: for reports over many.

``elektrohisob_open_debts`` is ``engine.allocation.allocate`` again, for those who ask
what is open of a million accounts and not which money covered it. Tests hold the two
against each other on random histories.
"""

from odoo.sql_db import BaseCursor

# Accounts of which it is enough to walk back from the newest entry: nobody named a
# debt, months follow each other, nothing came from another district. All others have
# such an entry; there is an index of them (``ledger_entry_advance``).
ODD = (
    "(kind NOT IN ('charge', 'payment', 'opening', 'refund', 'write_off')"
    " OR kind = 'charge' AND amount < 0)"
)

# Nothing is open while the balance is not above zero: whatever came before the last
# such moment is an advance and no more, and is not read twice.
EVENTS = """
WITH own AS (
    SELECT entry.id, entry.date, (entry.amount * 100)::bigint AS tiyin, entry.kind,
           entry.amount < 0 AS is_credit, entry.charge_id, entry.target_kind,
           entry.target_month,
           sum((entry.amount * 100)::bigint) OVER (
               ORDER BY entry.date, entry.amount < 0, entry.id)::bigint AS after
      FROM elektrohisob_ledger_entry AS entry
     WHERE entry.account_id = asked AND entry.date <= last AND entry.amount <> 0
       AND entry.kind <> 'transfer' AND entry.reverses_id IS NULL
       AND NOT EXISTS (SELECT FROM elektrohisob_ledger_entry AS reversal
                        WHERE reversal.reverses_id = entry.id
                          AND reversal.date <= last)
), cut AS (
    SELECT own.date, own.is_credit, own.id, own.after FROM own WHERE own.after <= 0
     ORDER BY own.date DESC, own.is_credit DESC, own.id DESC LIMIT 1
)
SELECT own.id, own.date, own.tiyin, own.is_credit,
       COALESCE(own.target_kind, <kind>) AS debt,
       COALESCE(own.target_month, charge.month,
                date_trunc('month', own.date)::date) AS month,
       charge.id IS NOT NULL OR own.target_month IS NOT NULL AS names,
       COALESCE(-cut.after, 0) AS ahead
  FROM own
  LEFT JOIN cut ON TRUE
  LEFT JOIN elektrohisob_charge AS charge ON charge.id = own.charge_id
 WHERE cut.id IS NULL
    OR (own.date, own.is_credit, own.id) > (cut.date, cut.is_credit, cut.id)
 ORDER BY own.date, own.is_credit, own.id
"""

RULES = """
SELECT array_agg(rule.date_start ORDER BY rule.date_start),
       array_agg(rule."order" = 'kind' ORDER BY rule.date_start),
       array_agg(rule.age = 'current' ORDER BY rule.date_start),
       array_agg(COALESCE(rule.court_first, FALSE) ORDER BY rule.date_start),
       array_agg(rule.first_kind ORDER BY rule.date_start),
       array_agg(rule.second_kind ORDER BY rule.date_start),
       array_agg(rule.third_kind ORDER BY rule.date_start)
  INTO starts, by_kind, current_first, court_first, first_kind, second_kind, third_kind
  FROM (SELECT allocation.*,
               COALESCE(length(unit.parent_path), 0) AS depth,
               max(COALESCE(length(unit.parent_path), 0)) OVER () AS nearest
          FROM elektrohisob_account AS account
          JOIN res_company AS own ON own.id = account.company_id
          JOIN elektrohisob_allocation_rule AS allocation
            ON allocation.category = account.category
          LEFT JOIN res_company AS unit ON unit.id = allocation.company_id
         WHERE account.id = asked
           AND (unit.id IS NULL OR starts_with(own.parent_path, unit.parent_path))
       ) AS rule
 WHERE rule.depth = rule.nearest;
"""

FUNCTION = """
CREATE OR REPLACE FUNCTION elektrohisob_open_debts(asked integer, last date)
RETURNS TABLE (entry_id integer, debt varchar, open_tiyin bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    event record;
    place record;
    starts date[];
    by_kind boolean[];
    current_first boolean[];
    court_first boolean[];
    first_kind varchar[];
    second_kind varchar[];
    third_kind varchar[];
    court date[] := elektrohisob_court_months(asked);
    debts varchar[] := '{}';
    months date[] := '{}';
    lefts bigint[] := '{}';
    entries integer[] := '{}';
    amounts bigint[] := '{}';
    targets integer[] := '{}';
    ahead bigint;
    rest bigint;
    part bigint;
    number integer;
    turn integer;
BEGIN
    <rules>
    FOR event IN <events> LOOP
        ahead := COALESCE(ahead, event.ahead);
        rest := abs(event.tiyin);
        IF NOT event.is_credit THEN
            number := NULL;
            FOR i IN 1 .. cardinality(debts) LOOP
                IF debts[i] = event.debt AND months[i] = event.month THEN
                    number := i;
                END IF;
            END LOOP;
            IF number IS NULL THEN
                debts := debts || event.debt::varchar;
                months := months || event.month;
                lefts := lefts || 0::bigint;
                number := cardinality(debts);
            END IF;
            part := least(rest, ahead);
            ahead := ahead - part;
            lefts[number] := lefts[number] + rest - part;
            entries := entries || event.id;
            amounts := amounts || rest;
            targets := targets || number;
            CONTINUE;
        END IF;
        turn := NULL;
        FOR i IN 1 .. COALESCE(cardinality(starts), 0) LOOP
            IF starts[i] <= event.date THEN turn := i; END IF;
        END LOOP;
        turn := COALESCE(turn, cardinality(starts));
        FOR place IN
            SELECT one.number
              FROM (SELECT t.number, t.month, t.debt, COALESCE(array_position(
                               ARRAY[first_kind[turn], second_kind[turn],
                                     third_kind[turn]], t.debt), 4) AS rank
                      FROM unnest(debts, months, lefts) WITH ORDINALITY
                           AS t (debt, month, amount, number)
                     WHERE t.amount > 0) AS one
             ORDER BY NOT (event.names AND one.debt = event.debt
                           AND one.month = event.month),
                      NOT (COALESCE(court_first[turn], FALSE)
                           AND one.month = ANY(court)),
                      CASE WHEN by_kind[turn] THEN one.rank END,
                      NOT (COALESCE(current_first[turn], FALSE)
                           AND one.month = date_trunc('month', event.date)::date),
                      one.month, one.rank
        LOOP
            part := least(rest, lefts[place.number]);
            lefts[place.number] := lefts[place.number] - part;
            rest := rest - part;
            EXIT WHEN rest = 0;
        END LOOP;
        ahead := ahead + rest;
    END LOOP;
    -- of one debt the oldest entries are covered first
    FOR i IN REVERSE cardinality(entries) .. 1 LOOP
        number := targets[i];
        part := least(lefts[number], amounts[i]);
        lefts[number] := lefts[number] - part;
        IF part > 0 THEN
            entry_id := entries[i];
            debt := debts[number];
            open_tiyin := part;
            RETURN NEXT;
        END IF;
    END LOOP;
END $$
"""
COURT = """
CREATE OR REPLACE FUNCTION elektrohisob_court_months(asked integer) RETURNS date[]
LANGUAGE sql STABLE AS $$ SELECT '{}'::date[] $$
"""


def get_kind(kinds: dict[str, str], alias: str) -> str:
    """SQL of the kind of debt of the entry ``alias``, if it names none itself.

    :param kinds: kind of entries → kind of debt; energy for all others
    """
    cases = " ".join(
        f"WHEN {alias}.kind = '{kind}' THEN '{debt}'"
        for kind, debt in sorted(kinds.items())
    )
    return f"CASE {cases} ELSE 'principal' END" if cases else "'principal'"


def create(cr: BaseCursor, kinds: dict[str, str]) -> None:
    """Create the functions, or put them in the place of those there are.

    :param kinds: kind of entries → kind of debt; energy for all others
    """
    cr.execute("SELECT to_regprocedure('elektrohisob_court_months(integer)')")
    if not cr.fetchone()[0]:  # an addon may have put its own there
        cr.execute(COURT)
    events = EVENTS.replace("<kind>", get_kind(kinds, "own"))
    cr.execute(FUNCTION.replace("<rules>", RULES).replace("<events>", events))
