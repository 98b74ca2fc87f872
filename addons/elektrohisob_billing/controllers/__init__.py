from . import benefit, bill, correction, payment
