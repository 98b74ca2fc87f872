from . import (
    instalment,
    instalment_decision,
    instalment_paid,
    instalment_print,
    instalment_part,
    correction,
    account,
    demo,
)
