from . import benefit, bill, correction, legal, payment
