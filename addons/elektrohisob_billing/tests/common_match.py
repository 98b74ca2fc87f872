from datetime import date

from .common_pay import PayCommon
from .common_payment import OWN_ACCOUNT

STIR = "201122337"
DAY = date(2026, 5, 10)
NEXT = date(2026, 5, 11)
HEAD = "Tranzaksiya;Hisob raqam;Summa;Sana;Holat"


class MatchCommon(PayCommon):
    """PAYNET of a district, whose money comes the next day less 1 %.

    10 May 2026: 500, 300 and 200 so'm are paid, 1,000 together; 1 % of it is 10, so
    990 so'm must come on 11 May.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paynet = cls.providers["paynet"]
        cls.paynet.company_id = cls.district_a
        cls.terms = cls.env["elektrohisob.payment.clearing"].create(
            {
                "provider_id": cls.paynet.id,
                "date_start": "2026-01-01",
                "basis": "Contract 17",
                "days": 1,
                "is_working": False,
                "is_net": True,
                "percent": 1.0,
                "payer_stir": STIR,
                "purpose": "реестр платежей",
                "user_id": cls.users["accountant"].id,
            }
        )
        cls.days = cls.env["elektrohisob.payment.day"]

    def _pay(self, number, amount, moment="2026-05-10 12:00:00", account=None):
        params = {
            "serviceId": 1,
            "transactionId": number,
            "amount": amount * 100,
            "transactionTime": moment,
            "fields": {"clientid": (account or self.account).number},
        }
        return self._rpc("PerformTransaction", params)

    def _cancel(self, number):
        params = {"serviceId": 1, "transactionId": number}
        self.assertEqual(self._rpc("CancelTransaction", params), 0)

    def _rpc(self, method, params):
        content = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        found = self._ask_json("paynet/rpc", content, self._basic("paynet"))
        return found.get("error", {}).get("code", 0)

    def _pay_day(self):
        for number, amount in ((1, 500), (2, 300), (3, 200)):
            self.assertEqual(self._pay(number, amount), 0)

    def _told(self, *rows, day=DAY, name="register.csv", user=None):
        """Load a register: (number, sum[, state[, account]]) of each row."""
        lines = [HEAD]
        for number, amount, *rest in rows:
            state, account = (*rest, "", "")[:2]
            cells = (number, account or self.number, amount, f"{day:%d.%m.%Y}", state)
            lines.append(";".join(map(str, cells)))
        provider = self.paynet.with_user(user or self.users["accountant"])
        message = provider._receive(name, "\r\n".join(lines).encode())
        self.env.flush_all()
        return message

    def _bank(self, *rows, day=NEXT, user=None):
        """Load a statement: (document, sum, purpose) of each transfer."""
        total = sum(amount for _number, amount, _purpose in rows)
        lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows"]
        lines += [f"ДатаНачала={day:%d.%m.%Y}", f"ДатаКонца={day:%d.%m.%Y}"]
        lines += [f"РасчСчет={OWN_ACCOUNT}", "СекцияРасчСчет"]
        lines += [f"ДатаНачала={day:%d.%m.%Y}", f"РасчСчет={OWN_ACCOUNT}"]
        lines += ["НачальныйОстаток=0.00", f"ВсегоПоступило={total:.2f}"]
        lines += [f"КонечныйОстаток={total:.2f}", "КонецРасчСчет"]
        for number, amount, purpose in rows:
            lines += ["СекцияДокумент=Платежное поручение", f"Номер={number}"]
            lines += [f"Дата={day:%d.%m.%Y}", f"Сумма={amount:.2f}"]
            lines += ["ПлательщикСчет=20208000100000000777", "Плательщик1=PAYNET"]
            lines += [f"ПлательщикИНН={STIR}", f"ПолучательСчет={OWN_ACCOUNT}"]
            lines += [f"ДатаПоступило={day:%d.%m.%Y}", f"НазначениеПлатежа={purpose}"]
            lines.append("КонецДокумента")
        data = "\r\n".join([*lines, "КонецФайла", ""]).encode("cp1251")
        bank = self.bank.with_user(user or self.users["accountant"])
        message = bank._receive(f"{day}-{rows[0][0]}.txt", data)
        self.env.flush_all()
        return message

    def _day(self, day=DAY):
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.env.cr.execute("SET CONSTRAINTS ALL DEFERRED")
        self.env.invalidate_all()
        return self.days.search(
            [("provider_id", "=", self.paynet.id), ("date", "=", day)]
        )

    def _derive(self, day=DAY):
        self.days._derive(self.paynet, [day])
        return self._day(day)

    def _lines(self, document=None):
        """(cause, number, difference, state) of the lines of a day."""
        lines = (document or self._day()).line_ids.sorted("id")
        return [
            (line.cause, line.external_id or "", line.difference, line.state)
            for line in lines
        ]

    def _make_green(self):
        """Three payments, their register, and the money of the day."""
        self._pay_day()
        self._told((1, 500), (2, 300), (3, 200))
        self._bank(("77", 990, "00668 Реестр платежей за 10.05.2026"))
        document = self._day()
        self.assertEqual(document.state, "green")
        return document
