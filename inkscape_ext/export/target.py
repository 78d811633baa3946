"""Files that menu entries write beside the drawing, or where the user says."""

import os
from pathlib import Path

from .command import ExportError


def target(named, document, ending):
    """The Path of the file to write: the one that is named, else one beside the document. ExportError.

    named: what the user wrote, '' or a folder for nothing. document: the path of the drawing, '' if it was
    never saved. ending: what follows the document's name, with the suffix that every such file has.
    """
    if named and not named.endswith(os.sep) and not os.path.isdir(named):
        path, suffix = Path(named), Path(ending).suffix
        path = path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
    elif document:
        path = Path(document).with_name(Path(document).stem + ending)
    else:
        raise ExportError("Name the file to write, or save the drawing first.")
    if document and path.absolute() == Path(document).absolute():
        raise ExportError("This file is your drawing itself. Give the new one another name.")
    return path
