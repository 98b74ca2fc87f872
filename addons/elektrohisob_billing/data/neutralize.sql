-- A copy of the database must not be able to answer for, or to, a payment service.
UPDATE elektrohisob_exchange_provider
   SET pay_login = NULL,
       pay_secret_sealed = NULL,
       pay_former_sealed = NULL,
       pay_former_until = NULL,
       pay_networks = '127.0.0.0/8, ::1';
