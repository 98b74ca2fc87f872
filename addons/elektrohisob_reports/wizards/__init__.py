from . import turnover_print
