from . import test_debt_ageing_report, test_isolation
