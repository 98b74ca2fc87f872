from . import (
    test_askue,
    test_cim_meterreadings,
    test_exchange_provider,
    test_field,
    test_installation_swap,
    test_isolation,
    test_movement,
    test_swap_journal,
    test_reading_acceptance,
    test_reading_check,
    test_reading_decision,
    test_work_order,
)
