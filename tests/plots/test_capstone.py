"""The figures of notebook 10 say in words what they show."""

import numpy as np
import pytest

import xentlib as xl
from xentlib import plots
from xentlib.exercises import COURSE
from xentlib.experiments import noisy_desk, sick_logs, stored_table
from xentlib.plots.capstone import IDENTITIES

LOGS = sick_logs.sheets()
LINES = noisy_desk.summary(stored_table("noisy_desk"))


def test_every_log_is_told_from_its_first_to_its_last_loss():
    words = plots.log_sheets(LOGS).description
    for name, log in LOGS.items():
        assert f"{name} from {log['losses'][0]:.7g} to {log['losses'][-1]:.7g}" in words


def test_a_single_log_is_drawn_too():
    assert "E from 2.303 to 0.1274" in plots.log_sheets({"E": LOGS["E"]}).description


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda each: each.function)
def test_every_special_case_is_the_earlier_function(identity):
    most = 1e-9 if identity.notebook == "07" else 1e-14  # a numerical slope has ten digits
    assert identity.gap < most
    assert np.shape(identity.xent()) == np.shape(identity.earlier())


def test_each_notebook_has_its_thread_and_the_function_is_one_of_xentlibs():
    assert [each.notebook for each in IDENTITIES] == [f"{n:02}" for n in range(10)]
    assert all(callable(getattr(xl, each.function)) for each in IDENTITIES)
    known = [name for names in COURSE.values() for name in names]
    assert {each.function for each in IDENTITIES[:4]} <= set(known)


def test_the_web_names_every_identity():
    words = plots.identity_web().description
    assert all(f"{each.function} of notebook {each.notebook}" in words for each in IDENTITIES)


def test_no_thread_of_the_web_runs_behind_the_box_of_another_notebook(monkeypatch):
    drawn = []
    monkeypatch.setattr("xentlib.plots.capstone.picture", lambda figure, words: drawn.append(figure))
    plots.identity_web()
    axes = drawn[0].axes[0]
    drawn[0].canvas.draw()
    boxes = [text.get_bbox_patch().get_window_extent() for text in axes.texts[: len(IDENTITIES)]]
    ways = [axes.transData.transform(np.column_stack(line.get_data())) for line in axes.lines]
    crossed = [(IDENTITIES[i].notebook, IDENTITIES[j].notebook) for i, (start, end) in enumerate(ways)
               for j, box in enumerate(boxes) if i != j
               and any(box.contains(*(start + (end - start) * part)) for part in np.linspace(0, 1, 400))]
    assert crossed == []


def test_the_last_loss_of_every_log_lies_inside_its_panel(monkeypatch):
    drawn = []
    monkeypatch.setattr("xentlib.plots.capstone.picture", lambda figure, words: drawn.append(figure))
    plots.log_sheets(LOGS)
    for axes in drawn[0].axes:
        low, high = sorted(axes.transAxes.inverted().transform(
            axes.transData.transform(np.column_stack(axes.lines[0].get_data())))[[0, -1], 1])
        assert 0.01 < low < high < 0.99


def test_every_recipe_is_told_with_its_spread_and_what_a_temperature_leaves():
    words = plots.ablation(LINES, noisy_desk.MEDALS).description
    for line in LINES:
        assert (f"{line['recipe']} {line['log_loss']:.3f} ± {line['log_loss_spread']:.3f} "
                f"(tempered {line['tempered']:.3f}") in words
    assert "0.3 (gold), 0.45 (silver) and 0.6 (bronze)" in words


@pytest.mark.parametrize("T, side", [(0.1, "surer than it is right"), (2.0, "right more often than it is sure")])
def test_a_temperature_is_told_with_loss_and_calibration(T, side):
    logits, labels = np.array([[3.0, 0.0], [2.5, 0.0], [0.0, 2.0], [1.0, 0.0]]), np.array([0, 0, 1, 1])
    words = plots.sharpness(logits, labels, T).description
    assert f"the log loss is {xl.sparse_cross_entropy(labels, logits / T):.3f} nats" in words and side in words
    assert "accuracy 0.750" in words
