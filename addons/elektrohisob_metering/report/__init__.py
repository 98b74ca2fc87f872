from . import (
    channel_report,
    exchange_protocol,
    route_sheet_pdf,
    verification_batch_xlsx,
)
