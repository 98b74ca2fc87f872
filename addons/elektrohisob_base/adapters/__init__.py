from . import reference_sheet
