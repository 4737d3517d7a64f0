/** Recording a voice note: the microphone, a clock, and the bars of its wave, measured while one speaks. */
export interface Recording {
  blob: Blob;
  seconds: number;
  wave: number[];
}

export const BARS = 40;
const LOUDEST = 31;
const LONGEST_MS = 300_000;
const MEASURE_MS = 50;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export const canRecord = (): boolean => typeof MediaRecorder !== "undefined" && Boolean(navigator.mediaDevices?.getUserMedia);

/** Squeeze any number of measures (0 to 1) into the bars of a wave, the loudest of each part. */
export function barsOf(levels: number[], bars = BARS): number[] {
  const loudest = Math.max(...levels, 0.01);
  return Array.from({ length: Math.min(bars, levels.length) }, (_, index, all = Math.min(bars, levels.length)) => {
    const part = levels.slice(Math.floor((index * levels.length) / all), Math.max(1, Math.floor(((index + 1) * levels.length) / all)));
    return Math.round((Math.max(...part, 0) / loudest) * LOUDEST);
  });
}

export class Recorder {
  #recorder: MediaRecorder;
  #stream: MediaStream;
  #chunks: Blob[] = [];
  #levels: number[] = [];
  #began = Date.now();
  #timer: ReturnType<typeof setInterval>;
  #context = new AudioContext();

  static async begin(onTime: (seconds: number) => void): Promise<Recorder> {
    return new Recorder(await navigator.mediaDevices.getUserMedia({ audio: true }), onTime);
  }

  private constructor(stream: MediaStream, onTime: (seconds: number) => void) {
    this.#stream = stream;
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32_000 } : {});
    this.#recorder.addEventListener("dataavailable", (event) => event.data.size && this.#chunks.push(event.data));
    const analyser = this.#context.createAnalyser();
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.#levels.push(samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0));
      onTime((Date.now() - this.#began) / 1000);
      if (Date.now() - this.#began > LONGEST_MS && this.#recorder.state === "recording") this.#recorder.pause();
    }, MEASURE_MS);
    this.#recorder.start(1000);
  }

  /** End the recording and return it. */
  async finish(): Promise<Recording> {
    const seconds = Math.min((Date.now() - this.#began) / 1000, LONGEST_MS / 1000);
    await new Promise<void>((resolve) => {
      this.#recorder.addEventListener("stop", () => resolve(), { once: true });
      this.#recorder.stop();
    });
    this.#end();
    return { blob: new Blob(this.#chunks, { type: this.#recorder.mimeType }), seconds, wave: barsOf(this.#levels) };
  }

  /** Throw it away. */
  cancel(): void {
    this.#recorder.stop();
    this.#end();
  }

  #end(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream.getTracks()) track.stop();
    void this.#context.close();
  }
}
