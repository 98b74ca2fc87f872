-- A copy of the database must not be able to answer for, or to, a payment service, and
-- must not send text messages, books to 1C or electronic invoices.
UPDATE elektrohisob_exchange_provider
   SET pay_login = NULL,
       pay_secret_sealed = NULL,
       pay_former_sealed = NULL,
       pay_former_until = NULL,
       sms_login = NULL,
       sms_secret_sealed = NULL,
       sms_token_sealed = NULL,
       sms_hook_sealed = NULL,
       onec_login = NULL,
       onec_secret_sealed = NULL,
       onec_is_auto = false,
       einvoice_login = NULL,
       einvoice_secret_sealed = NULL,
       einvoice_partner_sealed = NULL,
       einvoice_token_sealed = NULL,
       einvoice_is_auto = false,
       pay_networks = '127.0.0.0/8, ::1';
-- What waits in the copy was sent, or will be, by the original.
UPDATE elektrohisob_legal_delivery
   SET state = 'void', reason = 'cancelled', date_next = NULL
 WHERE state IN ('queued', 'sending');
