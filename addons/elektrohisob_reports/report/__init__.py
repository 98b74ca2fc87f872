from . import turnover_report, turnover_report_page, turnover_xlsx
