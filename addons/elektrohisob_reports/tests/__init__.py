from . import test_isolation, test_turnover_report
