import assert from "node:assert/strict";
import { readTwiml, TwimlError } from "../../../src/simulator/twilio/twiml.ts";

const read = (inside: string) =>
  readTwiml(`<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`, "text/xml");

const stream = (url: string, inside = "") =>
  `<Connect action="/after"><Stream url="${url}">${inside}</Stream></Connect>`;

Deno.test("a stream is read with its action and parameters", () => {
  const url = "wss://dispatcher.example/ws/media";
  assert.deepEqual(read(stream(url, '<Parameter name="token" value="a &amp; b"/>') + "<Say>Sorry &lt;3</Say>"), [
    { name: "Connect", action: "/after", stream: { url, parameters: { token: "a & b" } } },
    { name: "Say", text: "Sorry <3", language: null, voice: null },
  ]);
});

Deno.test("every other verb is read", () => {
  assert.deepEqual(
    read(
      '<Pause length="2"/><Play digits="1">x.wav</Play><Dial action="/d" timeout="20"><Number>+15550001111</Number>' +
        '<Number url="/w">+15550002222</Number></Dial><Dial>+15550003333</Dial>' +
        '<Gather input="speech dtmf" action="/g">' + "<Say>Where?</Say></Gather><Redirect>/r</Redirect><Hangup/>",
    ),
    [
      { name: "Pause", seconds: 2 },
      { name: "Play", url: "x.wav", digits: "1" },
      {
        name: "Dial",
        numbers: ["+15550001111", "+15550002222"],
        action: "/d",
        attributes: { action: "/d", timeout: "20" },
      },
      { name: "Dial", numbers: ["+15550003333"], action: null, attributes: {} },
      {
        name: "Gather",
        action: "/g",
        prompts: [{ name: "Say", text: "Where?", language: null, voice: null }],
        attributes: { action: "/g", input: "speech dtmf" },
      },
      { name: "Redirect", url: "/r" },
      { name: "Hangup" },
    ].map((verb) => verb.name === "Dial" || verb.name === "Gather" ? withoutPrototype(verb) : verb),
  );
  assert.deepEqual(readTwiml("<Response/>", "application/xml; charset=utf-8"), []);
});

/** The parser's attribute objects have no prototype, which strict equality sees. */
function withoutPrototype<Verb extends { attributes?: object }>(verb: Verb): Verb {
  return { ...verb, attributes: Object.assign(Object.create(null), verb.attributes) };
}

const refused: Record<string, [code: number, document: string, contentType?: string]> = {
  "of another content type": [12300, "<Response/>", "text/plain"],
  "that is not XML": [12100, "<Response><Say>Tom & Jerry</Say></Response>"],
  "cut short": [12100, "<Response><Say>Hello"],
  "with another root": [12200, "<response/>"],
  "with an unknown verb": [12200, "<Response><Shout/></Response>"],
  "with a verb in the wrong case": [12200, "<Response><HangUp/></Response>"],
  "with an unknown attribute": [
    12200,
    '<Response><Connect actoin="/x"><Stream url="wss://a.example/"/></Connect></Response>',
  ],
  "with an empty Connect": [12200, "<Response><Connect/></Response>"],
  "streaming without TLS": [31922, `<Response>${stream("ws://dispatcher.example/ws")}</Response>`],
  "streaming to https": [31922, `<Response>${stream("https://dispatcher.example/ws")}</Response>`],
  "streaming to another port": [31920, `<Response>${stream("wss://dispatcher.example:8443/ws")}</Response>`],
  "streaming with a query string": [31920, `<Response>${stream("wss://dispatcher.example/ws?token=1")}</Response>`],
  "with a parameter of 500 characters": [
    12200,
    `<Response>${stream("wss://a.example/ws", `<Parameter name="token" value="${"x".repeat(495)}"/>`)}</Response>`,
  ],
  "with a parameter without a value": [
    12200,
    `<Response>${stream("wss://a.example/ws", '<Parameter name="a"/>')}</Response>`,
  ],
  "streaming the wrong track": [
    31941,
    '<Response><Connect><Stream url="wss://a.example/" track="both_tracks"/></Connect></Response>',
  ],
  "dialling what is no number": [13223, "<Response><Dial>555-0100</Dial></Response>"],
  "using GET": [12200, '<Response><Redirect method="GET">/x</Redirect></Response>'],
};

for (const [what, [code, document, contentType = "text/xml"]] of Object.entries(refused)) {
  Deno.test(`a document ${what} is refused with ${code}`, () => {
    assert.throws(
      () => readTwiml(document, contentType),
      (error) => error instanceof TwimlError && error.code === code,
    );
  });
}

Deno.test("loopback may be streamed to without TLS and on any port; a parameter of 499 characters passes", () => {
  for (const url of ["ws://127.0.0.1:8080/ws", "ws://localhost:1/ws", "ws://[::1]:1/ws"]) {
    assert.equal(read(stream(url)).length, 1);
  }
  assert.equal(read(stream("wss://a.example/ws", `<Parameter name="token" value="${"x".repeat(494)}"/>`)).length, 1);
});
