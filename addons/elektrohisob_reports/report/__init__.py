from . import turnover_report, turnover_xlsx
