from . import (
    benefit,
    bill,
    correction,
    gl_sheet,
    inbox,
    legal,
    pay,
    pay_dispatcher,
    payment,
    sms,
)
