from . import account, reading, res_users
