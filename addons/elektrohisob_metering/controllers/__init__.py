from . import field, head_end, movement, route_sheet, work_sheet
