/** What danger sounds like in English. Spellings are those of callers and of transcription, right and wrong. */

import { BODY_EN } from "./danger_en_body.ts";
import { CRIME_EN } from "./danger_en_crime.ts";
import { HARMLESS_EN } from "./danger_en_harmless.ts";
import { SCENE_EN } from "./danger_en_scene.ts";
import { WORDS_EN } from "./danger_en_words.ts";
import { phrases, type Tongue } from "./danger_rules.ts";

const say = (text: string) => phrases(WORDS_EN, text);

/** Kinds whose words mean something else beside these. */
const UNLESS: Tongue["unless"] = {
  weapon: say(String.raw`
    (stole|stolen|steal\w*|swiped|lost|missing|found|permit|licen[cs]e|legal|allowed|regist\w+|turn\w* in|hand\w* in|rid of|dispos\w+|surrender\w*|buy\w*|sell\w*) (\w+ ){0,5}?<weapon>
    (rules|laws?|legal|allowed|permit|licen[cs]e) (\w+ ){0,8}?<weapon>
    (get|have|want|need) (my|our) (\w+ )?<weapon> .... (back|evidence|property)
    it had (a|my) (\w+ )?<weapon>
    <weapon> (\w+ ){0,4}?(stolen|missing|permit|licen[cs]e)
    took (my|our|all|both|two|three|four|\d+|some|several) (\w+ ){0,2}?<weapon>
    (dont|do not) know (if|whether) (\w+ ){1,4}?weapons?
    not sure (if|whether) (\w+ ){1,4}?weapons?
  `),
  unconscious: say(String.raw`
    (traffic|line|cars?|vehicle|truck|train|clock|elevator) (\w+ )?(<denied>) mov\w+
  `),
  suicide: say(String.raw`
    trampoline
    jump (rope|in line|the fence|over)
  `),
  violence: say(String.raw`
    <beast>s? (are |is |keep |keeps )?(\w+ )?fight\w*
    (hit|hits|hitting|kick\w*|push\w*|dragg\w*|pulling|throwing|threw) (\w+ ){0,3}?(ball|door|trash|garbage|mailbox|wall|parked|furniture|rocks|eggs)
    (upstairs|floor) .. stomping
    stomping .. (floor|upstairs|above)
  `),
  domestic: say(String.raw`
    (hit|hitting|hits|threw|keyed) (my|the|his|her) (\w+ )?(car|mailbox|fence|truck|tires?)
  `),
  burglary: say(String.raw`
    (broke|break|broken|breaking) into (\w+ ){0,3}?(tears|song)
    covid
    (medical|face|n95|surgical) masks?
  `),
  vulnerable: say(String.raw`
    (son|daughter|kid|child|grandson)s? (\w+ )?(bike|bicycle|phone|backpack|toy|dog|cat|stroller|scooter|wallet)
    child support
  `),
  crash: say(String.raw`
    <beast>s? (\w+ ){0,3}?(hit|struck|run over)
    (hit|struck|ran over) (\w+ ){0,2}?<beast>
    (computer|laptop|phone)
  `),
  wires: say(String.raw`
    internet
    tv
    phone service
    transfer
    fraud
  `),
  injury: say(String.raw`
    (<beast>|phone|battery|plant|feeling|line|grass)s? (\w+ ){0,2}?(hurt|injured|dying|dead)
    dead (\w+ )?<beast>
    (<beast>)s? .. (trapped|stuck)
  `),
  medical: say(String.raw`
    ambulance (\w+ ){0,4}?(bill|blocked|blocking|parked|siren)
    (bill|block\w*|parked) (\w+ ){0,4}?ambulance
  `),
};

const STEP =
  "one|two|three|four|five|six|seven|eight|nine|ten|\\d+|a few|a couple( of)?|several|some|many|a|an|few|couple";

/** English. */
export const ENGLISH: Tongue = {
  harmless: HARMLESS_EN,
  joints: /\b(?:and|but|because|so|then|(?<!right )now|although|though|except)\b/,
  denials:
    "no|not|isnt|arent|wasnt|werent|dont|doesnt|didnt|hasnt|havent|hadnt|aint|never|without|nobody|nobodys|no ?ones?|none|neither|nor|nope|nah",
  turns:
    "he|she|they|hes|shes|theyre|theres|there|ill|im|put\\w*|drop\\w*|lower\\w*|lett?\\w*|stopp?\\w*|leav\\w+|help\\w*|answer\\w*|know",
  doubts: "(?:dont|didnt|do not) (?:think|believe|see)",
  past: phrases(
    { step: STEP },
    String.raw`
      yesterday
      last (night|time|evening)
      the other (day|night)
      <step> (days?|nights?) ago
      (over the|this) weekend
      on (mon|tues|wednes|thurs|fri|satur|sun)day
      earlier this week
      the night before
    `,
  ),
  longPast: phrases(
    { step: STEP },
    String.raw`
      last (week|month|year|summer|winter|spring|fall|autumn|christmas|mon|tues|wednes|thurs|fri|satur|sun)\w*
      <step> (\w+ )?(weeks?|months?|years?) (ago|back)
      (weeks|months|years) (ago|back)
      used to
      back in
      in (19|20)\d\d
      in (january|february|march|april|may|june|july|august|september|october|november|december)
      when i was
      (in|on|from) (the|a|this|that|some) (movies?|film|show|tv|television|series|game|book|novel|dream)
      video ?games?
    `,
  ),
  present: phrases(
    {},
    String.raw`
      still
      since
      (right now|this minute|at the moment)
      happening
      (he|she|they|man|guy|woman|boyfriend|husband|wife|girlfriend|ex|someone|somebody|week|month|year|night) (has|have|is|are)
      (hes|shes|theyre) (\w+ing|here|back|outside|at|in|on|got)
    `,
  ),
  goesOn: /^ (?:\w+ ){0,2}?(?:was|were|had been)\b/,
  unless: UNLESS,
  rules: [...BODY_EN, ...CRIME_EN, ...SCENE_EN],
};
