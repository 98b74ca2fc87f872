from . import (
    test_account,
    test_account_grant,
    test_cabinet,
    test_choices,
    test_documents,
    test_idle,
    test_isolation,
    test_isolation_methods,
    test_isolation_routes,
    test_res_users,
    test_security,
    test_tour,
)
