"""A finished run into the file that was asked for."""

from dataclasses import dataclass

from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.variations import snapshots_of

from . import run_stages, variations
from .edited_svg import edited
from .files import write_whole
from .usage import listed


@dataclass
class Written:
    """A drawing that was written to `path`. film: bytes or None. problem: with its record, or ""."""

    path: str
    result: object
    changes: list
    film: object
    problem: str

    @classmethod
    def of(cls, options, path, opened, request, heard, result):
        """Put a Result into an Opened, and write it."""
        drawing, tree = opened.drawing, opened.source[-1]
        root = tree.getroot()
        keeper = RunKeeper(root, drawing.rows, opened.new_ids) if options.keep_record else None
        layers = variations.layers_of(options, drawing, tree, heard, result.variant)
        snapshots = snapshots_of(heard.snapshots, result.variant)
        changes, stages, film = run_stages.write(options, drawing, tree, snapshots, result)
        if keeper:
            keeper.keep(request, listed([options.change]), result)
        if opened.new:
            opened.new.drop_invisible()
        write_whole(path, edited(*opened.source, [*opened.added, *layers, *stages]), "-o")
        return cls(path, result, changes, film, keeper.problem if keeper else "")
