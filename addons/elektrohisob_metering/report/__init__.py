from . import exchange_protocol
