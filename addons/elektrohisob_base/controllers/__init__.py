from . import duty, home
