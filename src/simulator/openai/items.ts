/** Items that a client makes, as the conversation keeps them. Pure. */

import type { NewItem } from "./client_events.ts";
import type { Item, Part } from "./conversation.ts";

/** An item with what its maker left out. Audio is not kept, only that there was some. */
export function itemOf(item: NewItem, newId: () => string): Item {
  const head = { id: item.id ?? newId(), object: "realtime.item", status: "completed" } as const;
  switch (item.type) {
    case "message":
      return { ...head, type: item.type, role: item.role, content: item.content.map(partOf) };
    case "function_call":
      return { ...head, type: item.type, call_id: item.call_id ?? newId(), name: item.name, arguments: item.arguments };
    case "function_call_output":
      return { ...head, type: item.type, call_id: item.call_id, output: item.output };
  }
}

function partOf(part: Extract<NewItem, { type: "message" }>["content"][number]): Part {
  switch (part.type) {
    case "input_text":
    case "output_text":
      return { type: part.type, text: part.text };
    case "input_audio":
      return { type: part.type, transcript: part.transcript ?? null };
    case "input_image":
      return { type: part.type };
  }
}
