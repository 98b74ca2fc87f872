from . import (
    instalment,
    instalment_decision,
    instalment_paid,
    instalment_print,
    instalment_part,
    correction,
    account,
    approval,
    debt_reminder,
    debt_reminder_line,
    debt_reminder_round,
    demo,
)
