// Places in the article's text, counted in characters (code points) as the server counts them.
export const codePoints = (text) => Array.from(text).length;

// The selected words as [start, end]; null if nothing in the text is selected.
export const selectedRange = () => {
  const passage = document.getElementById("passage");
  const selection = getSelection();
  if (!passage || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!passage.contains(range.startContainer) || !passage.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(passage, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = Number(passage.dataset.offset) + codePoints(before.toString());
  const words = range.toString();
  return words.trim() ? [start, start + codePoints(words)] : null;
};

const pointAt = (passage, place) => {
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  let left = place - Number(passage.dataset.offset);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const letters = Array.from(node.data);
    if (left <= letters.length) return [node, letters.slice(0, Math.max(0, left)).join("").length];
    left -= letters.length;
  }
  return null;
};

// Dots under the words of the other claims of the article, once they are known.
export const showNeighbours = () => {
  const passage = document.getElementById("passage");
  if (!passage || !("highlights" in CSS)) return;
  const ranges = [];
  for (const neighbour of document.querySelectorAll("[data-spans]")) {
    for (const [start, end] of JSON.parse(neighbour.dataset.spans)) {
      const [from, to] = [pointAt(passage, start), pointAt(passage, end)];
      if (!from || !to) continue;
      const range = document.createRange();
      range.setStart(...from);
      range.setEnd(...to);
      ranges.push(range);
    }
  }
  CSS.highlights.set("neighbour", new Highlight(...ranges));
};
