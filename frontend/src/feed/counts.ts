/** Write a count where it stands; nought is only read out, so that nothing new looks unloved. */
export function writeCount(place: Element, value: number): void {
  place.textContent = String(value);
  place.classList.toggle("sr", value === 0);
}
