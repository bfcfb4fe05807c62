/** The caller's side of the line: what is said, 20 ms at a time. No IO, no time: the line's clock asks for frames. */
import { framesOf, mixed, SILENT_FRAME } from "./frame.ts";

/** 20 ms from the caller. */
export interface Said {
  frame: Uint8Array;
  /** The network lost it: nothing is sent, and the carrier's stamps jump over it. */
  lost: boolean;
}

interface Sound {
  frames: readonly Uint8Array[];
  at: number;
  /** The last frame was handed out, and the next one is being asked for. */
  finished: () => void;
}

/** Speech, noise behind it, and gaps. */
export class Voice {
  readonly #speech: Sound[] = [];
  readonly #noise: Sound[] = [];
  #lostFrames = 0;
  #over = false;

  /** Says µ-law audio after what is being said already; resolves when its last frame has left. */
  speak(audio: Uint8Array): Promise<void> {
    return this.#add(this.#speech, audio);
  }

  /** Sounds behind the speech, mixed with it; resolves as `speak` does. */
  noise(audio: Uint8Array): Promise<void> {
    return this.#add(this.#noise, audio);
  }

  /** Loses the next frames, whatever is said in them. */
  lose(frames: number): void {
    this.#lostFrames += frames;
  }

  /** The next 20 ms. */
  next(): Said {
    const speech = take(this.#speech);
    const noise = take(this.#noise);
    const lost = this.#lostFrames > 0;
    if (lost) this.#lostFrames--;
    const frame = speech !== null && noise !== null ? mixed(speech, noise) : speech ?? noise ?? SILENT_FRAME;
    return { frame: lost ? SILENT_FRAME : frame, lost };
  }

  /** Falls silent for good: whoever waits for the end of speech is released. */
  end(): void {
    this.#over = true;
    for (const sound of [...this.#speech.splice(0), ...this.#noise.splice(0)]) sound.finished();
  }

  #add(queue: Sound[], audio: Uint8Array): Promise<void> {
    const frames = framesOf(audio);
    if (frames.length === 0 || this.#over) return Promise.resolve();
    return new Promise((finished) => queue.push({ frames, at: 0, finished }));
  }
}

function take(queue: Sound[]): Uint8Array | null {
  let sound = queue[0];
  if (sound !== undefined && sound.at === sound.frames.length) {
    sound.finished();
    queue.shift();
    sound = queue[0];
  }
  return sound?.frames[sound.at++] ?? null;
}
