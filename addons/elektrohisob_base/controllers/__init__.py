from . import agreement, duty, home, reorganisation
