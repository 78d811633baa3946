"""The .inx file against the script it starts."""

import unittest
from pathlib import Path

import pytest
from inkex.tester.inx import InxMixin
from lxml import etree

from daemon.guidance.model_table import known_models

FOLDER = Path(__file__).resolve().parents[2] / "inkscape_ext"


class MenuEntryTest(InxMixin, unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _beside_the_script(self, monkeypatch):
        monkeypatch.chdir(FOLDER)

    def test_every_parameter_has_its_option_with_type_and_default(self):
        self.assertInxIsGood("refine_selected_paths.inx")

    if hasattr(InxMixin, "assertInxSchemaValid"):  # inkex 1.2 brings no schema

        def test_it_follows_the_schema(self):
            self.assertInxSchemaValid("refine_selected_paths.inx")


def test_every_model_known_by_name_is_offered():
    entry = etree.parse(str(FOLDER / "refine_selected_paths.inx"))
    (field,) = entry.iterfind(".//{*}param[@name='model']")
    offered = [option.get("value") for option in field]

    assert offered[:2] == ["chosen", "embedded"]
    assert set(known_models()) <= set(offered)
    assert {part for model in offered[1:] for part in model.split("+")} == {"embedded", *known_models()}
