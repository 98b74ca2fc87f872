from . import (
    benefit,
    bill,
    correction,
    inbox,
    legal,
    pay,
    pay_dispatcher,
    payment,
    sms,
)
