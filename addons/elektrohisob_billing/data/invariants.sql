-- Rules of the books that must hold at every moment between two transactions.
-- A line with a name starts each statement; a statement finds what breaks its rule,
-- so all is right when it returns no row.

-- name: the balance of an account is the sum of its entries
SELECT state.account_id, state.balance, entries.amount
  FROM elektrohisob_account_state AS state
  LEFT JOIN (SELECT account_id, SUM(amount) AS amount
               FROM elektrohisob_ledger_entry
              GROUP BY account_id) AS entries
       ON entries.account_id = state.account_id
 WHERE COALESCE(state.balance, 0) <> COALESCE(entries.amount, 0);

-- name: every account has one state row of its own district
SELECT account.id, COUNT(state.id) AS states
  FROM elektrohisob_account AS account
  LEFT JOIN elektrohisob_account_state AS state
       ON state.account_id = account.id AND state.company_id = account.company_id
 GROUP BY account.id
HAVING COUNT(state.id) <> 1;

-- name: every charge is carried by entries of its amount
SELECT charge.id, charge.amount, SUM(entry.amount) AS entries
  FROM elektrohisob_charge AS charge
  LEFT JOIN elektrohisob_ledger_entry AS entry
       ON entry.charge_id = charge.id AND entry.account_id = charge.account_id
      AND entry.period_id = charge.period_id
 GROUP BY charge.id, charge.amount
HAVING charge.amount <> COALESCE(SUM(entry.amount), 0);

-- name: every entry of a charge has its charge
SELECT entry.id, entry.kind, entry.charge_id
  FROM elektrohisob_ledger_entry AS entry
  LEFT JOIN elektrohisob_charge AS charge ON charge.id = entry.charge_id
 WHERE entry.kind = 'charge' AND entry.reverses_id IS NULL AND charge.id IS NULL
    OR entry.charge_id IS NOT NULL AND charge.id IS NULL;

-- name: energy charged is energy consumed, by account and month of use
SELECT account_id, month, SUM(used) AS used, SUM(charged) AS charged
  FROM (SELECT account_id, month, SUM(kwh) AS used, 0 AS charged
          FROM elektrohisob_consumption
         WHERE reading_type = 'A+' -- other registers are booked, not charged
         GROUP BY account_id, month
         UNION ALL
        SELECT account_id, month, 0, SUM(kwh)
          FROM elektrohisob_charge
         GROUP BY account_id, month) AS energy
 GROUP BY account_id, month
HAVING SUM(used) <> SUM(charged);

-- name: no day of a meter is booked twice
WITH live AS (
    SELECT installation_id, reading_type, date_start, date_end
      FROM elektrohisob_consumption
     WHERE origin NOT IN ('norm', 'loss', 'sub') -- they lie over days of a meter
     GROUP BY installation_id, reading_type, date_start, date_end, reading_from_id,
              reading_to_id, quality
    HAVING SUM(kwh) <> 0
), ordered AS (
    SELECT installation_id, date_start, date_end,
           MAX(date_end) OVER (
               PARTITION BY installation_id, reading_type
               ORDER BY date_start, date_end
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS booked_to
      FROM live
)
SELECT installation_id, date_start, date_end, booked_to
  FROM ordered
 WHERE booked_to > date_start;

-- name: a payment stands in the ledger with its amount while it is posted
SELECT posted.id, posted.amount, entries.payment_id, entries.amount AS entries
  FROM (SELECT id, account_id, -amount AS amount
          FROM elektrohisob_payment
         WHERE state = 'posted') AS posted
  FULL JOIN (SELECT payment_id, account_id, SUM(amount) AS amount
               FROM elektrohisob_ledger_entry
              WHERE payment_id IS NOT NULL
              GROUP BY payment_id, account_id) AS entries
       ON entries.payment_id = posted.id AND entries.account_id = posted.account_id
 WHERE COALESCE(posted.amount, 0) <> COALESCE(entries.amount, 0);

-- name: an entry of a payment has its payment
SELECT entry.id, entry.payment_id
  FROM elektrohisob_ledger_entry AS entry
 WHERE entry.kind = 'payment' AND entry.payment_id IS NULL;

-- name: a reversal takes back exactly what it reverses
SELECT entry.id, entry.amount, original.amount AS original
  FROM elektrohisob_ledger_entry AS entry
  JOIN elektrohisob_ledger_entry AS original ON original.id = entry.reverses_id
 WHERE entry.amount <> -original.amount OR entry.account_id <> original.account_id;

-- name: months of a district follow each other, and only the last may be open
SELECT id, company_id, date_start, state
  FROM (SELECT id, company_id, date_start, state,
               LEAD(date_start) OVER months AS next_start
          FROM elektrohisob_period
        WINDOW months AS (PARTITION BY company_id ORDER BY date_start)) AS chain
 WHERE next_start <> date_start + interval '1 month'
    OR (next_start IS NOT NULL AND state <> 'closed');

-- name: the balances of a district follow from one month to the next
SELECT company_id, period_id, opening, moved, closing
  FROM (SELECT period.company_id, period.id AS period_id,
               SUM(COALESCE(turnover.moved, 0)) OVER months
                   - COALESCE(turnover.moved, 0) AS opening,
               COALESCE(turnover.moved, 0) AS moved,
               SUM(COALESCE(turnover.moved, 0)) OVER months AS closing,
               LEAD(period.id) OVER (PARTITION BY period.company_id
                                     ORDER BY period.date_start) IS NULL AS is_last
          FROM elektrohisob_period AS period
          LEFT JOIN (SELECT period_id, SUM(amount) AS moved
                       FROM elektrohisob_ledger_entry
                      GROUP BY period_id) AS turnover ON turnover.period_id = period.id
        WINDOW months AS (PARTITION BY period.company_id
                          ORDER BY period.date_start)) AS chain
 WHERE is_last
   AND closing <> (SELECT COALESCE(SUM(state.balance), 0)
                     FROM elektrohisob_account_state AS state
                    WHERE state.company_id = chain.company_id);

-- name: a district that handed an account over keeps nothing of its balance
SELECT gone.account_id, gone.company_id, SUM(entry.amount) AS amount
  FROM (SELECT DISTINCT gone.account_id, gone.company_id
          FROM elektrohisob_account_transfer AS gone
          JOIN elektrohisob_account AS account ON account.id = gone.account_id
         WHERE gone.state = 'done' AND account.company_id <> gone.company_id) AS gone
  JOIN elektrohisob_ledger_entry AS entry
       ON entry.account_id = gone.account_id AND entry.company_id = gone.company_id
 GROUP BY gone.account_id, gone.company_id
HAVING SUM(entry.amount) <> 0;

-- name: an account that was handed over moved exactly its balance
SELECT entry.transfer_id, COUNT(*) AS entries, SUM(entry.amount) AS amount
  FROM elektrohisob_ledger_entry AS entry
 WHERE entry.transfer_id IS NOT NULL
 GROUP BY entry.transfer_id
HAVING COUNT(*) <> 2 OR SUM(entry.amount) <> 0;

-- name: consumption names rows that exist
SELECT used.id
  FROM elektrohisob_consumption AS used
  LEFT JOIN elektrohisob_period AS period
       ON period.id = used.period_id AND period.company_id = used.company_id
  LEFT JOIN elektrohisob_installation AS meter
       ON meter.id = used.installation_id
  LEFT JOIN elektrohisob_usage_point AS point
       ON point.id = used.usage_point_id AND point.account_id = used.account_id
  LEFT JOIN elektrohisob_reading AS first ON first.id = used.reading_from_id
  LEFT JOIN elektrohisob_reading AS last ON last.id = used.reading_to_id
 WHERE period.id IS NULL OR point.id IS NULL
    OR (meter.id IS NULL AND (used.installation_id IS NOT NULL
                              OR used.origin NOT IN ('norm', 'loss', 'sub')))
    OR (used.reading_from_id IS NOT NULL AND first.id IS NULL)
    OR (used.reading_to_id IS NOT NULL AND last.id IS NULL);

-- name: charges name rows that exist
SELECT charge.id
  FROM elektrohisob_charge AS charge
  LEFT JOIN elektrohisob_account AS account
       ON account.id = charge.account_id
      AND (account.company_id = charge.company_id
           OR EXISTS (SELECT 1 FROM elektrohisob_account_transfer AS gone
                       WHERE gone.account_id = account.id AND gone.state = 'done'
                         AND gone.company_id = charge.company_id))
  LEFT JOIN elektrohisob_period AS period
       ON period.id = charge.period_id AND period.company_id = charge.company_id
  LEFT JOIN elektrohisob_tariff_version AS version ON version.id = charge.version_id
  LEFT JOIN elektrohisob_charge_run AS run ON run.id = charge.run_id
 WHERE account.id IS NULL OR period.id IS NULL OR version.id IS NULL
    OR (charge.run_id IS NOT NULL AND run.id IS NULL);

-- name: entries name rows that exist
SELECT entry.id
  FROM elektrohisob_ledger_entry AS entry
  LEFT JOIN elektrohisob_account AS account
       ON account.id = entry.account_id
      AND (account.company_id = entry.company_id
           OR EXISTS (SELECT 1 FROM elektrohisob_account_transfer AS gone
                       WHERE gone.account_id = account.id AND gone.state = 'done'
                         AND gone.company_id = entry.company_id))
  LEFT JOIN elektrohisob_period AS period
       ON period.id = entry.period_id AND period.company_id = entry.company_id
 WHERE account.id IS NULL OR period.id IS NULL;

-- name: a payment of an online service is told by its events
SELECT payment.id
  FROM elektrohisob_payment AS payment
  LEFT JOIN elektrohisob_payment_event AS event
       ON event.payment_id = payment.id AND event.state = 'performed'
      AND event.amount = payment.amount
 WHERE payment.channel = 'online' AND event.id IS NULL
 UNION ALL
SELECT event.id
  FROM elektrohisob_payment_event AS event
  LEFT JOIN elektrohisob_payment AS payment ON payment.id = event.payment_id
 WHERE event.state = 'performed' AND payment.id IS NULL;

-- name: the database refuses to change consumption, charges and entries
SELECT needed.table_name, needed.trigger_name
  FROM (VALUES ('elektrohisob_consumption', 'append_only_row'),
               ('elektrohisob_consumption', 'append_only_statement'),
               ('elektrohisob_charge', 'append_only_row'),
               ('elektrohisob_charge', 'append_only_statement'),
               ('elektrohisob_ledger_entry', 'append_only_row'),
               ('elektrohisob_ledger_entry', 'append_only_statement')
       ) AS needed(table_name, trigger_name)
  LEFT JOIN pg_trigger AS found
       ON found.tgname = needed.trigger_name
      AND found.tgrelid = to_regclass(needed.table_name)
      AND found.tgenabled IN ('O', 'A')
 WHERE found.oid IS NULL;

-- name: the ledger is as it was sealed
SELECT broken.company_id, broken.day, broken.entry_id, broken.what
  FROM elektrohisob_ledger_broken(NULL, NULL, NULL) AS broken;

-- name: a day of a payment service is what its lines say
SELECT day.id
  FROM elektrohisob_payment_day AS day
  LEFT JOIN LATERAL (
      SELECT COALESCE(sum(line.difference) FILTER (WHERE line.is_pair), 0) AS pairs,
             count(*) FILTER (WHERE line.state = 'open') AS open_lines
        FROM elektrohisob_payment_day_line AS line
       WHERE line.day_id = day.id) AS found ON TRUE
 WHERE day.told_state <> 'silent'
   AND (day.told_amount - day.our_amount <> found.pairs
        OR day.open_count <> found.open_lines
        OR day.state IN ('green', 'explained') AND found.open_lines > 0);
