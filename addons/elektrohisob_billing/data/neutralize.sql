-- A copy of the database must not be able to answer for, or to, a payment service, and
-- must not send text messages.
UPDATE elektrohisob_exchange_provider
   SET pay_login = NULL,
       pay_secret_sealed = NULL,
       pay_former_sealed = NULL,
       pay_former_until = NULL,
       sms_login = NULL,
       sms_secret_sealed = NULL,
       sms_token_sealed = NULL,
       sms_hook_sealed = NULL,
       pay_networks = '127.0.0.0/8, ::1';
