from . import benefit, bill, correction, legal, pay, pay_dispatcher, payment, sms
