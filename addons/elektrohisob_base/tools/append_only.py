"""Tables whose rows are facts: a trigger refuses to change or delete them."""

from collections.abc import Sequence
from datetime import date

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

SETTING = "elektrohisob.forget"


def protect(cr: BaseCursor, table: str, when: str = "") -> None:
    """Refuse UPDATE, DELETE and TRUNCATE of ``table`` in the database itself.

    :param when: condition on ``OLD`` for rows that become facts only later
    """
    cr.execute(
        """
        CREATE OR REPLACE FUNCTION elektrohisob_append_only() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: correct it by a reversing row',
                TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for event, scope in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER %s BEFORE %s ON %s FOR EACH %s %s "
                "EXECUTE FUNCTION elektrohisob_append_only()",
                SQL.identifier(f"append_only_{scope.lower()}"),
                SQL(event),
                SQL.identifier(table),
                SQL(scope),
                SQL(f"WHEN ({when})") if when and scope == "ROW" else SQL(),
            )
        )


def is_protected(cr: BaseCursor, table: str) -> bool:
    """Whether the rows of the table are facts already."""
    cr.execute(
        "SELECT FROM pg_trigger WHERE tgname = 'append_only_row'"
        " AND tgrelid = to_regclass(quote_ident(%s))",
        [table],
    )
    return bool(cr.rowcount)


def add_column(
    cr: BaseCursor, table: str, column: str, kind: str, value: object
) -> None:
    """Add a column that has ``value`` in the rows that are there.

    PostgreSQL keeps it beside the rows: none is touched, however many there are, and
    the trigger has nothing to refuse. Rows to come state their value themselves.
    """
    names = {"table": SQL.identifier(table), "column": SQL.identifier(column)}
    cr.execute(
        SQL(
            "ALTER TABLE %(table)s ADD COLUMN %(column)s %(kind)s DEFAULT %(value)s;"
            "ALTER TABLE %(table)s ALTER COLUMN %(column)s DROP DEFAULT",
            kind=SQL(kind),
            value=value,
            **names,
        )
    )


def protect_log(
    cr: BaseCursor, table: str, column: str, pointers: Sequence[str] = ()
) -> None:
    """Refuse every change of a log but that of :func:`forget`.

    :param column: when the row was written
    :param pointers: columns that may become NULL when what they point at is gone
    """
    protect(cr, table)
    cr.execute(
        """
        CREATE OR REPLACE FUNCTION elektrohisob_log_only() RETURNS trigger
        LANGUAGE plpgsql AS $$
        DECLARE
            before text := current_setting('elektrohisob.forget', true);
            written timestamp := to_jsonb(OLD) ->> TG_ARGV[0];
            pointers text[] := TG_ARGV[1]::text[];
            pointer text;
        BEGIN
            IF TG_OP = 'DELETE' AND before LIKE TG_TABLE_NAME || ':%' THEN
                IF written < split_part(before, ':', 2)::date THEN
                    RETURN OLD;
                END IF;
            ELSIF TG_OP = 'UPDATE'
                  AND to_jsonb(OLD) - pointers = to_jsonb(NEW) - pointers THEN
                FOREACH pointer IN ARRAY pointers LOOP
                    IF to_jsonb(NEW) ->> pointer IS DISTINCT FROM
                       to_jsonb(OLD) ->> pointer
                       AND to_jsonb(NEW) ->> pointer IS NOT NULL THEN
                        RAISE EXCEPTION '% is a log and is not changed', TG_TABLE_NAME
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                END LOOP;
                RETURN NEW;
            END IF;
            RAISE EXCEPTION '% is a log: rows stay until their time is over',
                TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    cr.execute(
        SQL(
            "CREATE OR REPLACE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON %s "
            "FOR EACH ROW EXECUTE FUNCTION elektrohisob_log_only(%s, %s)",
            SQL.identifier(table),
            column,
            "{%s}" % ",".join(pointers),  # noqa: UP031 braces of an array
        )
    )


def forget(
    cr: BaseCursor, table: str, column: str, before: date, keep: SQL | None = None
) -> int:
    """Delete what a log has kept long enough; return the number of rows.

    The only way to delete rows of a log. The permission is that of this transaction,
    this table and rows written before ``before``; the trigger looks at each row.

    :param keep: condition of rows to keep although their time is over
    """
    cr.execute(SQL("SELECT set_config(%s, %s, true)", SETTING, f"{table}:{before}"))
    cr.execute(
        SQL(
            "DELETE FROM %s WHERE %s < %s %s",
            SQL.identifier(table),
            SQL.identifier(column),
            before,
            SQL("AND NOT (%s)", keep) if keep else SQL(),
        )
    )
    count = cr.rowcount
    cr.execute(SQL("SELECT set_config(%s, '', true)", SETTING))
    return count
