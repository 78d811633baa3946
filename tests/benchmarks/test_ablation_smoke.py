"""The ablation leaves rules out, puts them back, and prints a row for each."""

from benchmarks import ablation
from daemon.optim import parameters, tidy


def test_each_rule_is_left_out_once_and_put_back(capsys):
    usual = parameters._joints, tidy.MOST_SECTIONS
    wanted = ["--rules", "nothing,joints", "--every", "20", "--steps", "1", "--device", "cpu"]

    assert ablation.main(wanted) == 0

    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()]
    assert [row[0].strip("| ") for row in rows] == ["left out", "---", "nothing", "joints"]
    assert rows[2][3:] != rows[3][3:]
    assert (parameters._joints, tidy.MOST_SECTIONS) == usual


def test_every_rule_names_what_there_is():
    for rules in ablation.RULES.values():
        with ablation._without(rules):
            pass
