from . import (
    account,
    account_documents,
    account_statement_print,
    demo,
    invoice,
    ir_http,
    legal_mail,
    reading,
    reconciliation_act,
    res_users,
)
