from . import (
    usage_point,
    meter_type,
    meter,
    installation,
    reading,
    consumption,
    account,
    account_state,
    agreement_term,
    res_company,
    settlement,
    exchange_provider,
)
