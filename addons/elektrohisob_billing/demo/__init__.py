from . import bank_files, district, names, payments, registers, samples
