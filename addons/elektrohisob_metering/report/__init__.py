from . import exchange_protocol, verification_batch_xlsx
