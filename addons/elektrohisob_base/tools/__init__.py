from . import append_only, audit, bulk, bulk_fields, dates, num2words_uz, self_many2one
