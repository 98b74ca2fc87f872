from . import (
    test_access,
    test_account,
    test_account_search,
    test_agreement,
    test_currency,
    test_exchange,
    test_isolation,
    test_lang,
    test_home_login,
    test_period,
    test_res_company,
    test_tour,
)
