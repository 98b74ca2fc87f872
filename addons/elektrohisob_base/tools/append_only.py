"""Tables whose rows are facts: a trigger refuses to change or delete them."""

from odoo.sql_db import BaseCursor
from odoo.tools import SQL


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
