"""A day of intervals as a picture and as a table: SVG and HTML without words."""

from collections.abc import Sequence

MINUTES = 24 * 60
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 960, 260, 64, 28, 14
COLOURS = ("#017e84", "#e99d00", "#d9d9d9")  # commercial, doubtful, missing
WH = 1000


def number(wh: int) -> str:
    """Wh as kWh without needless zeros.

    >>> number(1500), number(20000), number(7)
    ('1.5', '20', '0.007')
    """
    text = f"{wh / WH:.3f}".rstrip("0").rstrip(".")
    return text or "0"


def picture(values: Sequence[int], qualities: Sequence[int]) -> str:
    """Bars of the intervals with an axis of kWh and one of hours."""
    highest = max(values, default=0) or 1
    inner_width, inner_height = WIDTH - LEFT - 8, HEIGHT - TOP - BOTTOM
    width = inner_width / len(values)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for quarter in range(5):
        y = TOP + inner_height * (4 - quarter) / 4
        parts.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - 8}" y2="{y:.1f}" '
            f'stroke="#e6e6e6"/><text x="{LEFT - 6}" y="{y + 4:.1f}" fill="#666666" '
            f'text-anchor="end">{number(highest * quarter // 4)}</text>'
        )
    for hour in range(0, 25, 3):
        x = LEFT + inner_width * hour / 24
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - 8}" fill="#666666" '
            f'text-anchor="{"end" if hour == 24 else "middle"}">{hour:02}:00</text>'
        )
    for place, (value, quality) in enumerate(zip(values, qualities, strict=True)):
        is_missing = quality == 2
        veil = ' fill-opacity=".5"' if is_missing else ""
        height = inner_height if is_missing else inner_height * value / highest
        parts.append(
            f'<rect x="{LEFT + place * width:.1f}" '
            f'y="{TOP + inner_height - height:.1f}" width="{max(width - 1, 1):.1f}" '
            f'height="{height:.1f}" fill="{COLOURS[quality]}"{veil}/>'
        )
    return "".join([*parts, "</svg>"])


def table(values: Sequence[int], qualities: Sequence[int]) -> str:
    """One row an hour, one column an interval of the hour, the sum at the end."""
    step = MINUTES // len(values)
    in_hour = max(60 // step, 1)
    hours = max(step // 60, 1)
    head = "".join(f"<th>:{place * step:02}</th>" for place in range(in_hour))
    rows = []
    for row in range(0, len(values), in_hour):
        cells = "".join(
            _cell(values[place], qualities[place])
            for place in range(row, row + in_hour)
        )
        total = number(sum(values[row : row + in_hour]))
        hour = row // in_hour * hours
        rows.append(
            f'<tr><th>{hour:02}:00</th>{cells}<td class="text-end fw-bold">{total}</td>'
            "</tr>"
        )
    return (
        '<table class="table table-sm table-hover"><thead><tr>'
        f'<th></th>{head}<th class="text-end">Σ</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(value: int, quality: int) -> str:
    if quality == 2:
        return '<td class="text-muted">–</td>'
    mark = ' class="text-warning"' if quality else ""
    return f"<td{mark}>{number(value)}</td>"
