/**
 * What a language other than English needs. All values but `spot` are sources of patterns, matched against plain sentences: lower
 * case, straight apostrophes, no decoration at either end. A repetition is bounded and never nested, so that each pattern is linear.
 */
export type Language = {
  /** The letters that only it has, in brackets, and words that it uses often and English does not: by them it is recognized. */
  spot: string;
  /** Politeness or an invitation to a new task: nothing waits for the answer. */
  courtesy: string;
  /** Asks for the next task; a courtesy where the agent says only that it is ready, or greets (`ready`). */
  invite?: string;
  ready?: string;
  /** An offer or a condition that leaves the work as it is. Only what stands before a request, or in its place, makes it one. */
  offer: string;
  /** Asks for something that the work waits for: a choice, a fact, an approval, a report of what the person did. */
  request: string;
  /** A request worded as a condition: "if you approve, I'll start", "tell me when it is done", "tell me if it works". */
  approval?: string;
  /** Opens a list of what the person is to do or to answer ("Can you:"). */
  lead?: string;
  /** A question about what the agent is to do. */
  toAgent?: string;
  /** How a sentence begins that says what follows from a request ("Then I can …"). */
  follows?: string;
  /** The words between its clauses. */
  conjunctions?: Conjunctions;
  /** What is weighed in a statement that the patterns above do not know. */
  cues?: Cues;
};

/** The words between two clauses or two choices, each as alternatives. Those of all languages count in every sentence. */
export type Conjunctions = {
  /** Between two clauses, and before what is done next: "and", "then". */
  and?: string;
  /** Only between two clauses: "or", "but". */
  or?: string;
  /** Only before what is done next, behind a comma. */
  next?: string;
  /** Between two choices that are named by a letter or a number: "a or b". */
  choice?: string;
};

/**
 * The cues by which a statement leaves something with the person, in one language. Each is the source of a pattern, matched against the
 * clauses of a plain sentence, one on each line. None decides alone: `evidence.ts` weighs them, alike for every language.
 */
export type Cues = {
  /** Asks for words: "tell me", "reply". */
  tell: string;
  /** Asks for another act that answers: "choose", "paste", "type". */
  act: string;
  /** A step for the person, which asks only where the sentence goes on with what the agent does then: "run it, and I'll check". */
  step?: string;
  /** What an answer holds: a choice, a result, a word in quotation marks. */
  answer: string;
  /** Ties it to a moment: "once", "until". */
  moment: string;
  /** What the person gives: "your approval", "you agree". */
  signal: string;
  /** Says that something is not decided. It asks where it says what: "still open: which port". */
  open?: string;
  /** A condition that the person agrees, no wish: "if you agree". It asks where the agent says what it does then. */
  consent?: string;
  /** Says that it is the person's to decide: "the decision is yours", "for you to choose". */
  owed?: string;
  /** Says that the person has it: "only you have it", "on your side". It asks where that is lacking. */
  yours?: string;
  /** What the agent does then: "I'll", "to continue". */
  next: string;
  /** The agent lacks something: "waiting", "I need", "what is missing is". */
  waits: string;
  /** The agent stands still: "ready", "I stop here". */
  ready: string;
  /** Leaves it to the person's wish, or to a case that may never come. */
  wish: string;
};

/** Where a word ends, in letters that `\b` does not know. */
export const E = '(?![^\\s.,;:!?)"»-])';
/** Where a word begins, in letters that `\b` does not know. */
export const B = '(?<![^\\s.,;:!?("«¿¡-])';
/** A word in quotation marks, in whatever language. */
export const QUOTED = '["\'“‘„«「『][^\\s"\'“”‘’„«»「」『』/.]{1,16}["\'”’“»」』]';
/** Matches nothing: the requests of such a language are only weighed. */
export const NONE = '(?!)';
