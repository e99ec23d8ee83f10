// Comfort only: every page works without this file.
(() => {
  const root = document.documentElement;
  const narrow = matchMedia("(max-width: 56rem)");
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // Theme: one button that changes to the other of light and dark.
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const nameTheme = () => {
    for (const button of document.querySelectorAll("[data-theme-button]")) {
      button.hidden = false;
      const { light, dark: darkWord, useLight, useDark } = button.dataset;
      button.textContent = isDark() ? light : darkWord;
      button.setAttribute("aria-label", isDark() ? useLight : useDark);
    }
  };
  const changeTheme = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // No storage: the choice lasts for this page.
    }
    nameTheme();
  };
  dark.addEventListener("change", nameTheme);

  // Filters: folded on a narrow screen until asked for, and then as they were left.
  let filtersOpen = null;
  const foldFilters = () => {
    for (const filters of document.querySelectorAll("[data-filters]")) {
      filters.open = filtersOpen ?? !narrow.matches;
      filters.addEventListener("toggle", () => (filtersOpen = filters.open));
    }
  };

  // Copying.
  const showCopy = () => {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  };
  const announce = (words) => {
    document.getElementById("announcer").textContent = words;
  };
  const copy = async (button) => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    const { copied } = document.getElementById("announcer").dataset;
    announce(copied);
    button.textContent = copied;
  };

  // Article: a claim and its note light up together.
  const light = (claims) => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const claim of claims) {
      for (const element of document.querySelectorAll(`[data-claims~="${claim}"]`)) element.classList.add("lit");
    }
  };
  const lightAround = (target) => light((target.closest?.("[data-claims]")?.dataset.claims ?? "").split(" ").filter(Boolean));

  document.addEventListener("mouseover", (event) => lightAround(event.target));
  document.addEventListener("focusin", (event) => lightAround(event.target));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-button]")) changeTheme();
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });

  // Another language leads back to this page as it stands now, with whatever htmx has put into its address since.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-languages]")) event.target.elements.next.value = location.pathname + location.search;
  });

  // After a swap: say how many results there are, and keep the focus on the page.
  document.addEventListener("htmx:afterSettle", () => {
    const count = document.querySelector("[data-announce]");
    if (!count) return;
    announce(count.textContent.trim());
    if (document.activeElement === document.body) count.focus({ preventScroll: true });
  });
  // A failed request leaves the page as it is, and says so; the review screen has words of its own.
  const tellTrouble = (which) => {
    if (document.getElementById("review-words")) return;
    const told = document.getElementById("trouble") ?? document.createElement("p");
    Object.assign(told, { id: "trouble", className: "notice warning" });
    told.setAttribute("role", "alert");
    told.textContent = document.getElementById("announcer").dataset[which];
    document.getElementById("main").prepend(told);
    told.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", () => tellTrouble("failed"));
  document.addEventListener("htmx:sendError", () => tellTrouble("unreachable"));
  document.addEventListener("htmx:afterSwap", () => document.getElementById("trouble")?.remove());
  document.addEventListener("htmx:load", () => {
    nameTheme();
    foldFilters();
    showCopy();
  });
  nameTheme();
  foldFilters();
  showCopy();
})();
