from . import (
    audit_report,
    benefit_double,
    benefit_receivable,
    benefit_register_xlsx,
    payment_day_xlsx,
    reconciliation_act_xlsx,
    shadow_run_xlsx,
    sms_cost,
    sms_cost_xlsx,
    statement_xlsx,
)
