/** English: people whose life or health is in danger. */

import { phrases, type Rule } from "./danger_rules.ts";
import { WORDS_EN } from "./danger_en_words.ts";

const say = (text: string) => phrases(WORDS_EN, text);

export const BODY_EN: readonly Rule[] = [
  {
    kind: "not_breathing",
    isDenial: true,
    words: say(String.raw`
      (<denied>|barely|hardly|stop\w*|quit\w*) .. breath(e|es|ed|ing)?
      (dont|do not) think .. breathing
      (trouble|difficulty|difficult|problems?|struggling|hard time|hard) .. breath(e|ing)
      short(ness)? of breath
      (cant|cannot|couldnt) (catch|get) .. (breath|air)
      gasp(ing|s|ed)?
      (lips|face|skin|fingers) .. (blue|purple|gr[ae]y)
      turn(ing|ed|s) (blue|purple|gr[ae]y)
      no (pulse|heart ?beat)
      (cant|cannot|couldnt) (feel|find) .. (pulse|heart ?beat)
      heart .. stopped
      needs? cpr
      (doing|giving|started) .. cpr
    `),
  },
  {
    kind: "not_breathing",
    words: say(String.raw`
      chok(ing|ed|es) (on|to death)
      (is|hes|shes|baby|theyre|im|started|kid|child) choking(?! (me|him|her|a|my|the|us)\b)
      suffocat\w+
      drown(s|ed|ing)
      went under
      (under ?water|bottom of the pool|face ?down in)
      asthma attack
      (fell|fallen|jumped|swept|falling|went) .. (in|into|through|off) .. (river|lake|pool|ice|ocean|canal|creek|pond|water|well)
      swept away
      (throat|tongue|airway) .. (clos\w+|swell\w*|swollen)
      (has not|hasnt|havent|didnt|not) come back up
      wheezing
      anaphyla\w+
    `),
  },
  {
    kind: "unconscious",
    isDenial: true,
    words: say(String.raw`
      un ?con(s|c|sc|ch)i?ous\w*
      (<denied>) .. (wake|wakes|waking|woke|awake)
      (he|she|they|man|woman|guy|lady|person|driver|<child>) .. (<denied>) mov(e|ed|es|ing)
      (not|isnt|aint|wont|didnt|arent|never) (mov(e|ing))
      (<denied>) (respond(ed|ing)?|react(ed|ing)?|getting up|get(ting)? back up)
      unrespons\w+
      (non ?responsive|comatose|semi ?conscious)
      (<denied>) conscious
      out of conscious\w*
      lifeless
    `),
  },
  {
    kind: "unconscious",
    words: say(String.raw`
      passed out
      collaps(e|ed|es|ing)
      faint(ed|ing|s)
      out cold
      knocked (out|unconscious)
      keeled over
      (he|she|man|woman|guy|i|just) blacked out
      slumped
      (went|gone) limp
      eyes .. rolled( back)?
      cold to the touch
      nodd(ed|ing) (off|out)
      (lying|laying|sprawled|face ?down) (down )?(on|in) the (ground|floor|sidewalk|street|road|grass|snow|middle)
      (person|man|woman|guy|lady) down
      (just )?fell (over|out)
      (just )?dropped to the (floor|ground)
    `),
  },
  {
    kind: "bleeding",
    words: say(String.raw`
      bleed\w*
      bled
      blood\w*
      hemorrhag\w+
      gushing
      gash(es)?
      lacerat\w+
      deep cuts?
      cut (him|her|my|them)sel(f|ves)
      (cut|sliced|chopped) (off )?(his|her|my|their) (hand|finger|fingers|arm|leg|foot|toe)
      impaled
      amputat\w+
    `),
  },
  {
    kind: "overdose",
    words: say(String.raw`
      over ?dos\w+
      (took|taken|takes|taking|ate|popped) .. (all|too many|too much|whole|entire|bunch|bottle|handful|lots?) .. (pills?|meds|medication|medicine|tylenol|drugs|xanax|advil|aspirin)
      (swallow|chug)\w* .. (pills?|meds|bleach|poison|cleaner|batter\w+)
      (drank|drinking|ate) .. (bleach|poison|antifreeze|cleaner|rat poison)
      (got|gotten|getting) into (\w+ ){0,5}?(pills?|meds|medication|medicine|bleach|chemicals|drugs|cleaner|poison)
      (<child>|he|she) .. (ate|swallowed|drank|took) .. (pills?|meds|medicine|batter\w+|edibles|gummies)
      needles? .. (in|still) (\w+ )?arm
      shot up(?! (the|a|my|our))
      foam(ing)? (at|from) the mouth
      (hes|shes|is|are|started|and) foaming
      foaming
      narcan
      poisoned
      (drugged|spiked|roofied) (me|her|him|my)
      smoked? (some )?(laced|fentanyl)
    `),
  },
  {
    kind: "suicide",
    lasts: true,
    words: say(String.raw`
      suicid\w*
      (kill|hurt|harm|hang|shoot|cut|cutting|killing|hurting|harming|hanging|hung|hanged|shooting) (my|him|her|your|them) ?sel(f|ves)
      (end|ending|ended|take|taking) (my|his|her|their|your|this) (own )?life
      end it( all)?
      wants? to die
      wish(es)? (i|he|she) (was|were) dead
      (nothing|no reason) .. to live
      (dont|doesnt) see .. (reason|point) .. (living|going on)
      better off (dead|without (me|him|her))
      (slit|slitting|cut|cutting|slashed) (his|her|my|their) wrists?
      (suicide|goodbye) (note|letter|text|message|video)
      (texted|called|wrote|said|messaged|sent) .. goodbye
      (edge|ledge|railing|rail|wrong side|other side|side|top) of (the|a) (\w+ )?(bridge|overpass|roof|building|garage|cliff|balcony)
      (on|over) the (ledge|railing)
      (going to|gonna|wants? to|trying to|about to|threatening to|shell|hell|will|might|gon) jump
      jump(ing|ed|s)? (off|from) (the|a) (\w+ )?(bridge|overpass|roof|building|garage|balcony)
      noose
      hanging from (a|the) (\w+ )?(tree|bridge|rope|beam|ceiling|rafter\w*|fan)
      self inflicted
      (dont|doesnt) want to be (here|alive) anymore
      self harm\w*
      (last|final) (night|day) (alive|on earth|here)
      (wont|not going to|not gonna) be (here|alive|around) (tomorrow|much longer|anymore)
      unalive\w*
      (cant|cannot) take it anymore
      (doesnt|dont) want to (wake up|exist)
      (do|doing) something (stupid|to (him|her|my)self)
    `),
  },
  {
    kind: "suicide",
    isDenial: true,
    lasts: true,
    words: say(String.raw`
      (dont|doesnt|do not|does not|no longer) (\w+ )?wants? to (live|be alive|be here)( any ?more)?(?! (here|there|in|with|at|next|on|near)\b)
      (cant|cannot) (go on|do this) any ?more
    `),
  },
  {
    kind: "medical",
    words: say(String.raw`
      ambulances?
      paramedics?
      medics?
      heart attack
      cardiac
      seiz(ure|ures|ing)
      convuls\w+
      (having|had|has|a) .. stroke
      (face|mouth) .. droop\w*
      (slurring|cant speak)
      chest pains?
      (clutch|grabb|grab|hold)\w* (his|her|my|their) (chest|heart|throat)
      chest .. (tight|heavy|crushing|tightness|pressure)
      not making (any )?sense
      incoheren\w+
      (diabetic|blood sugar) .. (low|shaking|passed|confused|sweating)
      pains? in (his|her|my) (chest|heart)
      (chest|heart) (really )?hurts
      (cant|cannot) (feel|move) (my|his|her) (legs?|arms?|face|side)
      water broke
      (baby|shes) .. coming
      (in|into|going into) labor
      giving birth
      contractions
      (allergic|bad) reaction
      (diabetic|insulin) (shock|coma|low)
      (heat ?stroke|hypothermia|hypothermic|frostbite)
      coughing up
      vomiting
      miscarr\w+
      (snake|spider|bee) (bite|bites|sting|stings)
      (hit|cracked|hurt|injured) (his|her|my|their) head
      head injur\w+
      land(ed|ing) on (his|her|my|their|the) (head|neck|back|concrete)
      (ladder|scaffold\w*|roof|ceiling|wall|deck|porch) .. (slipped|collapsed|fell|caved)
      concussion
    `),
  },
  {
    kind: "injury",
    words: say(String.raw`
      (<human>|he|she|they|hes|shes|theyre|im|i am|someones|somebodys|is|are|was|were|got|badly|really|seriously|pretty|very) ((?!not\b|never\b|no\b)\w+ )?(hurt|injured|wounded|dying|dead)
      (there (is|are)|theres|with|have|has|serious|severe|bad|multiple|some) (\w+ )?(injur(y|ies)|wounds?|burns)
      <bone> .. (broken|broke|snapped|shattered)
      (broke|broken|snapped|shattered|fractured) (\w+ )?<bone>
      (fell|fallen|falls|thrown|pushed) (off|from|down|out of) .. (roof|ladder|stairs|balcony|window|tree|building|steps|scaffold\w*|cliff|bridge|horse|bike|escalator)
      (fell|fallen|falls) .... (cant|cannot|couldnt) (get up|move|walk|stand)
      (electrocuted|crushed|scalded|burned (him|her|my)self|badly burned)
      (cant|cannot|couldnt|wont|isnt|not) get(ting)? (back )?up
      (dont know|not sure|cant tell) if .. (alive|dead|breathing|okay|ok)
      (hes|shes|theyre|he is|she is|they are|driver is|passenger is|one of them is) (not|really not) (ok|okay|alright|doing well|doing good)
      (trapped|stuck|pinned) (in|under|inside|underneath|between) (a|an|the|his|her|their|my) (\w+ )?(elevator|machine|car|vehicle|tree|water|fridge|dryer|tractor|truck|building|well|hole|wreck\w*)
      (bit|bitten|mauled|attacked) (by|<one>) .. (dog|pit ?bull|snake|animal)
      (dog|pit ?bull|dogs|snake|animal) .. (bit|biting|mauling|mauled|attacking|attacked) <one>
      dead body
      (trapped|buried) .. (rubble|trench|debris|collapse|snow|avalanche)
      people .. trapped
      (a|the) body (in|on|by|floating)
    `),
  },
];
