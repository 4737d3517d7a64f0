/** A still of a film: what stands in its place until it is played. */

const WIDTH = 1280;
const PATIENCE = 15_000;

function heard(film: HTMLVideoElement, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    film.addEventListener(name, () => resolve(), { once: true });
    film.addEventListener("error", () => reject(new Error("unreadable")), { once: true });
    setTimeout(() => reject(new Error("slow")), PATIENCE);
  });
}

/** Where to look: past the first black, never past the end. */
export function momentOf(duration: number): number {
  return Number.isFinite(duration) ? Math.min(2, duration / 4) : 0;
}

/** Take a still out of `file`; null when this browser can't read the film. */
export async function still(file: File): Promise<File | null> {
  const url = URL.createObjectURL(file);
  const film = Object.assign(document.createElement("video"), { muted: true, playsInline: true, preload: "auto" });
  try {
    const ready = heard(film, "loadeddata");
    film.src = url;
    await ready;
    const there = heard(film, "seeked");
    film.currentTime = momentOf(film.duration);
    await there;
    if (!film.videoWidth) return null;
    const width = Math.min(WIDTH, film.videoWidth);
    const canvas = Object.assign(document.createElement("canvas"), { width, height: Math.round((width * film.videoHeight) / film.videoWidth) });
    canvas.getContext("2d")?.drawImage(film, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
    return picture && new File([picture], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return null;
  } finally {
    film.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}
