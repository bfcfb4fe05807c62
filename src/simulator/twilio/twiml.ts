/**
 * TwiML read as strictly as it can be: well-formed XML, known elements and attributes only, the media stream's rules.
 * What the carrier would refuse or warn about is an error here, with the carrier's code.
 */
import { parseXml, XmlElement, XmlText } from "@rgrove/parse-xml";

/** One thing to do, in the carrier's words. */
export type Verb =
  | { name: "Connect"; action: string | null; stream: StreamNoun }
  | { name: "Say"; text: string; language: string | null; voice: string | null }
  | { name: "Play"; url: string; digits: string | null }
  | { name: "Pause"; seconds: number }
  | { name: "Dial"; numbers: readonly string[]; action: string | null; attributes: Readonly<Record<string, string>> }
  | { name: "Gather"; action: string | null; prompts: readonly Verb[]; attributes: Readonly<Record<string, string>> }
  | { name: "Redirect"; url: string }
  | { name: "Hangup" };

/** Where the call's audio goes. */
export interface StreamNoun {
  url: string;
  parameters: Readonly<Record<string, string>>;
}

/** A document the carrier would not take. */
export class TwimlError extends Error {
  override name = "TwimlError";
  /** 12100 not XML, 12200 not TwiML, 12300 not the content type, 31920 and 31922 a stream URL it would not connect. */
  readonly code: number;

  /** A refusal with its code. */
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** A parameter's name and value together stay below this (PROTOCOLS.md 3.2). */
const PARAMETER_CHARACTERS = 500;

/** What each element may carry. Stream's `audioFormat` and `sampleRate` are undocumented and left out on purpose. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Connect: ["action", "method"],
  Stream: ["url", "name", "track", "statusCallback", "statusCallbackMethod", "connectorName"],
  Parameter: ["name", "value"],
  Say: ["voice", "language", "loop"],
  Play: ["loop", "digits"],
  Pause: ["length"],
  Dial: [
    "action method answerOnBridge callerId callReason hangupOnStar record recordingChannel recordingStatusCallback",
    "recordingStatusCallbackEvent recordingStatusCallbackMethod recordingTrack referUrl referMethod ringTone",
    "sequential timeLimit timeout trim",
  ].join(" ").split(" "),
  Number: "sendDigits url method statusCallback statusCallbackEvent statusCallbackMethod byoc".split(" "),
  Gather: [
    "action method input language speechTimeout speechModel enhanced timeout finishOnKey numDigits hints",
    "actionOnEmptyResult profanityFilter bargeIn partialResultCallback partialResultCallbackMethod",
  ].join(" ").split(" "),
  Redirect: ["method"],
  Hangup: [],
};

/**
 * The verbs of a TwiML document, in order; an empty `<Response/>` has none.
 * @throws TwimlError when the carrier would refuse it, saying what and why.
 */
export function readTwiml(body: string, contentType: string): Verb[] {
  if (!/^(text|application)\/xml(;|$)/i.test(contentType.trim())) {
    throw new TwimlError(12300, `Cannot read TwiML of type "${contentType}": expected text/xml`);
  }
  const root = rootOf(body);
  if (root === null || root.name !== "Response") {
    throw new TwimlError(12200, `Cannot read TwiML: the root is <${root?.name}>, expected <Response>`);
  }
  checkAttributes(root);
  return elementsOf(root).map(verbOf);
}

function rootOf(body: string): XmlElement | null {
  try {
    return parseXml(body).root;
  } catch (error) {
    throw new TwimlError(12100, `Cannot read TwiML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function verbOf(element: XmlElement): Verb {
  checkAttributes(element);
  const { name, attributes } = element;
  const action = attributes.action ?? null;
  switch (name) {
    case "Connect":
      return { name, action: posted(element, action), stream: streamOf(element) };
    case "Say":
      return { name, text: textOf(element), language: attributes.language ?? null, voice: attributes.voice ?? null };
    case "Play":
      return { name, url: textOf(element), digits: attributes.digits ?? null };
    case "Pause":
      return { name, seconds: secondsOf(attributes.length ?? "1", element) };
    case "Dial":
      return { name, numbers: numbersOf(element), action: posted(element, action), attributes };
    case "Gather":
      return { name, action: posted(element, action), prompts: promptsOf(element), attributes };
    case "Redirect":
      return { name, url: posted(element, textOf(element)) ?? "" };
    case "Hangup":
      return { name };
    default:
      throw new TwimlError(12200, `Cannot perform <${name}>: not a verb of this carrier`);
  }
}

function streamOf(connect: XmlElement): StreamNoun {
  const [stream, ...more] = elementsOf(connect);
  if (stream === undefined || stream.name !== "Stream" || more.length > 0) {
    throw new TwimlError(12200, "Cannot connect: expected exactly one <Stream> in <Connect>");
  }
  checkAttributes(stream);
  const url = stream.attributes.url ?? "";
  checkStreamUrl(url);
  if ((stream.attributes.track ?? "inbound_track") !== "inbound_track") {
    throw new TwimlError(31941, `Cannot stream track "${stream.attributes.track}": only inbound_track goes both ways`);
  }
  return { url, parameters: Object.fromEntries(elementsOf(stream).map(parameterOf)) };
}

/** `wss:` on the standard port without a query string; `ws:`, and any port, to loopback only. */
function checkStreamUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url === null || !(url.protocol === "wss:" || (url.protocol === "ws:" && loopback))) {
    throw new TwimlError(31922, `Cannot stream to "${text}": expected a wss: URL`);
  }
  if (url.port !== "" && !loopback) throw new TwimlError(31920, `Cannot stream to "${text}": expected port 443`);
  if (text.includes("?")) throw new TwimlError(31920, `Cannot stream to "${text}": no query string; use <Parameter>`);
  if (text.includes("#")) throw new TwimlError(31920, `Cannot stream to "${text}": no fragment in a stream URL`);
}

function parameterOf(element: XmlElement): [string, string] {
  checkAttributes(element);
  const { name, value } = element.attributes;
  if (element.name !== "Parameter" || name === undefined || value === undefined) {
    throw new TwimlError(12200, `Cannot pass <${element.name}> to a stream: expected <Parameter name value>`);
  }
  if (name.length + value.length >= PARAMETER_CHARACTERS) {
    throw new TwimlError(12200, `Cannot pass parameter "${name}": name and value must be below 500 characters`);
  }
  return [name, value];
}

function numbersOf(dial: XmlElement): string[] {
  const nouns = elementsOf(dial);
  const numbers = nouns.length === 0 ? [textOf(dial)] : nouns.map((noun) => {
    checkAttributes(noun);
    if (noun.name !== "Number") throw new TwimlError(12200, `Cannot dial <${noun.name}>: expected <Number>`);
    return textOf(noun);
  });
  const wrong = numbers.find((number) => !/^\+[1-9]\d{1,14}$/.test(number));
  if (wrong !== undefined) throw new TwimlError(13223, `Cannot dial "${wrong}": expected E.164, such as +15551234567`);
  return numbers;
}

function promptsOf(gather: XmlElement): Verb[] {
  return elementsOf(gather).map((element) => {
    if (["Say", "Play", "Pause"].includes(element.name)) return verbOf(element);
    throw new TwimlError(12200, `Cannot nest <${element.name}> in <Gather>: expected Say, Play or Pause`);
  });
}

function secondsOf(text: string, element: XmlElement): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new TwimlError(12200, `Cannot read "${text}" of <${element.name}>: expected whole seconds`);
}

/** The carrier's default is POST; this one performs no other. */
function posted(element: XmlElement, url: string | null): string | null {
  const method = element.attributes.method ?? "POST";
  if (method === "POST") return url;
  throw new TwimlError(12200, `Cannot use method "${method}" of <${element.name}>: this carrier only posts`);
}

function checkAttributes(element: XmlElement): void {
  const known = ATTRIBUTES[element.name];
  const unknown = known && Object.keys(element.attributes).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TwimlError(12200, `Cannot read <${element.name}>: it has no attribute "${unknown}"`);
  }
}

function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child instanceof XmlElement);
}

function textOf(element: XmlElement): string {
  return element.children.filter((child) => child instanceof XmlText).map(({ text }) => text).join("").trim();
}
