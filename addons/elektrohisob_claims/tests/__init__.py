from . import (
    test_debt_ageing_report,
    test_debt_reminder,
    test_instalment,
    test_isolation,
)
