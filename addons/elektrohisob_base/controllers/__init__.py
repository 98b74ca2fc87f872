from . import duty, home, reorganisation
