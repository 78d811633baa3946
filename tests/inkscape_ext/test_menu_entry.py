"""The .inx files against the script that they start."""

import unittest
from pathlib import Path

import pytest
from inkex.inx import InxFile
from inkex.tester.inx import InxMixin
from lxml import etree

from daemon.guidance.model_table import known_models
from inkscape_ext.menu import EFFECTS, effect_for

FOLDER = Path(__file__).resolve().parents[2] / "inkscape_ext"
ENTRIES = sorted(FOLDER.rglob("*.inx"))


def action_of(entry):
    return etree.parse(str(entry)).findtext(".//{*}param[@name='action']")


class MenuEntriesTest(InxMixin, unittest.TestCase):
    def test_every_parameter_has_its_option_with_type_and_default(self):
        for entry in ENTRIES:
            with self.subTest(entry.name):
                self.assertParams(InxFile(str(entry)), type(effect_for(["--action=" + action_of(entry)])))

    if hasattr(InxMixin, "assertInxSchemaValid"):  # inkex 1.2 brings no schema

        def test_they_follow_the_schema(self):
            for entry in ENTRIES:
                self.assertInxSchemaValid(str(entry))


def test_every_effect_has_its_entry_in_one_menu():
    trees = [etree.parse(str(entry)) for entry in ENTRIES]

    assert sorted(map(action_of, ENTRIES)) == sorted(EFFECTS)
    assert {tree.find(".//{*}submenu").get("name") for tree in trees} == {"Refine with CLIP"}
    assert len({tree.findtext("{*}id") for tree in trees}) == len(
        {tree.findtext("{*}name") for tree in trees}
    )
    # Inkscape takes an entry's scripts from beside it.
    assert {entry.parent for entry in ENTRIES} == {FOLDER}
    assert {tree.findtext(".//{*}command") for tree in trees} == {"refine_with_clip.py"}


def test_names_leave_the_ellipsis_to_inkscape_where_that_adds_one():
    for entry in ENTRIES:
        tree = etree.parse(str(entry))
        has_own_window = tree.find(".//{*}effect").get("implements-custom-gui") == "true"
        assert tree.findtext("{*}name").endswith("…") == has_own_window, entry.name


@pytest.mark.parametrize(
    ("arguments", "action"),
    [([], "refine"), (["--id=--action=lock", "--action=restore", "x.svg"], "restore")],
)
def test_the_action_chooses_the_effect(arguments, action):
    assert type(effect_for(arguments)) is EFFECTS[action]


def test_every_model_known_by_name_is_offered():
    entry = etree.parse(str(FOLDER / "refine_selected_paths.inx"))
    (field,) = entry.iterfind(".//{*}param[@name='model']")
    offered = [option.get("value") for option in field]

    assert offered[:2] == ["chosen", "embedded"]
    assert set(known_models()) <= set(offered)
    assert {part for model in offered[1:] for part in model.split("+")} == {"embedded", *known_models()}
