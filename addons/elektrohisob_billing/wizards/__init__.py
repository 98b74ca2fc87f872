from . import (
    payment_cash,
    payment_cancel,
    payment_match,
    payment_match_line,
    payment_import,
    account_statement_print,
    account_bill,
    charge_run_parked_decide,
    account_explanation,
    tariff_quote,
    tariff_quote_line,
    tariff_version_renew,
)
