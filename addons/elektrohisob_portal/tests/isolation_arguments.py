from .isolation_runs import run_steps

SECRET = "Sirojiddinova"  # surname in the other district


class IsolationArguments:
    """With what public methods are called that ask for something."""

    def _get_arguments(self):
        """(model, method) → arguments that ask for what is of district B."""
        number, month = self.account.number, "2026-01-01"
        days = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        provider = self.foreign["elektrohisob.exchange.provider"]
        contract = self.foreign["elektrohisob.agreement"].id
        run = self.foreign["elektrohisob.charge.run"]
        street = self.foreign["elektrohisob.street"]
        of_account = {"domain": [("account_id", "=", self.account.id)]}
        key = {"model": street._name, "keys": [street.code]}
        kinds = {"model": street._name, "scopes": [self.district_b.network_code]}
        point = self.foreign["elektrohisob.usage.point"]
        typed = {
            "id": self.foreign["elektrohisob.route.sheet.line"][:1].id,
            "value": "1",
        }
        reading = {"account": number, "date": "2026-01-15", "value": 1}
        paid = {"provider": provider.code, "external_id": "x"}
        sum_ = {"account": number, "amount": 1}
        file = {"code": provider.code, "file_name": "x.txt", "content": "eA=="}
        return {
            ("elektrohisob.debt.ageing.report", "search_fetch"): of_account,
            ("elektrohisob.turnover.report", "search_fetch"): of_account,
            ("auditlog.rule", "get_auditlog_fields"): {"model": self.account},
            ("elektrohisob.account", "allocation"): {"account": number},
            ("elektrohisob.account", "balance"): {"account": number},
            ("elektrohisob.account", "explain"): {"account": number, "month": month},
            ("elektrohisob.account", "find"): {"query": SECRET},
            ("elektrohisob.account", "statement"): {"account": number, **days},
            ("elektrohisob.calendar.day", "working_days"): days,
            ("elektrohisob.charge.run", "start"): {
                "company": self.district_b.network_code or self.district_b.id,
                "month": month,
            },
            **run_steps(run, self.foreign[f"{run._name}.parked"]),
            ("elektrohisob.contract", "terms"): {"account": number},
            ("elektrohisob.contract", "prepare"): {
                **{"account": number, "date_start": "2026-01-01", "terms": {}},
            },
            ("elektrohisob.contract", "change_terms"): {
                **{"contract": contract, "date_start": "2026-01-01", "terms": {}},
            },
            ("elektrohisob.contract", "sign"): {"contract": contract},
            ("elektrohisob.contract", "end"): {
                **{"contract": contract, "date": "2026-01-31", "reason": "x"},
            },
            ("elektrohisob.exchange.provider", "receive_file"): file,
            ("elektrohisob.gl", "proof"): {"company": self.district_b.id, **days},
            ("elektrohisob.gl", "turnover"): {"company": self.district_b.id, **days},
            ("elektrohisob.einvoice", "payloads"): {
                "ids": self.foreign["elektrohisob.einvoice"].ids
            },
            ("elektrohisob.einvoice", "sign"): {
                "signatures": [
                    {"id": one.id, "pkcs7": "eA=="}
                    for one in self.foreign["elektrohisob.einvoice"]
                ]
            },
            ("elektrohisob.invoice", "export"): {
                **{"company": self.district_b.id, "format": "enterprise_data_1.8"},
                **days,
            },
            ("elektrohisob.payment", "register"): {**paid, **sum_},
            ("elektrohisob.payment", "cancel"): {**paid, "reason": "x"},
            ("elektrohisob.payment", "match_report"): days,
            ("elektrohisob.parameter", "value_on"): {
                "code": "sms_number",
                "company": self.district_b.id,
            },
            ("elektrohisob.reading", "decide"): {"mode": "refuse", "note": "x"},
            ("elektrohisob.reading", "history"): {"account": number},
            ("elektrohisob.reading", "submit"): reading,
            ("elektrohisob.rights", "reasons"): {"model": "elektrohisob.account"},
            ("elektrohisob.route.sheet", "enter_rows"): {"rows": [typed]},
            ("elektrohisob.sync.package", "digests"): kinds,
            ("elektrohisob.sync.package", "pending"): {"after": 0},
            ("elektrohisob.sync.package", "piece"): {"number": 1},
            ("elektrohisob.sync.package", "republish"): key,
            ("elektrohisob.sync.package", "rows"): key,
            ("elektrohisob.sync.proposal", "submit"): {"proposals": []},
            ("elektrohisob.tariff", "quote"): {"kwh": 1, **days},
            ("elektrohisob.usage.point", "consumption"): {"point": point.id, **days},
            ("res.currency", "amount_to_text"): {"amount": 1},
        }

    # === HOW IT IS TRIED === #
