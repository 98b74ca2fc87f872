from . import account_grant
