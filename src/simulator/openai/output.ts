/** The output items of one reply, and the events that each of them makes from its first to its last. */

import type { Conversation, Item, ItemStatus, Part } from "./conversation.ts";
import type { ToolCall } from "./mind.ts";
import type { Outlet } from "./outlet.ts";
import type { Piece } from "./pieces.ts";

interface Speaking {
  readonly itemId: string;
  readonly kind: "audio" | "text";
  readonly index: number;
  text: string;
}

/** The output of one reply. */
export class Output {
  readonly #outlet: Outlet;
  readonly #responseId: string;
  /** Null for a reply outside the conversation. */
  readonly #conversation: Conversation | null;
  readonly #items: Item[] = [];
  #speaking: Speaking | null = null;
  #characters = 0;
  #spokenMs = 0;

  /** No output yet. */
  constructor(outlet: Outlet, responseId: string, conversation: Conversation | null) {
    this.#outlet = outlet;
    this.#responseId = responseId;
    this.#conversation = conversation;
  }

  /** The items, as `response.done` shows them. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /** What was generated: characters of text, transcript and arguments; audio, ms. */
  get amount(): { readonly characters: number; readonly spokenMs: number } {
    return { characters: this.#characters, spokenMs: this.#spokenMs };
  }

  /** A message begins. */
  open(kind: "audio" | "text"): void {
    const itemId = this.#outlet.newId("item");
    const speaking = this.#speaking = { itemId, kind, index: this.#items.length, text: "" };
    this.#add(message(itemId, "in_progress", []));
    // From here on the item has a part, which may be truncated while it grows.
    this.#conversation?.replace(message(itemId, "in_progress", [contentOf(kind, "")]));
    const part = kind === "audio" ? { type: "audio", transcript: "" } : { type: "text", text: "" };
    this.#outlet.send("response.content_part.added", { ...this.#place(speaking), part });
  }

  /** A piece of the open message. Its audio counts toward the item from now on. */
  say({ words, audio, ms }: Piece): void {
    const speaking = this.#speaking!;
    speaking.text += words;
    this.#characters += words.length;
    const type = speaking.kind === "audio" ? "response.output_audio_transcript.delta" : "response.output_text.delta";
    if (words !== "") this.#outlet.send(type, { ...this.#place(speaking), delta: words });
    if (speaking.kind === "text" || audio.length === 0) return;
    this.#spokenMs += ms;
    this.#conversation?.addAudio(speaking.itemId, ms);
    this.#outlet.sendAudio(this.#responseId, speaking.itemId, speaking.index, audio);
  }

  /** The open message, if there is one, ends. */
  close(status: ItemStatus): void {
    const speaking = this.#speaking;
    if (speaking === null) return;
    this.#speaking = null;
    const place = this.#place(speaking);
    const { kind, text } = speaking;
    if (kind === "audio") {
      this.#outlet.send("response.output_audio.done", place);
      this.#outlet.send("response.output_audio_transcript.done", { ...place, transcript: text });
    } else this.#outlet.send("response.output_text.done", { ...place, text });
    const part = kind === "audio" ? { type: "audio", transcript: text } : { type: "text", text };
    this.#outlet.send("response.content_part.done", { ...place, part });
    this.#finish(speaking.index, message(speaking.itemId, status, [contentOf(kind, text)]));
  }

  /** A function call, whole. */
  call(tool: ToolCall): void {
    const index = this.#items.length;
    const item: Item = {
      id: this.#outlet.newId("item"),
      object: "realtime.item",
      type: "function_call",
      status: "in_progress",
      call_id: this.#outlet.newId("call"),
      name: tool.name,
      arguments: "",
    };
    this.#add(item);
    this.#characters += tool.name.length + tool.arguments.length;
    const place = { response_id: this.#responseId, item_id: item.id, output_index: index, call_id: item.call_id };
    const middle = Math.ceil(tool.arguments.length / 2);
    for (const delta of [tool.arguments.slice(0, middle), tool.arguments.slice(middle)]) {
      if (delta !== "") this.#outlet.send("response.function_call_arguments.delta", { ...place, delta });
    }
    this.#outlet.send("response.function_call_arguments.done", {
      ...place,
      name: tool.name,
      arguments: tool.arguments,
    });
    this.#finish(index, { ...item, status: "completed", arguments: tool.arguments });
  }

  #place({ itemId, index }: Speaking): Record<string, unknown> {
    return { response_id: this.#responseId, item_id: itemId, output_index: index, content_index: 0 };
  }

  #add(item: Item): void {
    this.#outlet.send("response.output_item.added", {
      response_id: this.#responseId,
      output_index: this.#items.length,
      item,
    });
    this.#items.push(item);
    if (this.#conversation === null) return;
    const previous_item_id = this.#conversation.add(item);
    this.#outlet.send("conversation.item.added", { previous_item_id, item });
  }

  #finish(index: number, given: Item): void {
    const item = this.#conversation?.replace(given) ?? given;
    this.#items[index] = item;
    this.#outlet.send("response.output_item.done", { response_id: this.#responseId, output_index: index, item });
    if (this.#conversation === null) return;
    const previous_item_id = this.#conversation.before(item.id);
    this.#outlet.send("conversation.item.done", { previous_item_id, item });
  }
}

function message(id: string, status: ItemStatus, content: readonly Part[]): Item {
  return { id, object: "realtime.item", type: "message", status, role: "assistant", content };
}

function contentOf(kind: Speaking["kind"], text: string): Part {
  return kind === "audio" ? { type: "output_audio", transcript: text } : { type: "output_text", text };
}
