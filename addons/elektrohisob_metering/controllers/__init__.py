from . import field, work_sheet
