"""The palette: every colour stands out from the paper, and no two look alike to eyes with a colour deficiency."""

import itertools

import numpy as np
import pytest

from xentlib.plots import house

PALETTE = {"blue": house.BLUE, "vermilion": house.VERMILION, "green": house.GREEN, "sky": house.SKY,
           "purple": house.PURPLE, "orange": house.ORANGE}
FOR_TEXT = ("blue", "vermilion", "green", "purple")

# What a dichromat sees of linear red, green and blue: Machado, Oliveira and Fernandes, "A Physiologically-based Model
# for Simulation of Color Vision Deficiency", 2009, at full severity.
EYES = {
    "typical": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def linear(colour):
    """Linear red, green and blue of `#rrggbb`."""
    c = np.array([int(colour[i:i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(colour, ground):
    """The contrast ratio of WCAG 2, from 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted(float(np.dot([0.2126, 0.7152, 0.0722], linear(each))) for each in (colour, ground))
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb):
    """CIE L*a*b* of linear red, green and blue, under daylight (D65)."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
               for t in to_xyz @ np.clip(rgb, 0, 1) / [0.95047, 1, 1.08883])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_measures_are_right():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert lab(linear("#FF0000")) == pytest.approx([53.2, 80.1, 67.2], abs=0.2)


@pytest.mark.parametrize("name", PALETTE)
def test_a_colour_stands_out_from_the_paper(name):
    assert contrast(PALETTE[name], house.PAPER) >= (4.5 if name in FOR_TEXT else 3)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("pair", list(itertools.combinations(PALETTE, 2)), ids="-".join)
def test_no_two_colours_look_alike(eye, pair):
    first, second = (lab(np.array(EYES[eye]) @ linear(PALETTE[name])) for name in pair)
    assert np.linalg.norm(first - second) >= 19  # about 2 is where a trained eye just sees a difference


def test_the_lists_of_cues_are_as_long_as_the_palette():
    assert len(house.COLOURS) == len(house.LINES) == len(house.MARKERS) == len(house.HATCHES) == len(PALETTE)
    for cues in (house.COLOURS, house.LINES, house.MARKERS, house.HATCHES):
        assert len(set(cues)) == len(PALETTE)
