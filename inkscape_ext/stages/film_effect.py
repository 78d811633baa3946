"""The menu entry that makes a film of the stages that are kept in a drawing."""

import os

from ..export.command import ExportError
from ..export.target import target
from ..export.whole_file import write_whole
from ..menu_effect import MenuEffect
from .film import HOLD, SECONDS, film
from .kept_moments import kept_moments

NOT_MADE = "No film was made"
MADE = "The film is there"
NO_STAGES = (
    "This drawing keeps no stages. In Refine selected paths, or in Draw from a prompt, page Advanced, tick "
    "“Keep the stages as hidden layers”, and do that once more."
)


class ExportFilm(MenuEffect):
    """Extensions > Refine with CLIP > Export stages as film."""

    def add_arguments(self, pars):
        super().add_arguments(pars)
        pars.add_argument("--file", default="")

    def effect(self):
        """Never changes the document."""
        moments = kept_moments(self.svg)
        if not moments:
            self.display.say(NOT_MADE, NO_STAGES)
            return False
        try:
            path = target(self.options.file.strip(), os.environ.get("DOCUMENT_PATH", ""), "-film.svg")
            write_whole(path, film(self.document, moments))
        except ExportError as error:
            self.display.say(NOT_MADE, str(error))
        except OSError as error:
            self.display.say(NOT_MADE, f"{path}: {error.strerror}. Choose another place.")
        else:
            seconds = SECONDS * (len(moments) + HOLD - 1)
            self.display.say(MADE, f"{path} lasts {seconds:.0f} s, over and over. Open it in a web browser.")
        return False
