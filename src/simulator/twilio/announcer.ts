/** The carrier's own voice (`<Say>`): a hum of the right length in its place, so that the ear hears something. */
import { framesOf, SILENT_FRAME } from "./frame.ts";
import alawmulaw from "alawmulaw";
import type { Played } from "./player.ts";

/** 200 Hz at -12 dBFS, one second. */
const HUM = framesOf(
  Uint8Array.from({ length: 8000 }, (_, at) => {
    return alawmulaw.mulaw.encodeSample(Math.round(11_500 * Math.sin(2 * Math.PI * 200 * at / 8000)));
  }),
);

/** Plays announcements, frame by frame. */
export class Announcer {
  #frames = 0;

  /** Hums for the next `frames` frames. */
  announce(frames: number): void {
    this.#frames = frames;
  }

  /** The next 20 ms. */
  play(): Played {
    if (this.#frames === 0) return { frame: SILENT_FRAME, bytes: 0, marks: [] };
    this.#frames--;
    const frame = HUM[this.#frames % HUM.length] ?? SILENT_FRAME;
    return { frame, bytes: frame.length, marks: [] };
  }
}
