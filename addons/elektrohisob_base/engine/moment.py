"""The zone of business, and of moments that come without one."""

from zoneinfo import ZoneInfo

TIMEZONE = "Asia/Tashkent"
TASHKENT = ZoneInfo(TIMEZONE)
