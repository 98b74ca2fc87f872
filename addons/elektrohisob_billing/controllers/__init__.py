from . import bill, correction, payment
