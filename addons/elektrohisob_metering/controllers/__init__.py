from . import field, head_end, work_sheet
