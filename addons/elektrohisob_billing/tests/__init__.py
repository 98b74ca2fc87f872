from . import test_scenarios
from . import test_bill, test_tariff, test_tariff_component, test_translation
from . import (
    test_account_statement,
    test_agreement,
    test_agreement_force,
    test_agreement_volume,
    test_benefit,
    test_benefit_look,
    test_account_case,
    test_client_bank_1c,
    test_exchange_provider,
    test_isolation,
    test_payment,
    test_payment_cash,
    test_period,
    test_recognise,
    test_res_company,
    test_reorganisation,
    test_sync,
)
from . import (
    test_charge_exceptions,
    test_charge_run,
    test_charge_run_steps,
    test_correction,
    test_demo,
    test_failure_catalogue,
    test_failure_meters,
    test_health,
    test_invariants,
    test_settlement,
)
