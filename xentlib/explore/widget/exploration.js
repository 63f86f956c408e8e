// An exploration in the page: a question, native sliders, a picture with its description. The kernel draws.
// While a slider moves, the newest position is sent as soon as the kernel is free (ipywidgets keeps one message under
// way and joins those that wait), and a sketch comes back; once it rests, the picture comes in full.

const REST = 200; // milliseconds without a movement

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function reading(slider, value) {
  if (slider.names.length) return slider.names[value - slider.low];
  const decimals = (String(slider.step).split(".")[1] ?? "").length;
  return slider.reading.replace("{}", value.toFixed(decimals).replace("-", "−"));
}

function render({ model, el }) {
  const moved = {};
  const rows = model.get("sliders").map((slider) => {
    const id = `exploration-${Math.random().toString(36).slice(2)}`;
    const input = element("input", {
      type: "range", id, min: slider.low, max: slider.high, step: slider.step, autocomplete: "off",
    });
    const output = element("output");
    output.setAttribute("for", id);
    output.setAttribute("aria-live", "off"); // the slider says its value itself
    input.addEventListener("input", () => move({ [slider.name]: input.valueAsNumber }));
    moved[slider.name] = (value) => {
      input.value = value;
      output.textContent = reading(slider, value);
      input.setAttribute("aria-valuetext", output.textContent);
    };
    return element("div", { className: "slider" }, element("label", { htmlFor: id }, slider.label), input, output);
  });
  const reset = element("button", { type: "button" }, "Reset");
  const image = element("img");
  const caption = element("figcaption");
  caption.setAttribute("aria-live", "polite"); // it changes at rest only
  el.classList.add("exploration");
  el.append(
    element("p", { className: "question" }, model.get("question")), ...rows, reset,
    element("figure", {}, image, caption),
  );

  let waiting;
  function send(values, moving) {
    model.set("position", { values, moving });
    model.save_changes();
  }
  function move(change) {
    const values = { ...model.get("position").values, ...change };
    clearTimeout(waiting);
    waiting = setTimeout(() => send(values, false), REST);
    send(values, true);
  }
  reset.addEventListener("click", () => {
    clearTimeout(waiting);
    send(Object.fromEntries(model.get("sliders").map((slider) => [slider.name, slider.start])), false);
  });

  function place() {
    for (const [name, value] of Object.entries(model.get("position").values)) moved[name](value);
  }
  function show() {
    const { source, description, width, moving } = model.get("shown");
    image.src = source;
    image.alt = description;
    image.width = width;
    el.toggleAttribute("data-moving", moving);
    if (!moving) caption.textContent = description;
  }
  model.on("change:position", place);
  model.on("change:shown", show);
  place();
  show();
  return () => {
    clearTimeout(waiting);
    model.off("change:position", place);
    model.off("change:shown", show);
  };
}

export default { render };
