from . import debt_ageing_report
