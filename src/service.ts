/** The service: its routes on one screen, and the way in and out of it. */

import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { apiDoor } from "./api/door.ts";
import { EventTail, SlowReader } from "./api/event_tail.ts";
import type { ApiPorts } from "./api/ports.ts";
import { problem } from "./api/problem.ts";
import { readBody } from "./body.ts";
import {
  CARRIER_PING_AFTER_S,
  CARRIER_UNPROVEN_STREAMS,
  SHUTDOWN_WAIT_MS,
  WEBHOOK_BODY_BYTES,
  WEBHOOK_BODY_WAIT_MS,
} from "./call/limits.ts";
import { systemClock } from "./clock.ts";
import type { Config } from "./config/config.ts";
import { isCallSid } from "./files.ts";
import { logger } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { agencyOf } from "./desk/agency.ts";
import { openDesk } from "./desk/desk.ts";
import { type Delivery, openDelivery } from "./delivery/delivery.ts";
import { outlineOf } from "./intake/outline.ts";
import { Instance } from "./instance.ts";
import { houseNews } from "./news.ts";
import { probedModel } from "./openai/probe.ts";
import { PhraseBook } from "./phrases/book.ts";
import { speakPhrases } from "./phrases/job.ts";
import { rehearse } from "./rehearsal.ts";
import { type Database, openStore } from "./store/store.ts";
import { startSweeping } from "./sweep.ts";
import { Switchboard } from "./switchboard.ts";
import { isOver, type Params } from "./twilio/params.ts";
import { validHandshake, validWebhook } from "./twilio/signature.ts";
import { guarded, watching, watchingCarrier } from "./watches.ts";
import { Lobby } from "./twilio/lobby.ts";
import { serveStream } from "./twilio/socket.ts";
import { sentences } from "./twilio/sentences.ts";
import { handOver } from "./twilio/twiml.ts";

export interface Service {
  readonly address: { readonly hostname: string; readonly port: number };
  /** Takes no new calls, waits for the live ones up to DRAIN_LIMIT_S, then closes. */
  drain(): Promise<void>;
  /** Ends the live calls and closes. */
  close(): Promise<void>;
}

/** What the last calls had to say leaves the house before it closes; what takes longer leaves at the next start. */
const DELIVERY_STOP_MS = 2_500;

/** Starts the service. Throws when the store or the port cannot be opened. */
export async function start(config: Config, metrics: Metrics): Promise<Service> {
  const opened = await openedStore(config);
  const failed = (error: unknown) => requestFailed(error, metrics);
  const tail = new EventTail(opened, failed);
  const clock = systemClock();
  const now = () => clock.wallAt(clock.now());
  // Whatever is written for the outside is sent at once.
  const news = { ...houseNews(metrics), messagesWait: () => delivery.wake() };
  const { admission, store } = guarded(opened, tail, clock, news);
  const deskPorts = { ...await agencyOf(config), store, now, news };
  const desk = openDesk(deskPorts);
  const model = probedModel(config, clock, news.modelAvailable);
  const whole = { outline: outlineOf(config.protocol), phrases: new PhraseBook() };
  const switchboard = new Switchboard({ config, store, desk, clock, news, model, admission, ...whole });
  const instance = new Instance({ store, desk, now, calls: switchboard, news });
  const delivery = openDelivery({ config, store: instance.sharing(store), now, news });
  const app = routes(config, switchboard, instance, metrics);
  unitRoutes(app, config, delivery, metrics);
  apiRoutes(app, config, { store, desk: deskPorts, tail, failed, nowMs: clock.now });
  const server = listen(config, app, { switchboard, metrics, now: clock.now });
  await instance.start().then(() => delivery.start());
  const calls = [switchboard, switchboard.unserved.calls];
  const speaking = speakPhrases({ config, book: whole.phrases, model, calls, store });
  const sweeping = [startSweeping({ ...config, store, now, news }), watchingCarrier(config, switchboard, clock)];
  const beside = [...watching(metrics, admission, clock), rehearse(config, now), () => model.close(), ...sweeping];
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    await switchboard.close();
    await instance.stop();
    await delivery.stop(DELIVERY_STOP_MS);
    for (const end of [speaking, ...beside]) await end();
    await tail.close();
    await shutDown(server);
    await store.close();
  };
  const close = () => stopping ??= stop();
  return {
    address: server.addr,
    drain: () => switchboard.drain(config.drainLimitS * 1_000).then(close),
    close,
  };
}

async function openedStore({ databaseUrl }: Config): Promise<Database> {
  return await openStore(databaseUrl).catch((cause) => {
    throw new Error("Cannot open the database that DATABASE_URL names", { cause });
  });
}

/** Opens the port: one door for media streams, one for all other requests. */
function listen(config: Config, app: Hono, ports: Omit<StreamPorts, "lobby">): Deno.HttpServer<Deno.NetAddr> {
  const lobby = new Lobby(CARRIER_UNPROVEN_STREAMS);
  const handler = (request: Request) =>
    new URL(request.url).pathname === "/ws/media"
      ? openStream(request, config, { ...ports, lobby })
      : app.fetch(request);
  const onError = (error: unknown) => answerFailed(error, ports.metrics);
  const { host: hostname, port } = config;
  try {
    return Deno.serve({ port, hostname, onListen: () => {}, onError }, handler);
  } catch (cause) {
    throw new Error(`Cannot listen on HOST ${hostname} and PORT ${port}`, { cause });
  }
}

/**
 * Completes the answers under way. Deno waits for ever for a connection that holds one up, by never sending its request
 * or never reading the answer, and can cut none off: those are left to the end of the process.
 */
async function shutDown(server: Deno.HttpServer): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => timer = setTimeout(resolve, SHUTDOWN_WAIT_MS));
  await Promise.race([server.shutdown(), enough]);
  clearTimeout(timer);
}

function routes(config: Config, switchboard: Switchboard, instance: Instance, metrics: Metrics): Hono {
  const app = new Hono();
  app.use(secureHeaders());
  twilioRoutes(app, config, { switchboard, instance }, metrics);
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    const reasons = await switchboard.reasons();
    return context.json({ ready: reasons.length === 0, reasons }, reasons.length === 0 ? 200 : 503);
  });
  app.get(
    "/metrics",
    async (context) => context.body(await metrics.render(), 200, { "content-type": metrics.contentType }),
  );
  app.notFound((context) => problem(context, 404, "There is nothing at this address."));
  app.onError((error, context) => {
    requestFailed(error, metrics);
    return problem(context, 500, "The service made a mistake; it is in its log.");
  });
  return app;
}

/** What Twilio asks and tells about the callers' calls. */
function twilioRoutes(
  app: Hono,
  config: Config,
  { switchboard, instance }: { switchboard: Switchboard; instance: Instance },
  metrics: Metrics,
): void {
  const twilio = (path: string, answer: (params: Params) => string | Promise<string>) =>
    app.post(path, (context) => webhook(context, config, metrics, answer));
  twilio("/twilio/voice", (params) => switchboard.answer(params));
  app.post("/twilio/ended", (context) => {
    const { dialled, waited = 0 } = context.req.query();
    const answer = (params: Params) =>
      dialled === undefined ? switchboard.ended(params, Number(waited)) : switchboard.dialled(Number(dialled), params);
    return webhook(context, config, metrics, answer);
  });
  app.post("/twilio/intake", (context) => {
    const step = Number(context.req.query("step") ?? NaN);
    return webhook(context, config, metrics, (params) => switchboard.unserved.intake(step, params));
  });
  app.post("/twilio/whisper", (context) => {
    const call = context.req.query("call") ?? "";
    return webhook(context, config, metrics, () => switchboard.whisper(call));
  });
  twilio("/twilio/status", (params) => {
    switchboard.status(params);
    if (isOver(params)) void instance.isOver(params.get("CallSid") ?? "");
    return "<Response/>";
  });
  // The shortest way to a person: it asks neither the store nor the switchboard.
  const words = sentences(config.agencyName);
  const to = { publicUrl: config.publicUrl, humanNumbers: config.humanNumbers, words };
  twilio("/twilio/fallback", (params) => handOver(to, "trouble", params.get("CallSid") ?? ""));
}

function requestFailed(error: unknown, metrics: Metrics): void {
  metrics.exception("request");
  logger("service").error("a request failed", { error });
}

function apiRoutes(app: Hono, config: Config, ports: Omit<ApiPorts, "token" | "dataDir" | "issuer">): void {
  const { apiToken: token, dataDir, publicUrl: { hostname } } = config;
  const issuer = { agency: hostname, element: hostname };
  const door = apiDoor({ ...ports, token, dataDir, issuer }, "/api/v1");
  // A request must reach it as it is: of a copied one Deno warns on standard error.
  app.mount("/api/v1", door, { replaceRequest: false });
}

/** What goes wrong after an answer has begun. */
function answerFailed(error: unknown, metrics: Metrics): Response {
  if (error instanceof SlowReader) metrics.refused("not_reading");
  else requestFailed(error, metrics);
  return new Response(null, { status: 500 });
}

/** What Twilio asks and tells about the calls to units on duty. */
function unitRoutes(app: Hono, config: Config, delivery: Delivery, metrics: Metrics): void {
  for (const step of ["notify", "acknowledge", "notified"] as const) {
    app.post(`/twilio/${step}`, (context) => {
      const { message = "", attempt } = context.req.query();
      return webhook(context, config, metrics, (params) => delivery[step](message, Number(attempt), params));
    });
  }
}

/** A webhook of Twilio's: without a valid signature it has no effect, and no answer but 403. */
async function webhook(
  context: Context,
  config: Config,
  metrics: Metrics,
  answer: (params: Params) => string | Promise<string>,
): Promise<Response> {
  const body = await readBody(context.req.raw, { bytes: WEBHOOK_BODY_BYTES, ms: WEBHOOK_BODY_WAIT_MS });
  if (body === "too_large") {
    metrics.refused("body_too_large");
    return problem(context, 413, `A webhook's body has at most ${WEBHOOK_BODY_BYTES} bytes.`);
  }
  if (body === "too_slow") {
    metrics.refused("body_too_slow");
    return problem(context, 408, `A webhook's body is complete within ${WEBHOOK_BODY_WAIT_MS} ms.`);
  }
  const form = new URLSearchParams(body.text);
  const params = paramsOf(form);
  const url = new URL(context.req.url);
  const signature = context.req.header("x-twilio-signature");
  const signed = { authToken: config.twilio.authToken, signature, publicUrl: config.publicUrl };
  if (!validWebhook({ ...signed, path: url.pathname + url.search, params })) {
    metrics.refused("bad_signature");
    return problem(context, 403, "X-Twilio-Signature is missing or does not fit PUBLIC_URL and TWILIO_AUTH_TOKEN.");
  }
  const accountSid = form.get("AccountSid") ?? config.twilio.accountSid;
  if (accountSid !== config.twilio.accountSid || !isCallSid(form.get("CallSid") ?? "")) {
    metrics.refused("bad_request");
    return problem(context, 400, "CallSid is missing or malformed, or AccountSid is another account's.");
  }
  return context.body(await answer(form), 200, { "content-type": "text/xml; charset=utf-8" });
}

/** A parameter that occurs several times is signed with each of its values; we read the first. */
function paramsOf(form: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(form.keys())].map((name) => {
    const values = form.getAll(name);
    return [name, values.length === 1 ? values[0]! : values];
  }));
}

interface StreamPorts {
  readonly switchboard: Switchboard;
  readonly metrics: Metrics;
  readonly lobby: Lobby;
  readonly now: () => number;
}

/** The media stream's door: only Twilio's handshake opens it; the token in `start` decides over the rest. */
function openStream(
  request: Request,
  config: Config,
  { switchboard, metrics, lobby, now }: StreamPorts,
): Response {
  const signature = request.headers.get("x-twilio-signature") ?? undefined;
  const { publicUrl, twilio: { authToken } } = config;
  if (!validHandshake({ authToken, signature, publicUrl })) {
    metrics.refused("bad_signature");
    return new Response("X-Twilio-Signature is missing or does not fit.", { status: 403 });
  }
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return new Response("This address is for WebSockets.", { status: 426, headers: { upgrade: "websocket" } });
  }
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 2 * CARRIER_PING_AFTER_S });
  const gate = {
    admit: switchboard.admit.bind(switchboard),
    refused: metrics.refused,
    unknownMessage: () => metrics.unknownMessage("twilio"),
    exception: (error: unknown) => {
      metrics.exception("stream");
      logger("stream").error("a message could not be taken in", { error });
    },
  };
  serveStream(socket, gate, lobby, now);
  return response;
}
