from . import (
    audit_report,
    benefit_double,
    benefit_receivable,
    benefit_register_xlsx,
    statement_xlsx,
)
