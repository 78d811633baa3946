"""The record in the document: an element of our namespace in the root's <metadata>."""

import json

from lxml import etree

from ..namespace import PREFIX, REFINE, URI
from ..stylesheets import SVG
from .record import Record, Run
from .state import State

FORMAT = "1"
METADATA = SVG + "metadata"
RECORD = REFINE + "record"

# Far more than we write; what is larger is not from us.
_ENTRIES = 1_000_000
_RUNS = 10_000
_SETTINGS_CHARACTERS = 200_000
_DATE_CHARACTERS = 40


class RecordError(ValueError):
    """A record that can't be read, with the reason."""


def read_record(root):
    """The Record of a document, empty where there is none. RecordError if it is none of ours, or too new."""
    element = _find(root)
    if element is None:
        return Record()
    if element.get("format") != FORMAT:
        raise RecordError(f"its format is {element.get('format')!r:.20}, not {FORMAT}")
    record = Record()
    entries = 0
    for child in element:
        if child.tag == REFINE + "run":
            record.runs.append(_read_run(child))
            entries += len(child)
        elif child.tag == REFINE + "after":
            record.after[_attribute(child, "path")] = _read_state(child)
            entries += 1
        if entries > _ENTRIES or len(record.runs) > _RUNS:
            raise RecordError("it is too large")
    numbers = [run.number for run in record.runs]
    if numbers != sorted(set(numbers)):
        raise RecordError("its runs are out of order")
    if not set(record.originals()) <= set(record.after):
        raise RecordError("it is not whole")
    return record


def write_record(root, record):
    """Put a record into the document, in place of an older one."""
    new = record_element(record)
    old = _find(root)
    if old is not None:
        new.tail = old.tail
        old.getparent().replace(old, new)
        return
    metadata = root.find(METADATA)
    if metadata is None:
        metadata = root.makeelement(METADATA)
        metadata.tail = root.text
        root.insert(0, metadata)
    metadata.append(new)


def remove_record(root):
    """Remove every record, and a <metadata> that holds nothing else; whether there was one."""
    found = [each for metadata in root.findall(METADATA) for each in metadata.iter(RECORD)]
    for element in found:
        parent = element.getparent()
        parent.remove(element)
        if is_bare(parent):
            parent.getparent().remove(parent)
    return bool(found)


def is_bare(metadata):
    """True for a <metadata> that holds nothing at all."""
    return len(metadata) == 0 and not metadata.attrib and not (metadata.text or "").strip()


def record_element(record):
    """The XML element of a record, in a tree of its own."""
    element = etree.Element(RECORD, {"format": FORMAT}, nsmap={PREFIX: URI})
    for run in record.runs:
        one = etree.SubElement(
            element, REFINE + "run", number=str(run.number), date=run.date, program=run.program
        )
        one.set("settings", _json(run.settings))
        one.set("outcome", _json(run.outcome))
        if run.is_thinned:
            one.set("thinned", "true")
        for key, state in run.before.items():
            _write_state(one, "before", key, state)
    for key, state in record.after.items():
        _write_state(element, "after", key, state)
    return element


def _find(root):
    """The record's element; None if there is none."""
    return next((each for metadata in root.findall(METADATA) for each in metadata.iter(RECORD)), None)


def _write_state(parent, tag, key, state):
    element = etree.SubElement(parent, REFINE + tag, path=key, d=state.d)
    if state.style is not None:
        element.set("style", state.style)


def _read_run(element):
    states = {}
    for child in element:
        if child.tag == REFINE + "before":
            states[_attribute(child, "path")] = _read_state(child)
    number = _attribute(element, "number")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise RecordError(f"a run's number is {number!r:.20}")
    return Run(
        number=int(number),
        date=_attribute(element, "date")[:_DATE_CHARACTERS],
        program=_attribute(element, "program")[:_DATE_CHARACTERS],
        settings=_read_json(element, "settings"),
        outcome=_read_json(element, "outcome"),
        before=states,
        is_thinned=element.get("thinned") == "true",
    )


def _read_state(element):
    return State(_attribute(element, "d"), element.get("style"))


def _attribute(element, name):
    value = element.get(name)
    if value is None:
        raise RecordError(f"an entry has no {name}")
    return value


def _json(values):
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")  # the two that XML can't hold


def _read_json(element, name):
    text = _attribute(element, name)
    if len(text) > _SETTINGS_CHARACTERS:
        raise RecordError(f"a run's {name} are too long")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"a run's {name} can't be read") from error
    if not isinstance(values, dict):
        raise RecordError(f"a run's {name} can't be read")
    return values
