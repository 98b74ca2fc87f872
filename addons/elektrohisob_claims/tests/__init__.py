from . import test_debt_ageing_report, test_instalment, test_isolation
