"""The report as a file."""

import json

from daemon.cli.report import as_json


def test_name_of_a_file_that_is_no_utf8_comes_back_from_the_report():
    content = {"drawing": "caf\udce9 \u00e9.svg"}

    assert json.loads(as_json(content)) == content
