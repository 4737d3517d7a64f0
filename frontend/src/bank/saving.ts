/** Around the editor of a question: what still stands in the way of using it, and what reads alike, as of the last saving. */

const PLACES: Record<string, string> = { lacking: "con-thieu", alike: "giong-nhau" };

export function startSaving(): void {
  addEventListener("item:saved", (event) => {
    const answer = (event as CustomEvent<Record<string, unknown>>).detail;
    for (const [name, id] of Object.entries(PLACES)) {
      const place = document.getElementById(id);
      const html = answer[name];
      if (place && typeof html === "string" && place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
    }
  });
}
