"""A finished run into the file that was asked for."""

from dataclasses import dataclass

from inkscape_ext.history.keeping import RunKeeper
from inkscape_ext.variations import snapshots_of

from . import line_options, run_stages, variations
from .edited_svg import edited
from .files import write_whole


@dataclass
class Written:
    """A drawing that was written to `path`. stages: Stages. problem: with its record, or ""."""

    path: str
    result: object
    changes: list
    stages: object
    problem: str

    @classmethod
    def of(cls, options, path, opened, request, heard, result):
        """Put a Result into an Opened, and write it."""
        drawing, tree = opened.drawing, opened.source[-1]
        root = tree.getroot()
        keeper = RunKeeper(root, drawing, opened.new) if options.keep_record else None
        layers = variations.layers_of(options, drawing, tree, heard, result.variant)
        snapshots = snapshots_of(heard.snapshots, result.variant)
        changes, added, stages = run_stages.write(options, drawing, tree, snapshots, result)
        if keeper:
            keeper.keep(request, line_options.changes_of(options), result)
        if opened.new:
            opened.new.drop_invisible()
        write_whole(path, edited(*opened.source, [*opened.added, *layers, *added]), "-o")
        return cls(path, result, changes, stages, keeper.problem if keeper else "")
