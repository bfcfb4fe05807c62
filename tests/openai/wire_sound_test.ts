/** The quick way to read a piece of sound, held against the thorough one. */

import assert from "node:assert/strict";
import { read } from "../../src/openai/wire.ts";

Deno.test("a piece of sound read by position is what parsing makes of it", () => {
  const text = '{"type":"response.output_audio.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_1",' +
    `"output_index":0,"content_index":0,"delta":"${new Uint8Array(160).fill(0x7f).toBase64()}"}`;
  const reading = read(text, 77);
  assert.ok(reading.kind === "event" && reading.event.type === "reply_audio");
  // A space is as good in JSON, and not as the vendor writes it: this one is parsed.
  assert.deepEqual(reading, read(`${text} `, 77));
  for (let at = 0; at < text.length; at++) {
    for (const other of ["\\", '"', "}"]) {
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      assert.deepEqual(read(changed, 77), read(` ${changed}`, 77), changed);
    }
    const cut = text.slice(0, at);
    assert.deepEqual(read(cut, 77), read(` ${cut}`, 77), cut);
  }
});
