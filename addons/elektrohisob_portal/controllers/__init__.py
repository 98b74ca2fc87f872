from . import cabinet, documents, notices, home
