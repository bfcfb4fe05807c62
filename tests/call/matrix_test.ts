/** Every situation of a call, every event: what is done and where that leads. The table is the documentation. */

import assert from "node:assert/strict";
import type { CallEvent } from "../../src/call/call.ts";
import { deadline } from "../../src/call/step.ts";
import { EVENTS, type Situation, SITUATIONS } from "../support/virtual_situations.ts";

/**
 * The situations are described in `virtual_situations.ts`: `dialing` and `ringing` are the phase ringing; `alone`,
 * `quiet`, `listening` and `replying` talking; `goodbye_due` and `leaving` leaving; `handed_over` and `broken` away.
 * `others` are all that have no row of their own for that event. `=>` leads to another phase; `-` does nothing.
 * `time_passed` comes when it was asked for.
 */
const TABLE = `
  event                 situations                                          effects, in order
  stream_started        dialing handed_over                                 save => talking
  stream_started        ringing                                             save play mark play play mark play play mark => talking
  stream_started        others                                              -
  stream_started        broken                                              report_fault save request_reply => talking
  caller_audio          others                                              -
  caller_audio          quiet listening replying goodbye_due leaving        listen
  mark_returned         others                                              -
  mark_returned         replying leaving                                    record_heard
  digit_pressed         others                                              -
  digit_pressed         alone goodbye_due                                   close_stream save => away
  digit_pressed         quiet                                               close_stream save request_reply => away
  digit_pressed         listening                                           close_stream listen_to_silence save request_reply => away
  digit_pressed         replying                                            record_heard drop_unheard close_stream cancel_reply save => away
  digit_pressed         leaving                                             record_heard drop_unheard close_stream save request_reply => away
  stream_stopped        dialing alone quiet goodbye_due                     close_stream close_model finish => ended
  stream_stopped        ringing                                             close_stream cancel_reply close_model finish => ended
  stream_stopped        listening                                           close_stream listen_to_silence save => settling
  stream_stopped        replying                                            record_heard drop_unheard close_stream cancel_reply close_model finish => ended
  stream_stopped        leaving                                             record_heard drop_unheard close_stream close_model finish => ended
  stream_stopped        others                                              -
  stream_closed         dialing alone goodbye_due                           close_stream close_model finish => ended
  stream_closed         ringing                                             close_stream cancel_reply close_model finish => ended
  stream_closed         quiet                                               close_stream save => away
  stream_closed         listening                                           close_stream listen_to_silence save => away
  stream_closed         replying                                            record_heard drop_unheard close_stream cancel_reply save => away
  stream_closed         leaving                                             record_heard drop_unheard close_stream close_model finish => ended
  stream_closed         others                                              -
  carrier_ended         others                                              close_stream close_model finish => ended
  carrier_ended         ringing                                             close_stream cancel_reply close_model finish => ended
  carrier_ended         listening                                           close_stream listen_to_silence save => settling
  carrier_ended         replying                                            record_heard drop_unheard close_stream cancel_reply close_model finish => ended
  carrier_ended         leaving                                             record_heard drop_unheard close_stream close_model finish => ended
  carrier_ended         settling ended                                      -
  model_ready           others                                              request_reply save
  model_ready           ringing replying goodbye_due handed_over            save
  model_ready           settling ended                                      -
  model_faulted         others                                              report_fault
  model_faulted         ended                                               -
  model_lost            others                                              report_fault close_stream close_model finish => ended
  model_lost            ringing                                             report_fault close_stream cancel_reply close_model finish => ended
  model_lost            replying                                            report_fault record_heard drop_unheard close_stream cancel_reply close_model finish => ended
  model_lost            leaving                                             report_fault
  model_lost            handed_over broken ended                            -
  model_lost            settling                                            close_model finish => ended
  next_model_ready      all                                                 -
  next_model_lost       all                                                 -
  speech_started        others                                              -
  speech_started        settling                                            save
  speech_stopped        others                                              -
  speech_stopped        settling                                            save
  turn_committed        others                                              -
  turn_committed        alone quiet listening                               request_reply
  turn_committed        goodbye_due                                         - => talking
  turn_committed        leaving                                             answer_tool request_reply => talking
  turn_committed        settling                                            save
  turn_transcribed      others                                              save
  turn_transcribed      settling                                            save save
  turn_transcribed      ended                                               -
  turn_not_transcribed  others                                              report_fault
  turn_not_transcribed  settling                                            report_fault save
  turn_not_transcribed  ended                                               -
  reply_started         all                                                 -
  reply_audio           others                                              -
  reply_audio           replying                                            play
  phrase_audio          others                                              -
  phrase_audio          alone quiet listening replying goodbye_due leaving  play mark
  reply_words           all                                                 -
  reply_moved           all                                                 -
  tool_called           all                                                 -
  reply_ended           others                                              -
  reply_ended           ringing replying                                    save
  order_refused         others                                              report_fault
  order_refused         ended                                               -
  facts_kept            all                                                 -
  incident_sent         others                                              tell_model
  incident_sent         alone quiet listening                               tell_model request_reply
  incident_sent         ended                                               -
  desk_failed           others                                              report_fault
  desk_failed           ended                                               -
  person_answered       others                                              -
  person_answered       handed_over broken                                  close_model save
  person_left           others                                              -
  person_left           handed_over broken                                  close_stream close_model finish => ended
  nobody_answered       others                                              -
  nobody_answered       handed_over broken                                  escalate
  time_passed           dialing alone                                       report_fault close_stream close_model finish => ended
  time_passed           ringing                                             cancel_reply forget_line report_fault
  time_passed           quiet                                               request_reply
  time_passed           listening handed_over ended                         -
  time_passed           replying                                            report_fault record_heard drop_unheard close_stream cancel_reply close_model finish => ended
  time_passed           goodbye_due                                         report_fault request_reply
  time_passed           leaving                                             record_heard drop_unheard close_stream close_model finish => ended
  time_passed           broken                                              close_stream close_model finish => ended
  time_passed           settling                                            close_model finish => ended
  hangup_asked          others                                              close_stream close_model finish => ended
  hangup_asked          ringing                                             close_stream cancel_reply close_model finish => ended
  hangup_asked          listening                                           close_stream listen_to_silence save => settling
  hangup_asked          replying                                            record_heard drop_unheard close_stream cancel_reply close_model finish => ended
  hangup_asked          leaving                                             record_heard drop_unheard close_stream close_model finish => ended
  hangup_asked          settling ended                                      -
`;

const rows = TABLE.trim().split("\n").slice(1).map((line) => {
  const [type, where, ...does] = line.trim().split(/\s{2,}/);
  return { type: type as CallEvent["type"], where: where!.split(" "), does: does.join(" ") };
});

for (const type of Object.keys(EVENTS) as CallEvent["type"][]) {
  Deno.test(`${type} does in every situation what the table says`, () => {
    const own = rows.filter((row) => row.type === type);
    const named = own.flatMap(({ where }) => where);
    assert.equal(new Set(named).size, named.length, "a situation has two rows");
    for (const situation of Object.keys(SITUATIONS) as Situation[]) {
      const row = own.find(({ where }) => where.includes(situation)) ??
        own.find(({ where }) => where[0] === "others" || where[0] === "all");
      assert.equal(outcome(situation, type), row?.does, situation);
    }
  });
}

Deno.test("every row of the table is about something that exists", () => {
  for (const { type, where } of rows) {
    assert.ok(type in EVENTS, type);
    for (const name of where) assert.ok(name in SITUATIONS || name === "others" || name === "all", name);
  }
});

/** What one event does in a situation: effects in order, and the phase it leads to when that is another. */
function outcome(situation: Situation, type: CallEvent["type"]): string {
  const call = SITUATIONS[situation]();
  const before = call.state.phase.name;
  if (type === "time_passed") call.nowMs = deadline(call.state) ?? call.nowMs;
  const effects = call.on(EVENTS[type]).map((effect) => effect.type);
  const { name } = call.state.phase;
  return `${effects.join(" ") || "-"}${name === before ? "" : ` => ${name}`}`;
}
