// Comfort only; the page says everything without it: copy buttons, a ticking countdown, fresh contents.
"use strict";

function span(seconds) {
  const s = Math.max(Math.round(seconds), 0);
  if (s < 1) return "a moment";
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

// The node's clock counts, not the reader's.
let ahead = 0;

function readClock() {
  const now = Date.parse(document.querySelector("main").dataset.now);
  ahead = Number.isNaN(now) ? 0 : Date.now() - now;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    time.textContent = span((Date.parse(time.dateTime) - Date.now() + ahead) / 1000);
  }
}

function copyButtons() {
  for (const block of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(block);
        button.textContent = "Selected: press Ctrl+C";
      }
    });
    block.closest(".block").append(button);
  }
}

async function refresh() {
  if (document.hidden || !getSelection().isCollapsed || document.activeElement !== document.body) return;
  let answer;
  try {
    answer = await fetch("/", { cache: "no-store" });
  } catch {
    return;
  }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = new Map([...document.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
  for (const each of fresh.querySelectorAll("details[id]")) {
    if (open.has(each.id)) each.open = open.get(each.id);
  }
  for (const part of ["main", "header.top"]) {
    document.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
  }
  document.title = fresh.title;
  readClock();
  copyButtons();
  tick();
}

readClock();
copyButtons();
tick();
setInterval(tick, 1000);
setInterval(refresh, 10000);
