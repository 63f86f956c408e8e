// An exploration in the page: a question, native sliders, a picture with its description. The kernel draws.
// While a slider moves, the page shows sketches, which it asks for one at a time; once it rests, the picture comes in
// full. While nothing moves, the page asks for the sketches that the next movement will need.

const REST = 200; // milliseconds without a movement
const AHEAD = 100; // steps of each slider, to either side, whose sketches are fetched before they are needed
const KEPT = 600; // sketches

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function decimals(number) {
  return (String(number).split(".")[1] ?? "").length;
}

function stepOf(slider, value) {
  return Math.round((value - slider.low) / slider.step);
}

function valueAt(slider, step) {
  return Number((slider.low + step * slider.step).toFixed(Math.max(decimals(slider.low), decimals(slider.step))));
}

function reading(slider, value) {
  if (slider.names.length) return slider.names[value - slider.low];
  return slider.reading.replace("{}", value.toFixed(decimals(slider.step)).replace("-", "−"));
}

function* nearby(slider, values) {
  const here = stepOf(slider, values[slider.name]), last = stepOf(slider, slider.high);
  for (let distance = 1; distance <= AHEAD; distance++) {
    for (const step of [here + distance, here - distance]) {
      if (step >= 0 && step <= last) yield { ...values, [slider.name]: valueAt(slider, step) };
    }
  }
}

function render({ model, el }) {
  const sliders = model.get("sliders");
  const moved = {};
  let values = model.get("position"); // where the sliders stand
  let moving = false;
  let waiting; // for the rest
  let next = sliders[0]; // the slider that will move, as far as one can tell

  const rows = sliders.map((slider) => {
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
    const row = element("div", { className: "slider" }, element("label", { htmlFor: id }, slider.label), input, output);
    for (const sign of ["pointerenter", "focusin"]) row.addEventListener(sign, () => { next = slider; });
    return row;
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

  // ---------------------------------------------------------------- sliders

  function place() {
    for (const slider of sliders) moved[slider.name](values[slider.name]);
  }
  function move(change) {
    values = { ...values, ...change };
    moving = true;
    place();
    clearTimeout(waiting);
    waiting = setTimeout(rest, REST);
    if (sketches.has(key(values))) show(sketches.get(key(values)));
    ask();
  }
  function rest() {
    clearTimeout(waiting);
    model.set("position", values);
    model.save_changes();
    showInFull(); // where it came to rest before
  }
  reset.addEventListener("click", () => {
    values = Object.fromEntries(sliders.map((slider) => [slider.name, slider.start]));
    rest();
  });

  // ---------------------------------------------------------------- sketches

  const sketches = new Map(); // by the sliders' steps, the oldest first
  let asked = null; // set while a sketch is under way: whether it is of a place where the sliders were
  let seen = false;

  function key(position) {
    return sliders.map((slider) => stepOf(slider, position[slider.name])).join(" ");
  }
  function missing() {
    if (moving) return sketches.has(key(values)) ? null : values;
    if (!seen || document.hidden) return null;
    for (const slider of [next, ...sliders]) {
      for (const position of nearby(slider, values)) if (!sketches.has(key(position))) return position;
    }
    return null;
  }
  function ask() {
    const position = asked ? null : missing();
    if (!position) return;
    asked = { passed: position === values };
    model.send({ values: position });
  }
  function keep({ values: position, ...sketch }) {
    const passed = asked?.passed;
    asked = null;
    sketches.set(key(position), sketch);
    if (sketches.size > KEPT) sketches.delete(sketches.keys().next().value);
    // On the way to a place whose sketch is still to come, those of the places passed are better than none.
    if (moving && (key(position) === key(values) || (passed && !sketches.has(key(values))))) show(sketch);
    ask();
  }
  const watch = new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; ask(); });
  watch.observe(el);

  // ---------------------------------------------------------------- pictures

  function show({ source, description, width }) {
    image.src = source;
    image.alt = description;
    image.width = width;
    el.toggleAttribute("data-moving", moving);
  }
  function showInFull() {
    const picture = model.get("shown");
    if (key(picture.values) !== key(values)) return; // of another place
    moving = false;
    show(picture);
    caption.textContent = picture.description;
    ask();
  }
  function stand() {
    values = model.get("position");
    place();
  }
  model.on("change:position", stand);
  model.on("change:shown", showInFull);
  model.on("msg:custom", keep);
  stand();
  showInFull();
  return () => {
    clearTimeout(waiting);
    watch.disconnect();
    model.off("change:position", stand);
    model.off("change:shown", showInFull);
    model.off("msg:custom", keep);
  };
}

export default { render };
