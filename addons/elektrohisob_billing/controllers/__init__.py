from . import (
    benefit,
    bill,
    correction,
    gl_sheet,
    inbox,
    invoice_register,
    legal,
    pay,
    pay_dispatcher,
    payment,
    sms,
)
