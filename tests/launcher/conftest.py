"""Import the launcher, and not this folder, which pytest takes for a package of its
name.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
if not getattr(sys.modules.get("launcher"), "__file__", None):
    sys.modules.pop("launcher", None)
    import launcher  # noqa: F401
