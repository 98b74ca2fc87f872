from . import district, names, payments, registers, samples
