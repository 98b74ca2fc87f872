from . import cabinet, home
