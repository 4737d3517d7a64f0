import { icon } from "../icons";
import { keptLessons, type KeptLesson } from "../offline/client";
import { sizeWords } from "../words";
import { define } from "./define";

/** `<kept-list>`: the lessons this device can open without a network; its `<template>` (or `data-empty`) is what stands there while none is. */
export class KeptList extends HTMLElement {
  connectedCallback(): void {
    void keptLessons()
      .catch(() => [] as KeptLesson[])
      .then((lessons) => this.show(lessons));
  }

  show(lessons: KeptLesson[]): void {
    if (!lessons.length) {
      const empty = this.querySelector("template");
      this.replaceChildren(empty ? empty.content.cloneNode(true) : Object.assign(document.createElement("p"), { className: "small muted", textContent: this.dataset.empty ?? "" }));
      return;
    }
    const list = document.createElement("ul");
    list.className = "card rows";
    list.append(...lessons.map(row));
    this.replaceChildren(list);
  }
}

function row(lesson: KeptLesson): HTMLLIElement {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { className: "row", href: lesson.url });
  const tile = Object.assign(document.createElement("span"), { className: "tile c-leaf" });
  tile.append(icon("kept"));
  const main = Object.assign(document.createElement("span"), { className: "row-main" });
  main.append(
    Object.assign(document.createElement("span"), { className: "t", textContent: lesson.title }),
    Object.assign(document.createElement("span"), { className: "s", textContent: sizeWords(lesson.size_bytes) }),
  );
  link.append(tile, main);
  item.append(link);
  return item;
}

define("kept-list", KeptList);
