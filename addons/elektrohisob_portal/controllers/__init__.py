from . import cabinet
