from . import field, head_end, movement, work_sheet
