from . import audit_report, statement_xlsx
