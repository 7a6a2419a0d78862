/**
 * The tables of a language other than English. All values except `spot` are sources of patterns, matched against plain
 * sentences: lower case, straight apostrophes, no decoration at either end. Repetitions are bounded and never nested,
 * so each pattern is linear.
 */
export type Language = {
  /**
   * Identifies the language: letters that only it has, in brackets, and words that are frequent in it and not English.
   */
  spot: string;
  /** Politeness or an invitation to a new task: nothing waits for the answer. */
  courtesy: string;
  /** Asks for the next task; a courtesy if the agent greets. */
  invite?: string;
  /** An offer or a condition that does not affect the work. It counts only before a request, or in place of one. */
  offer: string;
  /** Asks for something that the work waits for: a choice, a fact, an approval, a report of what the user did. */
  request: string;
  /** A request worded as a condition: "if you approve, I'll start", "tell me when it is done", "tell me if it works". */
  approval?: string;
  /** Introduces a list of what the user is to do or to answer ("Can you:"). */
  lead?: string;
  /** A question about what the agent is to do. */
  toAgent?: string;
  /** The words between its clauses. */
  conjunctions?: Conjunctions;
  /** The cues to weigh in a statement that matches none of the patterns above. */
  cues?: Cues;
  /** Signs of a sentence's role, which count in a message of any language. */
  signs?: Signs;
};

/**
 * Signs of a sentence's role in the conversation. `signs.ts` joins those of all languages: an agent mixes languages, and
 * the sentence itself may be too short to tell its own. Each is the source of a pattern; of those that it says to be
 * words, only alternatives.
 */
export type Signs = {
  /** The answers that a prompt offers, as in `(y/n)`; words. */
  yesNo?: string;
  /** The agent asks itself, and answers in what follows. */
  toItself?: string;
  /** An answer or a decision that settles the preceding question. */
  settles?: string;
  /** Between two choices, with the blanks around it. */
  either?: string;
  /** The answer that advice gives to a question which only names a case ("Need to roll back? Run …"); words. */
  advice?: string;
  /** What follows a question and leaves it open; words. */
  leavesOpen?: string;
  /** Interim work, anywhere in a sentence: the question stays open. */
  meanwhile?: string;
  /** Waiting, and what runs by itself: together they ask nothing of the user. */
  awaits?: string;
  work?: string;
  /** Asks the user to name any wish. Right after an offer it is part of it. */
  wishes?: string;
  /** Refers to the user. */
  yours?: string;
  /** Asks for more than yes or no. */
  what?: string;
  /** A question without a question mark. */
  unmarked?: string;
  /** Precedes the thing that a statement names. */
  names?: string;
  /** In quotation marks, lets the agent continue; words. */
  goOn?: string;
  /** The beginning of a message that only greets; words. */
  greeting?: string;
  /** What a choice is called, with blanks between: "option". */
  choiceNames?: string;
};

/**
 * The words between two clauses or two choices, each as alternatives. Those of all languages apply to every sentence.
 */
export type Conjunctions = {
  /** Between two clauses, and before what is done next: "and", "then". */
  and?: string;
  /** Only between two clauses: "or", "but". */
  or?: string;
  /** Only before what is done next, after a comma. */
  next?: string;
  /** Between two choices named by a letter or a number: "a or b". */
  choice?: string;
};

/**
 * The cues by which a statement asks something of the user, in one language. Each is the source of a pattern, matched
 * against the clauses of a plain sentence, one on each line. None decides alone: `weigh.ts` weighs them, in the same
 * way for every language.
 */
export type Cues = {
  /** Asks for a message: "tell me", "reply". */
  tell: string;
  /** Asks for another act that answers: "choose", "paste", "type". */
  act: string;
  /**
   * A step for the user, which asks only if the sentence continues with what the agent does next: "run it, and I'll
   * check".
   */
  step?: string;
  /** The content of an answer: a choice, a result, a word in quotation marks. */
  answer: string;
  /** Ties it to a moment: "once", "until". */
  moment: string;
  /** What the user gives: "your approval", "you agree". */
  signal: string;
  /** Says that something is undecided. It asks if the sentence says what: "still open: which port". */
  open?: string;
  /** The condition that the user agrees, not a wish: "if you agree". It asks if the agent says what it does next. */
  consent?: string;
  /** Says that the user is to decide: "the decision is yours", "for you to choose". */
  owed?: string;
  /** Says that the user has something: "only you have it", "on your side". It asks if the agent lacks that. */
  yours?: string;
  /** What the agent does next: "I'll", "to continue". */
  next: string;
  /** The agent lacks something: "waiting", "I need", "what is missing is". */
  waits: string;
  /** The agent is idle: "ready", "I stop here". */
  ready: string;
  /** Leaves it to the user's wish, or to a case that may never occur. */
  wish: string;
};

/** The end of a word, for letters that `\b` does not support. */
export const E = '(?![^\\s.,;:!?)"»-])';
/** The beginning of a word, for letters that `\b` does not support. */
export const B = '(?<![^\\s.,;:!?("«¿¡-])';
/** After a word that is an answer by itself. */
export const ALONE = '(?=$|\\s*[,.;:!。，、؛،।—–-])';
/** Words by themselves, in a language that separates its words with blanks. */
export const asWord = (words: string): string => `(?:^|[ ¿¡,])(?:${words})(?=[ ?,]|$)`;
/** A word in quotation marks, in any language. */
export const QUOTED = '["\'“‘„«「『][^\\s"\'“”‘’„«»「」『』/.]{1,16}["\'”’“»」』]';
/** Words in quotation marks, in any language. */
export const SAID = '["“„«「『`][^"“”„«»「」『』`]{1,30}["”“»」』`]';
/** Matches nothing: requests of a language with this value are only weighed. */
export const NONE = '(?!)';
