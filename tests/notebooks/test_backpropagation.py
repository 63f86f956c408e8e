"""Every number that the prose of notebook 07 takes from an experiment is the recomputed one."""

import math
import queue
import re
import time

import numpy as np
import pytest
from jupyter_client.manager import KernelManager

import xentlib as xl
from tests.notebooks.course import ROOT, notebook
from xentlib import plots
from xentlib.experiments import bigram_descent, digit_reader, stored_table, training_logs, tumours
from xentlib.plots.backpropagation import PHOTO, WEIGHTS, slope_errors

BOOK = notebook("solutions", "07_backpropagation")
WORDS = {cell.id: cell.source for cell in BOOK.cells if cell.cell_type == "markdown"}
DECIMAL = re.compile(r"\d+\.\d+")

CAT_OR_DOG = np.log([[0.9, 0.1]])
CAT, DOG = (xl.xent(CAT_OR_DOG, [label]) for label in (0, 1))
FIVE = [row["test loss"] for row in stored_table("digit_reader") if row["model"] == "network"]
TUMOURS = tumours.train()
TWICE = digit_reader.descend(loss=training_logs.softmax_twice())
TARGET = [0.2, 0.5, 0.3]


def digits(number, places):
    return f"{number:.{places}f}"


LN_10, PER_BIT = digits(math.log(10), 4), digits(1 / math.log(2), 4)
FLOOR = digits(math.log(1 + 9 / math.e), 3)

# All numbers with a decimal point in the prose, cell by cell: recomputed, or given (one that is assumed).
SAID = {
    "force": [digits(-math.log(1e-7), 1)],
    "ninety-ten": ["0.1"],
    "ninety-ten-reading": [digits(DOG, 4), digits(CAT, 4), "0.9", "0.1"],
    "numerical_gradient-exercise": ["1.00001"],
    "there-and-back-reading": ["0.1", "0.9"],
    "descent": ["0.5"],
    "first-loss-reading": [LN_10],
    "who-does-what": [PER_BIT],
    "bits-or-nats-reading": [PER_BIT],
    "dog-through-softmax-reading": ["0.9"],
    "softmax_backward-exercise": ["0.5"],
    "five-splits-reading": [digits(min(FIVE), 3), digits(max(FIVE), 3)],
    "tumours-reading": [digits(TUMOURS.losses[100], 3), digits(TUMOURS.losses[1000], 3),
                        digits(TUMOURS.held_out[100], 3), digits(TUMOURS.held_out[1000], 3)],
    "gallery-answers": [digits(TWICE.losses[-1], 2), FLOOR],
    "written-question": [FLOOR],
    "written-answer": [FLOOR],
    "self-check": ["0.2", "0.5", "0.3", digits(xl.entropy(TARGET, math.e), 4)],
    "names-elsewhere": ["0.001", "0.01", "1.0", "0.0001", "1.5",  # asked in tests/parity
                        "2.13", "3.15", "1.9", "1.17"],  # versions
}


@pytest.mark.parametrize("cell", WORDS)
def test_the_numbers_of_the_prose_are_those_of_the_experiments(cell):
    said = DECIMAL.findall(re.sub(r"Exercise 7\.\d|optax 0\.2\.8", "", WORDS[cell]))
    assert set(said) == set(SAID.get(cell, []))


def test_the_dog_is_pulled_nine_times_as_hard():
    cat, dog = (np.abs(xl.xent_grad(CAT_OR_DOG, [label])).max() for label in (0, 1))
    assert (cat, dog) == (pytest.approx(0.1), pytest.approx(0.9))
    assert dog / cat == pytest.approx(9)


def test_the_errors_of_the_differences():
    both = [slope_errors(10.0**n)[1] for n in range(-1, -13, -1)]
    one = [slope_errors(10.0**n)[0] for n in range(-1, -13, -1)]
    assert both[4] < 2 * min(both) and "near $h = 10^{-5}$" in WORDS["v-reading"]  # the fifth of them
    assert int(np.argmin(one)) in (6, 7) and "between $10^{-7}$ and $10^{-8}$, with eight" in WORDS["v-reading"]
    assert 1e-12 < min(both) < 1e-9 and "some ten right digits" in WORDS["v-reading"]
    assert 1e-9 < min(one) < 1e-7


def test_the_size_of_the_network():
    params = xl.initial_params((64, 32, 10))
    count = sum(array.size for array in params.values())
    assert count == 2410 and "2410 weights and biases" in WORDS["why-not-always"] and "4820 trips" in WORDS["why-not-always"]


def test_the_graph_is_the_one_of_the_prose():
    p = xl.softmax(PHOTO @ WEIGHTS)
    assert p[0] == pytest.approx([0.9, 0.1])
    assert (-1 / p[0, 1]) == pytest.approx(-10) and "-1/0.1 = -10" in WORDS["there-and-back-reading"]
    assert "the probabilities [0, -10]" in plots.there_and_back("dog").description


def test_the_digits_and_what_the_linear_model_misreads():
    X, _, X_test, y_test = digit_reader.split()
    assert (len(X), len(X_test)) == (1300, 497) and "1797 handwritten digits" in WORDS["digits"]
    linear = digit_reader.descend()
    missed = round((1 - xl.accuracy(y_test, linear.logits(X_test))) * 497)
    assert missed == 22 and "The linear model misreads 22." in WORDS["two-layers"]
    assert np.abs(np.subtract(linear.losses, linear.held_out)).max() < 0.02
    assert "The two curves lie on each other" in WORDS["linear-curve-reading"]
    assert linear.losses[0] == pytest.approx(math.log(10)) and np.diff(linear.losses).max() < 0


def test_bits_are_longer_steps_and_nothing_else():
    in_bits = xl.Loss(lambda z, y: xl.xent(z, y) / np.log(2), lambda z, y: xl.xent_grad(z, y) / np.log(2))
    bits, nats, longer = (digit_reader.descend(steps=50, **how) for how in (
        {"loss": in_bits}, {}, {"lr": 0.5 / np.log(2)}))
    assert np.multiply(bits.losses, np.log(2)) == pytest.approx(np.array(longer.losses), rel=1e-9)
    assert longer.losses[-1] < nats.losses[-1] and "get further" in WORDS["bits-or-nats-reading"]


def test_descent_stays_above_counting():
    counts = bigram_descent.pairs()
    assert counts.sum() + 1 == 318_249 and "318 249 letters and spaces" in WORDS["counting-text"]
    losses = bigram_descent.descend(counts)
    assert bigram_descent.counted(counts) < losses[300] < losses[100] < losses[0]
    assert losses[0] == pytest.approx(math.log(27)) and r"$\ln 27$" in WORDS["counting-reading"]


def test_two_steps_through_the_softmax_can_be_infinity_times_zero():
    exponent, = re.findall(r"probability of \$10\^\{(-\d+)\}\$ is stored as 0", WORDS["dog-through-softmax-reading"])
    p = np.float64(f"1e{exponent}")
    with np.errstate(all="ignore"):
        slope = -1 / p
        assert p == 0 and slope == -np.inf and np.isnan(p * slope)


def test_the_five_splits():
    rows = {(row["model"], row["seed"]): row for row in stored_table("digit_reader")}
    for seed in range(5):
        linear, network = rows["softmax regression", seed], rows["network", seed]
        assert network["test accuracy"] > linear["test accuracy"] and network["test loss"] < linear["test loss"]
    assert 2.5 < max(FIVE) / min(FIVE) < 3.5 and "by a factor of\nthree" in WORDS["five-splits-reading"]


def test_the_tumours():
    X, _, X_test, _ = tumours.split()
    assert (len(X), len(X_test), X.shape[1]) == (400, 169, 30) and "400 tumours with 30 measurements" in WORDS["reading-logs"]
    assert np.diff(TUMOURS.losses).max() < 0 and "falls at every one of 1000 steps" in WORDS["reading-logs"]
    assert 0.3 < 1 - TUMOURS.losses[1000] / TUMOURS.losses[100] < 0.36 and "falls by a third" in WORDS["tumours-reading"]
    assert TUMOURS.watched[100][0] == TUMOURS.watched[1000][0]
    assert "does not move at all between those two" in WORDS["tumours-reading"]
    assert TUMOURS.watched[1000][1] > TUMOURS.watched[100][1] and "The weights keep growing" in WORDS["tumours-reading"]


def test_the_six_patients_have_what_the_answer_says():
    answers = dict(re.findall(r"^- \*\*([A-F])\*\* (.*)", WORDS["gallery-answers"], re.M))
    says = {"steps too small": "has steps that are too small", "softmax twice": "applies the softmax twice",
            "healthy": "is healthy", "sum instead of mean": "is the sum", "labels shuffled": "has shuffled labels",
            "steps too large": "has steps that are too large"}
    for letter, name in zip("ABCDEF", training_logs.LOGS, strict=True):
        assert answers[letter].startswith(says[name])
    _, _, X_test, y_test = digit_reader.split()
    logs = training_logs.all_logs()
    assert logs["softmax twice"].losses == TWICE.losses and logs["healthy"].losses == digit_reader.descend().losses
    small = logs["steps too small"].losses
    assert small[300] > 2 and np.abs(np.diff(small, 2)).max() < 1e-4 and "Nearly a straight line" in WORDS["gallery-answers"]
    assert round(100 * xl.accuracy(y_test, TWICE.logits(X_test))) == 86 and "86 % are read" in WORDS["gallery-answers"]
    assert round(logs["sum instead of mean"].losses[0]) == round(1300 * math.log(10)) == 2993 and "first loss is 2993" in WORDS["gallery-answers"]
    assert max(logs["steps too large"].losses) > 30 and "jumps above 30" in WORDS["gallery-answers"]
    shuffled = logs["labels shuffled"]
    assert shuffled.held_out[-1] > math.log(10) > shuffled.losses[-1] > 2


def test_dead_networks_learn_the_base_rate_only():
    params = {name: np.zeros_like(array) for name, array in xl.initial_params((4, 3, 2)).items()}
    _, grads = xl.mlp_loss_and_grads(params, np.ones((3, 4)), [[1, 0], [1, 0], [0, 1]])
    assert [name for name in grads if grads[name].any()] == ["b2"] and "Only $b_2$ learns" in WORDS["self-check"]


def test_the_interrupt_button_ends_a_training_and_loses_nothing():
    """In a real kernel, with the message that the button sends."""
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    manager.start_kernel(cwd=str(ROOT))
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive("from xentlib.experiments import digit_reader", timeout=60)
        assert "digit_reader.network(epochs=100_000, progress=True)" in WORDS["try-interrupt"]
        running = client.execute("long = digit_reader.network(epochs=100_000, progress=True)")
        wait_for(client, lambda message: "of 100000 epochs" in message["content"].get("text", ""))
        time.sleep(1)
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=60)["parent_header"]["msg_id"] == running
        printed = []
        reply = client.execute_interactive(
            "print(long.interrupted, 2 < len(long.losses) < 100_001, long.losses[-1] < long.losses[0])",
            output_hook=lambda message: printed.append(message), timeout=60)
        assert reply["content"]["status"] == "ok"
        said = [message["content"] for message in printed if message["msg_type"] == "stream"]
        assert all(content["name"] == "stdout" for content in said)
        assert "True True True" in "".join(content["text"] for content in said)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def wait_for(client, arrived, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if arrived(client.get_iopub_msg(timeout=1)):
                return
        except queue.Empty:
            continue
    raise AssertionError("the kernel never said so")
