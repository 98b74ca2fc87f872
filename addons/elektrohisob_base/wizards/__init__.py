from . import exchange_provider_receive
