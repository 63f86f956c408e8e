"""Every exploration starts where its twin stands, draws wherever its sliders stand, and comes back."""

import base64
import inspect
import io
import math
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from matplotlib.image import imread

from tests.explore.course import EXPLORATIONS
from xentlib import explore, plots
from xentlib.explore.widget import HERE, Exploration
from xentlib.plots import sketch

ALL = pytest.mark.parametrize("make", EXPLORATIONS, ids=lambda make: make.__name__)


def pixels(shown):
    header, data = shown["source"].split(",")
    kind = header.removeprefix("data:image/").removesuffix(";base64")
    return imread(io.BytesIO(base64.b64decode(data)), format=kind)


def values_of(slider):
    """Its two ends and a step near its middle, where it does not start."""
    steps = round((slider["high"] - slider["low"]) / slider["step"])
    middle = slider["low"] + slider["step"] * (steps // 2)
    return slider["low"], middle if middle != slider["start"] else middle + slider["step"], slider["high"]


def test_no_exploration_is_forgotten():
    made = {name for name, value in vars(explore).items()
            if inspect.isfunction(value) and str(inspect.signature(value).return_annotation) == "Exploration"}
    assert made - {"exploration"} == {make.__name__ for make in EXPLORATIONS}


@ALL
def test_it_starts_as_its_twin_follows_its_sliders_and_comes_back(make):
    shown, twin = make(), EXPLORATIONS[make]()
    at_start = shown.shown
    assert at_start["description"] == twin.description and at_start["width"] == twin.width
    assert base64.b64decode(at_start["source"].partition(",")[2]) == twin.png
    for slider in shown.sliders:
        seen = {twin.description}
        for value in values_of(slider):
            sketched = shown.sketch(**{slider["name"]: value})
            assert sketched["source"].startswith("data:image/jpeg")
            shown.move(**{slider["name"]: value})
            full = shown.shown
            assert full["source"].startswith("data:image/png")
            assert sketched | {"source": ""} == full | {"source": ""}
            seen.add(full["description"])
        assert len(seen) >= 3  # it may start at an end
    shown.move(**{slider["name"]: slider["start"] for slider in shown.sliders})
    assert shown.shown == at_start


@ALL
def test_its_sketch_looks_like_the_picture(make):
    """Ink is where the full picture has ink: seen from afar, in squares of 12 of the page's pixels."""
    shown = make()
    slider = shown.sliders[0]
    place = {slider["name"]: values_of(slider)[1]}
    shown.move(**place)
    full = from_afar(pixels(shown.shown)[..., :3], 24)
    sketched = from_afar(pixels(shown.sketch()) / 255, 18)
    assert sketched.shape == full.shape
    assert abs(sketched - full).mean() < 0.02
    assert abs(sketched - full).max() < 0.35


@ALL
def test_a_sketch_put_together_from_stamps_is_the_one_drawn_anew(make, monkeypatch):
    around, anew = make(), make()
    for slider in around.sliders:
        for value in (*values_of(slider), slider["start"], values_of(slider)[1]):
            stamped = around.sketch(**{slider["name"]: value})
            with monkeypatch.context() as patch:
                patch.setattr(sketch, "GROUNDS", 0)
                assert stamped == anew.sketch(**{slider["name"]: value})


def from_afar(image, square):
    rows, columns = (size // square for size in image.shape[:2])
    cut = image[:rows * square, :columns * square]
    return cut.reshape(rows, square, columns, square, 3).mean(axis=(1, 3))


@ALL
def test_it_asks_and_every_slider_has_a_name_and_a_place_on_its_steps(make):
    shown = make()
    assert "?" in shown.question
    for slider in shown.sliders:
        assert slider["label"] and slider["low"] <= slider["start"] <= slider["high"]
        steps = (slider["start"] - slider["low"]) / slider["step"], (slider["high"] - slider["low"]) / slider["step"]
        assert all(math.isclose(count, round(count), abs_tol=1e-6) for count in steps)
        assert slider["reading"].count("{}") == 1
        assert len(slider["names"]) in (0, slider["high"] - slider["low"] + 1)


def test_without_a_front_end_a_sentence_stands_there():
    shown = explore.exploration(plots.entropy_curve, "Is p < q?", p=explore.Slider("p & more", 0, 1, 0.5, 0.1))
    data, _ = shown._repr_mimebundle_()
    assert "<strong>Is p &lt; q?</strong>" in data["text/html"] and "p &amp; more" in data["text/html"]
    assert data["text/plain"] == "[Exploration: Is p < q?]"


def test_whole_sliders_give_whole_numbers_and_the_others_do_not():
    seen = []

    def draw(n, x):
        seen.append((n, x))
        return plots.entropy_curve(0.5)

    shown = explore.exploration(draw, "?", n=explore.Slider("n", 0, 9, 3, 1), x=explore.Slider("x", 0, 4, 2, 0.5))
    shown.position = {"n": 4.0, "x": 3}  # a page has one kind of number
    assert [(repr(n), repr(x)) for n, x in seen] == [("3", "2.0"), ("4", "3.0")]


def test_the_part_for_the_page_is_packed_with_the_library():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["setuptools"]["package-data"]["xentlib.explore.widget"]
    assert {path for path in HERE.iterdir() if path.suffix in (".js", ".css")} == {
        path for pattern in packed for path in HERE.glob(pattern)} != set()


def test_two_explorations_do_not_disturb_each_other():
    first, second = explore.bent_coin(), explore.tangent_line()
    assert isinstance(first, Exploration)
    first.move(p=0.3)
    there = second.sketch(p=0.2)
    assert "p = 0.4" in first.sketch(p=0.4)["description"] and "p = 0.2" in there["description"]
    assert "p = 0.3" in first.shown["description"]  # a sketch moves nothing
    assert plots.entropy_curve(0.4).png.startswith(b"\x89PNG")


def test_widgets_that_answer_in_threads_of_their_own_draw_one_after_the_other():
    """As in JupyterLab; two drawings at a time mix up letters and styles."""
    widgets = [explore.along_the_cliff(), explore.bent_coin(), explore.tangent_line()]

    def pictures(widget):
        slider = widget.sliders[-1]
        return [widget.sketch(**{slider["name"]: value}) for value in values_of(slider)]

    alone = [pictures(widget) for widget in widgets]
    with ThreadPoolExecutor(len(widgets)) as threads:
        assert list(threads.map(pictures, widgets)) == alone
