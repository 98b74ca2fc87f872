from . import (
    reading_enter,
    reading_decide,
    reading_correct,
    reading_import,
    reading_import_column,
    reading_import_line,
    installation_swap,
    installation_swap_journal,
    installation_swap_seal,
    work_order_create,
    work_order_plan,
    work_order_result,
)
