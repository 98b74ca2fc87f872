"""Files of automatic metering and pictures of the demonstration; always the same."""

from datetime import date, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

AREA = "2626900001"
CODES = {"A+": "01", "A-": "02", "R+": "03", "R-": "04"}
HALF_HOURS = 48
#: Share of the day by hour: an enterprise that works from eight to seven.
WORK = (2, 2, 2, 2, 2, 2, 3, 4, 6, 7, 7, 7, 6, 7, 7, 7, 7, 6, 5, 4, 3, 2, 2, 2)
#: A roof with solar modules gives by day only.
SUN = (0, 0, 0, 0, 0, 0, 1, 3, 6, 9, 11, 12, 12, 11, 9, 7, 4, 2, 0, 0, 0, 0, 0, 0)


def half_hours(day_kwh: float, shape: tuple[int, ...] = WORK) -> list[float]:
    """kWh of each half-hour of a day, with one decimal."""
    unit = day_kwh / sum(shape) / 2
    return [round(unit * shape[slot // 2], 1) for slot in range(HALF_HOURS)]


def layout(
    day: date,
    number: int,
    channels: dict[tuple[str, str], list[float | None]],
    doubtful: frozenset[str] = frozenset(),
    kind: str = "80020",
) -> bytes:
    """A message: (point, kind of energy) → kWh by half-hours, None if missing.

    :param doubtful: points whose values the sender calls non-commercial
    """
    points = "".join(
        f'<measuringpoint code="{point}" name="Kirish">'
        f'<measuringchannel code="{CODES[energy]}" desc="{energy}">'
        f"{_periods(values, point in doubtful)}"
        "</measuringchannel></measuringpoint>"
        for (point, energy), values in channels.items()
    )
    sent = day + timedelta(days=1)
    return (
        '<?xml version="1.0" encoding="windows-1251"?>\n'
        f'<message class="{kind}" version="2" number="{number}">'
        f"<datetime><timestamp>{sent:%Y%m%d}060000</timestamp>"
        f"<daylightsavingtime>0</daylightsavingtime><day>{day:%Y%m%d}</day></datetime>"
        "<sender><inn>300000033</inn><name>ASKUE</name></sender>"
        f'<area timezone="1"><inn>{AREA}</inn><name>ASKUE</name>{points}</area>'
        "</message>"
    ).encode("cp1251")


def _periods(values: list[float | None], is_doubtful: bool) -> str:
    rows = []
    for slot, value in enumerate(values):
        start, end = slot * 30, (slot + 1) * 30 % 1440
        status = ' status="1"' if is_doubtful or value is None else ""
        number = "" if value is None else f"<value{status}>{value}</value>"
        rows.append(
            f'<period start="{start // 60:02}{start % 60:02}" '
            f'end="{end // 60:02}{end % 60:02}">{number}</period>'
        )
    return "".join(rows)


def meter_photo(serial: str, value: str) -> bytes:
    """JPEG of the face of a meter, as a crew takes it."""
    image = Image.new("RGB", (640, 480), "#6b6f63")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((150, 40, 490, 440), 24, fill="#e9e9e4", outline="#9a9a92")
    draw.rectangle((190, 90, 450, 180), fill="#b8c4a0", outline="#555555", width=3)
    draw.text((205, 105), value, fill="#1c261c", font_size=56)
    draw.text((190, 190), "kWh    A+", fill="#333333", font_size=20)
    draw.text((190, 230), f"No {serial}", fill="#333333", font_size=24)
    draw.text((190, 270), "230 V   5(60) A   50 Hz", fill="#333333", font_size=18)
    draw.ellipse((300, 320, 340, 360), fill="#c03a2b")
    draw.ellipse((380, 325, 410, 355), outline="#2b5ac0", width=6)
    return _save(image, "JPEG")


def signature() -> bytes:
    """PNG of a signature by finger."""
    image = Image.new("RGB", (400, 160), "white")
    draw = ImageDraw.Draw(image)
    line = [(40, 110), (80, 40), (95, 120), (140, 60), (160, 110), (230, 50),
            (210, 120), (300, 80), (360, 90)]  # fmt: skip
    draw.line(line, fill="#1a2a6c", width=5, joint="curve")
    return _save(image, "PNG")


def _save(image: Image.Image, form: str) -> bytes:
    file = BytesIO()
    image.save(file, form)
    return file.getvalue()
