/** English: places that are dangerous, crashes, and those who cannot look after themselves. */

import { phrases, type Rule } from "./danger_rules.ts";
import { WORDS_EN } from "./danger_en_words.ts";

const say = (text: string) => phrases(WORDS_EN, text);

export const SCENE_EN: readonly Rule[] = [
  {
    kind: "crash",
    words: say(String.raw`
      (crash\w*|accident|wreck\w*|collision|collided|rolled|rollover|flipped|overturned|pile ?up) .... (hurt|injur\w+|trapped|pinned|stuck|ejected|dead|died|ambulance|bleeding|unconscious)
      (bad|serious|terrible|horrible|fatal|major|nasty|awful|huge|big|head on) (car )?(wreck|accident|crash|collision)
      head on (wreck|accident|crash|collision)?
      t boned
      (<human>|bike|bicycle|motorcycle|i|he|she|wheelchair) .. (hit|struck|run over|knocked down|knocked over|clipped|mowed down|dragged) by (a|the|an|this|some) (\w+ )?(<vehicle>|driver|bike)
      (kid|child|boy|girl|man|woman|lady|guy|pedestrian|cyclist|somebody|someone|person|scooter|bike) .. (got|was|been|gets) (hit|struck)(?! (on|with|in the head|by (a )?(ball|bill|scam)))
      (<vehicle>|driver) .. (hit|struck|ran over|ran into|knocked down|mowed down|plowed into|clipped|ran down) (a|an|the|my|some|this|two|three|several|somebody|someone) (\w+ )?(<human>|bike|bicycle|motorcycle|crowd|wheelchair)
      (<vehicle>) (\w+ )?(flipped|rolled|overturned|upside down|on its (side|roof)|on fire)
      run over
      rollover
      motorcycle (crash\w*|accident|wreck|down)
      (motorcycle|bike|biker|rider|cyclist) .. (went|is|goes) down
      wrong way .... (highway|freeway|interstate|driver|traffic|ramp)
      (crashed|drove|plowed|slammed|ran) (right )?(into|through) (a|the|my|our|somebodys|someones) (\w+ )?(house|building|store|front|crowd|people|restaurant|school|bus stop)
      (<vehicle>|crash|wreck) .. (off (the|a) (bridge|cliff|embankment|road|overpass)|(in|into) (the|a) (\w+ )?(river|lake|water|canal|pond|building|house|store|restaurant|crowd|school))
      (cant|cannot|couldnt|wont|not able to) get (out|them out|her out|him out|the door open)
      (trapped|stuck|pinned) (inside|in the (car|wreck|truck|vehicle))
      air ?bags? .. (deployed|went off)
      need .. jaws of life
      (plane|helicopter|train) .. (crash\w*|down|derail\w*)
    `),
  },
  {
    kind: "vulnerable",
    lasts: true,
    words: say(String.raw`
      <child> .... (missing|locked in|locked inside|alone|by (himself|herself|themselves|itself|him self)|unattended|abandoned|wander\w+|in traffic|in danger|disappeared|ran away|run away|not come home|abused|neglected|highway|freeway|interstate|on the tracks)
      (walking|standing|crawling|sitting|running) .. (in|along|on|down) .. (middle of the|highway|freeway|interstate|train tracks|tracks)
      (baby|babies|toddlers?|infant|little (kid|girl|boy|kids)|tiny kid|small child) .... (hot car|in (the|a) (\w+ )?(car|road|street|pool|water)|in traffic)
      (kids?|child|children|<child>) .... (hot car|parked car|car (is|was|with) .. (hot|locked|windows|off|running)|in traffic)
      (missing|lost) (child|kid|girl|boy|toddler|baby|children|kids)
      (lost|left|leave|leaving|locked|abandon\w*|abus\w+|grab\w*|snatch\w*|lur\w*|kidnap\w*) .. <child> .... (alone|car|cold|store|mall|park|outside|van|themselves|truck|bus|home)
      (lost|snatched|grabbed|took) (my|a|her|his|the) (\w+ )?(child|baby|kid|toddler)
      <frail> .... (alone|lost|wander\w*|in traffic|in the (road|street|snow|cold|rain)|missing|fell|fallen|highway|confused)
      (dementia|alzheimer\w*|autistic|nonverbal|special needs) .... (walked|wander\w*|missing|left|lost|gone|ran|find|street|road)
      (has|with|have) (dementia|alzheimer\w*)
      child (abuse|abduction|neglect|porn\w*)
      <child> (\w+ ){0,2}?(got out|gotten out|wandered|ran off|walked out|slipped out|escaped|is gone|vanished|snuck out)
      no (parents?|adults?|one) (anywhere|around|watching|with (him|her|them))
      (unsupervised|unattended) <child>
      elder abuse
      amber alert
    `),
  },
  {
    kind: "vulnerable",
    isDenial: true,
    lasts: true,
    words: say(String.raw`
      (cant|cannot|couldnt|not able to|cant seem to) (find|locate) (my |our |the |her |his )?(\w+ )?<child>(?! (bike|phone|toy|bag|backpack))
      <child> .. (didnt|hasnt|has not|did not|never|isnt) .. (come|came|made it|return\w*|show\w*|back|get|got) .. (home|back|school|up)
    `),
  },
  {
    kind: "fire",
    words: say(String.raw`
      fires?
      flames?
      smok(e|ey|y)
      (is|are|its|house|building|car|truck|tree|roof|pole|kitchen|something|field|woods) burning
      burn(ing|ed|t)? (down|up)
      burning (house|building|car|wires?|plastic|smell|rubber)
      (smell|smells|smelling|smelled) .. burning
      (orange|red) glow
      (blaze|ablaze)
      explo(sion|sions|ded|ding|des)
      bl(ew|ow|owing|own) up
      arson\w*
      burn(ing|ed)? .. (house|place|building|car) down
      fireball
      engulfed
      smolder\w*
    `),
  },
  {
    kind: "gas",
    lasts: true,
    words: say(String.raw`
      (smell\w*|odor|odour|stinks?|stench|reeks?|whiff) .... (natural gas|gas|propane|chemicals?)
      gas (leak\w*|line|lines|smell|odor|main|explosion|fumes)
      rotten eggs?
      (leak\w*|hiss\w*) .. (gas|propane)
      (gas|propane|gas meter) .... (leak\w*|hiss\w*)
      hissing .. (meter|pipe|tank|line)
      carbon monoxide
      (chemical|ammonia|chlorine|acid) (spill|leak|smell|cloud)
    `),
  },
  {
    kind: "wires",
    lasts: true,
    words: say(String.raw`
      ((power|electric\w*|utility|live|high voltage) (lines?|wires?|cables?|poles?)|wires?|cables?|telephone poles?) .... (down|fell|fallen|on the (ground|street|road|sidewalk|lawn|car)|in the (street|road|yard)|spark\w*|low|hanging|dangling|snapped|arcing|loose)
      (down(ed)?|fallen|live|sparking|exposed|loose|dangling|hanging) (\w+ )?(power ?)?(wires?|power ?lines?|lines)
      (took|knocked|pulled|brought) (down|out) .. (power|electric\w*) (lines?|poles?|wires?)
      transformer .. (explo\w+|spark\w*|blew|fire|arcing|smok\w+)
    `),
  },
  {
    kind: "emergency",
    words: say(String.raw`
      emergenc(y|ies)
      (help|somebody help|someone help|help us|help me) (help|please help|help me)
      (somebody|someone) (please )?help
      (please )?send (help|somebody|someone|police|cops|the police|an officer) (fast|quick|quickly|now|right now|right away|asap|immediately|hurry)
      needs? help (bad|badly|now|right now|right away|fast|asap|immediately)
      needs? help( please| here)? ?(now|right|fast|asap|quick\w*|immediately)
      (please|i) need help (please|now|right)
      life (or|and) death
      life threatening
      (in|immediate) (real |serious |immediate )?danger
      sos
    `),
  },
];
