from . import audit_report, reorganisation_xlsx, rights_xlsx
