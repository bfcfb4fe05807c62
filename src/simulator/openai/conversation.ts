/** The conversation: its items in order, and how much of each the caller can have heard. Pure. */

import { Refusal } from "./complaint.ts";

export type ItemStatus = "completed" | "incomplete" | "in_progress";

/** A part of a message; only the keys that its type has. */
export interface Part {
  readonly type: "input_text" | "input_audio" | "input_image" | "output_text" | "output_audio";
  readonly text?: string;
  readonly transcript?: string | null;
}

interface Common {
  readonly id: string;
  readonly object: "realtime.item";
  readonly status: ItemStatus;
}

/** An item as it stands in events. */
export type Item =
  | Common & {
    readonly type: "message";
    readonly role: "system" | "user" | "assistant";
    readonly content: readonly Part[];
  }
  | Common & {
    readonly type: "function_call";
    readonly call_id: string;
    readonly name: string;
    readonly arguments: string;
  }
  | Common & { readonly type: "function_call_output"; readonly call_id: string; readonly output: string };

interface Entry {
  item: Item;
  /** Audio of the model in this item, ms; shortened by truncation, and fixed by it. */
  audioMs: number;
  isTruncated: boolean;
}

/** The default conversation of one session. */
export class Conversation {
  readonly #entries: Entry[] = [];

  /** The items, oldest first. */
  get items(): readonly Item[] {
    return this.#entries.map((entry) => entry.item);
  }

  /**
   * Puts an item after another (`"root"`: at the beginning; undefined: at the end). Returns the id of the item before.
   * @throws Refusal when the other is unknown, the id is taken, or a tool's output belongs to no call.
   */
  add(item: Item, after?: string | null): string | null {
    if (this.#find(item.id) !== undefined) {
      const message = `Error adding item: an item with id '${item.id}' already exists.`;
      throw new Refusal("item_create_duplicate_item_id", message, "item.id");
    }
    if (item.type === "function_call_output" && !this.#hasCall(item.call_id)) {
      throw new Refusal("invalid_tool_call_id", `Tool call ID '${item.call_id}' not found in conversation.`);
    }
    const at = this.#placeAfter(after);
    this.#entries.splice(at, 0, { item, audioMs: 0, isTruncated: false });
    return this.#entries[at - 1]?.item.id ?? null;
  }

  /** The id of the item before this one; null when it is the first, or gone. */
  before(id: string): string | null {
    return this.#entries[this.#entries.findIndex((entry) => entry.item.id === id) - 1]?.item.id ?? null;
  }

  /** An item changed: its status, its words. What was deleted or cut meanwhile stays so. Returns it as it stands. */
  replace(item: Item): Item {
    const entry = this.#find(item.id);
    if (entry === undefined) return item;
    return entry.item = entry.isTruncated ? wordless(item) : item;
  }

  /** Audio of the model was sent for an item. */
  addAudio(id: string, ms: number): void {
    const entry = this.#find(id);
    if (entry !== undefined && !entry.isTruncated) entry.audioMs += ms;
  }

  /**
   * Cuts what the model said at what was heard; its words go, since nobody knows which of them were heard.
   * @throws Refusal when the item is unknown, holds no audio, or holds less than `audioEndMs`.
   */
  truncate(id: string, contentIndex: number, audioEndMs: number): void {
    const entry = this.#known(id, "truncat", "item_truncate_invalid_item_id");
    const { item } = entry;
    if (item.type !== "message" || item.content[contentIndex]?.type !== "output_audio") {
      throw new Refusal("unsupported_content_type", "Only model output audio messages can be truncated");
    }
    const audioMs = Math.floor(entry.audioMs);
    if (audioEndMs > audioMs) {
      const message = `Audio content of ${audioMs}ms is already shorter than ${audioEndMs}ms`;
      throw new Refusal("invalid_value", message, "audio_end_ms");
    }
    entry.audioMs = audioEndMs;
    entry.isTruncated = true;
    entry.item = wordless(item);
  }

  /** @throws Refusal when there is no such item. */
  delete(id: string): void {
    const entry = this.#known(id, "delet", "item_delete_invalid_item_id");
    this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  /** @throws Refusal when there is no such item. */
  retrieve(id: string): Item {
    return this.#known(id, "retriev", "item_retrieve_invalid_item_id").item;
  }

  #find(id: string): Entry | undefined {
    return this.#entries.find((entry) => entry.item.id === id);
  }

  #known(id: string, verb: string, code: string): Entry {
    const entry = this.#find(id);
    if (entry !== undefined) return entry;
    throw new Refusal(code, `Error ${verb}ing item: the item with id '${id}' does not exist.`, "item_id");
  }

  #hasCall(callId: string): boolean {
    return this.#entries.some(({ item }) => item.type === "function_call" && item.call_id === callId);
  }

  #placeAfter(after: string | null | undefined): number {
    if (after == null) return this.#entries.length;
    if (after === "root") return 0;
    const at = this.#entries.findIndex((entry) => entry.item.id === after);
    if (at >= 0) return at + 1;
    const message = `Error adding item: the previous item with id '${after}' does not exist.`;
    throw new Refusal("item_create_invalid_previous_item_id", message, "previous_item_id");
  }
}

/** What was said without its words. */
function wordless(item: Item): Item {
  if (item.type !== "message") return item;
  return { ...item, content: item.content.map((part) => part.type === "output_audio" ? { type: part.type } : part) };
}
