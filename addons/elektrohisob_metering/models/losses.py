from decimal import Decimal, InvalidOperation

from odoo import api, models
from odoo.exceptions import UserError

from ..engine import losses as engine


class Losses(models.AbstractModel):
    """Calculator of technical losses, for whoever may log in: no data is read."""

    _name = "elektrohisob.losses"
    _description = "Technical losses"

    @api.model
    def transformer(
        self,
        *,
        rated_kva,
        no_load_kw,
        load_kw,
        kwh,
        hours,
        tg_phi=0,
        fill_factor=0.5,
        configuration=1,
        no_load_current=0,
        short_circuit_voltage=0,
    ):
        """Losses of a two-winding transformer.

        :param rated_kva: rated power, kVA
        :param no_load_kw: no-load losses ΔP_xx, kW
        :param load_kw: short-circuit losses ΔP_kz, kW
        :param kwh: active energy through it in ``hours``
        :param tg_phi: reactive energy per active energy
        :param fill_factor: average load ÷ maximum; 0.5 where nothing is known
        :param configuration: k_k, 0.99 for a network, 1 for a single element
        :param no_load_current: I0, per cent; 0 leaves reactive losses out
        :param short_circuit_voltage: U_k, per cent
        :return: dict: ``no_load``, ``load``, ``total`` in kWh, ``percent`` of the
            energy, ``reactive_no_load``, ``reactive_load`` in kvarh
        :raise UserError: a figure is no number or out of range
        """
        load = self._get_load(kwh, hours, tg_phi, fill_factor, configuration)
        plate = engine.Transformer(
            *(
                _number(self.env, name, value)
                for name, value in (
                    ("rated_kva", rated_kva),
                    ("no_load_kw", no_load_kw),
                    ("load_kw", load_kw),
                    ("no_load_current", no_load_current),
                    ("short_circuit_voltage", short_circuit_voltage),
                )
            )
        )
        if not plate.rated_kva:
            raise UserError(self.env._("rated_kva must be above zero."))
        found = engine.transformer_loss(plate, load)
        return {
            "no_load": _plain(found.no_load),
            "load": _plain(found.load),
            "total": _plain(found.total),
            "percent": _percent(found.total, load),
            "reactive_no_load": _plain(found.reactive_no_load),
            "reactive_load": _plain(found.reactive_load),
        }

    @api.model
    def line(
        self,
        *,
        ohm_km,
        length_km,
        voltage_kv,
        kwh,
        hours,
        tg_phi=0,
        fill_factor=0.5,
        configuration=1,
    ):
        """Losses of a line by the method of average loads.

        :param ohm_km: resistance of the conductor, Ohm/km
        :param length_km: length, km
        :param voltage_kv: voltage, kV
        :param kwh: active energy through it in ``hours``
        :param tg_phi: reactive energy per active energy
        :param fill_factor: average load ÷ maximum; 0.5 where nothing is known
        :param configuration: k_k, 0.99 for a network, 1 for a single element
        :return: dict: ``total`` in kWh, ``percent`` of the energy, ``resistance``
            in Ohm
        :raise UserError: a figure is no number or out of range
        """
        load = self._get_load(kwh, hours, tg_phi, fill_factor, configuration)
        voltage = _number(self.env, "voltage_kv", voltage_kv)
        if not voltage:
            raise UserError(self.env._("voltage_kv must be above zero."))
        resistance = _number(self.env, "ohm_km", ohm_km) * _number(
            self.env, "length_km", length_km
        )
        lost = engine.line_loss(resistance, voltage, load)
        return {
            "total": _plain(lost),
            "percent": _percent(lost, load),
            "resistance": float(resistance),
        }

    @api.model
    def _get_load(self, kwh, hours, tg_phi, fill_factor, configuration):
        fill = _number(self.env, "fill_factor", fill_factor)
        time = _number(self.env, "hours", hours)
        if not 0 < fill <= 1:
            raise UserError(self.env._("fill_factor must be above 0 and up to 1."))
        if not time:
            raise UserError(self.env._("hours must be above zero."))
        return engine.Load(
            _number(self.env, "kwh", kwh),
            time,
            _number(self.env, "tg_phi", tg_phi),
            engine.form_squared(fill),
            _number(self.env, "configuration", configuration),
        )


def _number(env, name, value) -> Decimal:
    """Decimal of an argument from outside."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise UserError(
            env._("%(name)s must be a number from 0 up, not “%(value)s”.", name=name,
                  value=value)
        )  # fmt: skip
    return number


def _plain(value: Decimal) -> float:
    return float(round(value, 3))


def _percent(lost: Decimal, load) -> float:
    return float(round(lost / load.kwh * 100, 4)) if load.kwh else 0.0
