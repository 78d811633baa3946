"""The menu entry that exports large pictures."""

import os
import tempfile
from pathlib import Path

from ..menu_effect import MenuEffect
from ..viewports import page_shape
from .command import ExportError
from .large_png import export_png
from .layer_document import whole_document
from .target import target

NOT_MADE = "No picture was made"
MADE = "The picture is there"


class ExportLargePng(MenuEffect):
    """Extensions > Refine with CLIP > Export as large PNG."""

    def add_arguments(self, pars):
        super().add_arguments(pars)
        pars.add_argument("--side", type=int, default=4000)
        pars.add_argument("--area", default="page")
        pars.add_argument("--file", default="")

    def effect(self):
        """Never changes the document."""
        own = os.environ.get("DOCUMENT_PATH", "")
        try:
            path = target(self.options.file.strip(), own, f"-{self.options.side}.png")
            with tempfile.TemporaryDirectory(prefix="refine-png-", dir=path.parent) as folder:
                drawing = Path(folder) / "drawing.svg"
                drawing.write_bytes(whole_document(self.svg, os.path.dirname(own)))
                shape = page_shape(self.svg) if self.options.area == "page" else None
                made = export_png(drawing, shape, path, side=self.options.side, area=self.options.area)
        except ExportError as error:
            self.display.say(NOT_MADE, str(error))
        except OSError as error:
            self.display.say(NOT_MADE, f"{error.filename}: {error.strerror}. Choose another place.")
        else:
            self.display.say(MADE, made.sentence)
        return False
