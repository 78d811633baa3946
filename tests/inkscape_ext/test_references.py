import pytest

from inkscape_ext.references import referenced_id, split_url


@pytest.mark.parametrize("value", ["url(#a)", "url( '#a' )", 'url("#a") red', "url(#a)red"])
def test_an_id_is_found(value):
    assert referenced_id(value) == "a"


@pytest.mark.parametrize("value", ["none", "#a", "url(other.svg#a)", "url(", "url(#a"])
def test_what_names_nothing_in_this_document_is_none(value):
    assert referenced_id(value) is None


def test_the_fallback_stands_behind_the_url():
    assert split_url("url(#a)  red ") == ("#a", "red")
    assert split_url("url(#a)") == ("#a", "")
    assert split_url("red") is None
