/** Where a session's events leave: each gets its `event_id`; ids of things are made here too. */

import type { Complaint } from "./complaint.ts";

/** The way out of one session. */
export class Outlet {
  readonly #tag: string;
  readonly #write: (type: string, text: string) => void;
  readonly #isAnonymous: boolean;
  #events = 0;
  #ids = 0;

  /**
   * An outlet to `write`.
   * @param tag makes ids differ between sessions.
   * @param isAnonymous whether errors leave out which client event they answer, as some of the API's do.
   */
  constructor(tag: string, write: (type: string, text: string) => void, isAnonymous: boolean) {
    this.#tag = tag;
    this.#write = write;
    this.#isAnonymous = isAnonymous;
  }

  /** A new id, e.g. `item_DkT3_12`. */
  newId(kind: "item" | "resp" | "call" | "sess" | "conv"): string {
    return `${kind}_${this.#tag}_${++this.#ids}`;
  }

  /** Sends an event. */
  send(type: string, fields: Readonly<Record<string, unknown>>): void {
    this.#write(type, JSON.stringify({ type, event_id: `event_${this.#tag}_${++this.#events}`, ...fields }));
  }

  /** Sends a piece of audio: the frequent event, written without a serializer. */
  sendAudio(responseId: string, itemId: string, outputIndex: number, audio: Uint8Array): void {
    const type = "response.output_audio.delta";
    const head = `{"type":"${type}","event_id":"event_${this.#tag}_${++this.#events}","response_id":"${responseId}"`;
    const place = `"item_id":"${itemId}","output_index":${outputIndex},"content_index":0`;
    this.#write(type, `${head},${place},"delta":"${audio.toBase64()}"}`);
  }

  /** Sends an `error`; `eventId` is that of the client event at fault, if it had one. */
  complain(complaint: Complaint, eventId: string | null = null): void {
    this.send("error", { error: { ...complaint, event_id: this.#isAnonymous ? null : eventId } });
  }
}
