from . import bill, payment
