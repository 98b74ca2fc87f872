from . import append_only, bulk
