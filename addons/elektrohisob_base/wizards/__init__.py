from . import country_build, country_build_line, exchange_provider_receive
