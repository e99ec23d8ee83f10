// Drawing over the figure, or moving the two ends below it, sets the period; the page works without it.
(() => {
  const DAY = 86_400_000;
  // A shorter movement is a click.
  const LEAST = 6;
  const time = (text) => Date.parse(`${text}T00:00:00Z`);
  const text = (day) => new Date(day).toISOString().slice(0, 10);

  // The end that was moved keeps the focus when the figure is drawn anew.
  let moved = "";

  const choose = (since, until) => {
    document.getElementById("since").value = since;
    const last = document.getElementById("until");
    last.value = until;
    last.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const brush = (figure) => {
    const area = figure.querySelector(".brush");
    const first = time(figure.dataset.first);
    const days = Number(figure.dataset.days);
    let from = null;
    let drawn = false;
    const share = (event) => {
      const box = figure.getBoundingClientRect();
      return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    };
    const show = (start, end) => {
      area.style.left = `${100 * Math.min(start, end)}%`;
      area.style.width = `${100 * Math.abs(end - start)}%`;
    };
    const stop = () => {
      from = null;
      area.hidden = true;
    };
    figure.addEventListener("pointerdown", (event) => {
      drawn = false;
      if (event.button || event.pointerType === "touch" || event.target.closest("[data-ends]")) return;
      from = share(event);
    });
    figure.addEventListener("pointermove", (event) => {
      if (from === null) return;
      if (!drawn && Math.abs(share(event) - from) * figure.clientWidth < LEAST) return;
      if (!drawn) figure.setPointerCapture(event.pointerId);
      drawn = true;
      area.hidden = false;
      show(from, share(event));
    });
    figure.addEventListener("pointerup", (event) => {
      if (from === null || !drawn) return stop();
      const ends = [from, share(event)].sort((one, other) => one - other);
      stop();
      choose(...ends.map((end) => text(first + Math.round(end * (days - 1)) * DAY)));
    });
    figure.addEventListener("pointercancel", stop);
    figure.addEventListener("dragstart", (event) => event.preventDefault());
    // What was drawn is no click on the bar under it.
    figure.addEventListener(
      "click",
      (event) => {
        if (!drawn) return;
        drawn = false;
        event.preventDefault();
        event.stopPropagation();
      },
      true,
    );
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") stop();
    });
  };

  const ends = (box) => {
    box.hidden = false;
    const first = time(box.closest("[data-brush]").dataset.first);
    const [since, until] = box.querySelectorAll("input");
    for (const end of [since, until]) {
      end.value = Math.round((time(end.dataset.day) - first) / DAY);
      const say = () => end.setAttribute("aria-valuetext", text(first + Number(end.value) * DAY));
      say();
      end.addEventListener("input", () => {
        if (end === since) since.value = Math.min(Number(since.value), Number(until.value));
        else until.value = Math.max(Number(since.value), Number(until.value));
        say();
      });
      end.addEventListener("change", () => {
        moved = end.id;
        choose(...[since, until].map((one) => text(first + Number(one.value) * DAY)));
      });
    }
  };

  const showAll = () => {
    document.querySelectorAll("[data-brush]").forEach(brush);
    document.querySelectorAll("[data-ends]").forEach(ends);
  };
  document.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    showAll();
    if (moved) document.getElementById(moved)?.focus({ preventScroll: true });
    moved = "";
  });
  showAll();
})();
