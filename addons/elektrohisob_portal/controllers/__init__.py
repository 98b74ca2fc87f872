from . import cabinet, documents, home
