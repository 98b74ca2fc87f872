from . import (
    payment_cash,
    payment_cancel,
    payment_match,
    payment_match_line,
    payment_import,
    account_statement_print,
)
