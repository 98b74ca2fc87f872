"""Files of automatic metering made for tests, and where the samples are."""

import os
from pathlib import Path

SAMPLES = Path(os.environ.get("ELEKTROHISOB_SAMPLES", "/work/shared/data/samples"))
POINT = "770010000000001"
AREA = "7700100001"


def periods(values, step=30):
    """Periods of a day; a value is a number or ready attributes and text."""
    rows = []
    for place, value in enumerate(values):
        start, end = place * step, (place + 1) * step % 1440
        cell = value if isinstance(value, str) else f"<value>{value}</value>"
        rows.append(
            f'<period start="{start // 60:02}{start % 60:02}" '
            f'end="{end // 60:02}{end % 60:02}">{cell}</period>'
        )
    return "".join(rows)


def layout(channels, *, day="20261101", number=1, sent="20261102080000",
           layout="80020", encoding="windows-1251"):  # fmt: skip
    """A message: dict of (point, channel) → values of the day."""
    points = "".join(
        f'<measuringpoint code="{point}" name="Ввод 1">'
        f'<measuringchannel code="{channel}" desc="акт. прием">'
        f"{periods(values, 1440 // len(values))}</measuringchannel></measuringpoint>"
        for (point, channel), values in channels.items()
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<message class="{layout}" version="2" number="{number}">'
        f"<datetime><timestamp>{sent}</timestamp><daylightsavingtime>0"
        f"</daylightsavingtime><day>{day}</day></datetime>"
        "<sender><inn>200000001</inn><name>Тест</name></sender>"
        f'<area timezone="1"><inn>{AREA}</inn><name>Участок</name>{points}</area>'
        "</message>"
    ).encode(encoding)
