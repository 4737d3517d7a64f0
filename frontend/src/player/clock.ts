/** Times as the player writes them. */
export const two = (number: number): string => String(number).padStart(2, "0");

/** What is left: 1:05:09, 04:10. */
export function clockWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

/** The time of day on this device: 08:05. */
export const dayTime = (milliseconds: number): string => {
  const when = new Date(milliseconds);
  return `${two(when.getHours())}:${two(when.getMinutes())}`;
};
