from . import (
    approval_refuse,
    approval_request,
    country_build,
    country_build_line,
    exchange_provider_receive,
    parameter_change,
    parameter_sheet,
)
