from . import (
    account,
    account_documents,
    demo,
    invoice,
    ir_http,
    legal_mail,
    reading,
    reconciliation_act,
    res_users,
)
