from . import (
    agreement_pdf,
    agreement_register_xlsx,
    audit_report,
    reorganisation_xlsx,
    rights_xlsx,
)
