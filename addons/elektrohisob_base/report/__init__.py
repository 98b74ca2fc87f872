from . import reorganisation_xlsx
