from . import field, head_end, home, movement, route_sheet, work_sheet
