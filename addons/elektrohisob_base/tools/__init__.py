from . import append_only, bulk, num2words_uz
