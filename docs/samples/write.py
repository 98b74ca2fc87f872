"""Write the sample files again: ./elektrohisob shell < docs/samples/write.py"""

from pathlib import Path

from odoo.addons import elektrohisob_billing
from odoo.addons.elektrohisob_billing.demo import samples

folder = Path(elektrohisob_billing.__path__[0]).parents[1] / "docs" / "samples"
for name, content in samples.files().items():
    (folder / name).write_bytes(content)
    print(folder / name, len(content))
