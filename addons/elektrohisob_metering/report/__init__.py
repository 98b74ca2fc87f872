from . import channel_report, exchange_protocol, verification_batch_xlsx
