from . import account, ir_http, reading, res_users
