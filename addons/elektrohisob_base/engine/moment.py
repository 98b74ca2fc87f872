"""The zone of moments that come without one: the whole year five hours before UTC."""

from datetime import timedelta, timezone

TASHKENT = timezone(timedelta(hours=5))
