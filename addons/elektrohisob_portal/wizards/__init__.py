from . import account_grant, account_statement_print
