import { featuresOf } from './features.ts';
import { allIntents, type Intent, intents, type TriageTeam } from './intents.ts';

/** A labelled message: what it wants, the language it is in, what it says. */
export type Example = readonly [intent: string, language: string, text: string];

export interface Classification {
  intent: Intent;
  team: TriageTeam;
  /** Probability of the team, 0 to 1. */
  confidence: number;
}

export type Classifier = (text: string) => Classification;

const SMOOTHING = 1;
/** Scores are not probabilities by themselves; fitted by cross-validation so that confidence matches accuracy. */
const SHARPNESS = 7;

/**
 * Learns a complement naive Bayes classifier (Rennie et al., 2003) on weighted features with inverse document frequency.
 * Examples are added one by one, so that who learns among other work can pause between them.
 */
export class Trainer {
  private readonly vocabulary = new Map<string, number>();
  private readonly documents: number[] = [];
  private readonly examples: { intent: number; terms: Term[] }[] = [];

  add([intent, , text]: Example): void {
    const { vocabulary, documents } = this;
    const terms = [...featuresOf(text)].map(([feature, weight]): Term => {
      const known = vocabulary.get(feature);
      const at = known ?? vocabulary.size;
      if (known === undefined) vocabulary.set(feature, at);
      documents[at] = (documents[at] ?? 0) + 1;
      return [at, weight];
    });
    this.examples.push({ intent: allIntents.indexOf(intent as Intent), terms });
  }

  finish(): Classifier {
    const { vocabulary, documents, examples } = this;
    const count = allIntents.length;
    const rarity = Float64Array.from(documents, (appearances) => Math.log((examples.length + 1) / appearances));

    // One row of `count` numbers for each feature: first how much of it each intent has, then its weights.
    const table = new Float64Array(vocabulary.size * count);
    const totals = new Float64Array(count);
    for (const { intent, terms } of examples) {
      for (const [at, value] of scaled(terms, rarity)) {
        table[at * count + intent]! += value;
        totals[intent]! += value;
      }
    }
    const total = totals.reduce((sum, own) => sum + own, 0);
    const elsewhere = totals.map((own) => Math.log(total - own + SMOOTHING * vocabulary.size));
    for (let row = 0; row < table.length; row += count) {
      let all = SMOOTHING;
      for (let intent = 0; intent < count; intent++) all += table[row + intent]!;
      const absent = Math.log(all);
      for (let intent = 0; intent < count; intent++) {
        const own = table[row + intent]!;
        table[row + intent] = elsewhere[intent]! - (own === 0 ? absent : Math.log(all - own));
      }
    }

    return (text) => {
      const terms = [...featuresOf(text)].flatMap(([feature, weight]): Term[] => {
        const at = vocabulary.get(feature);
        return at === undefined ? [] : [[at, weight]];
      });
      const scores = new Float64Array(count);
      for (const [at, value] of scaled(terms, rarity)) {
        for (let intent = 0; intent < count; intent++) scores[intent]! += table[at * count + intent]! * value;
      }
      return decide(scores);
    };
  }
}

/** Learns from all examples at once. */
export function train(examples: readonly Example[]): Classifier {
  const trainer = new Trainer();
  for (const example of examples) trainer.add(example);
  return trainer.finish();
}

/** A feature by its number, with its weight. */
type Term = [at: number, weight: number];

/** Weights by rarity, scaled to a vector of length 1. */
function scaled(terms: Term[], rarity: Float64Array): Term[] {
  const weighted = terms.map(([at, weight]): Term => [at, weight * rarity[at]!]);
  let square = 0;
  for (const [, value] of weighted) square += value * value;
  const length = Math.sqrt(square) || 1;
  return weighted.map(([at, value]): Term => [at, value / length]);
}

/** The team with the greatest probability, and the likeliest intent of that team. */
function decide(scores: Float64Array): Classification {
  const best = Math.max(...scores);
  const odds = [...scores].map((score) => Math.exp((score - best) * SHARPNESS));
  const all = odds.reduce((a, b) => a + b, 0);
  const teams = new Map<TriageTeam, number>();
  allIntents.forEach((intent, at) => {
    teams.set(intents[intent], (teams.get(intents[intent]) ?? 0) + (odds[at] ?? 0) / all);
  });
  const [team, confidence] = [...teams].reduce((a, b) => (b[1] > a[1] ? b : a));
  const intent = allIntents
    .filter((candidate) => intents[candidate] === team)
    .reduce((a, b) => ((odds[allIntents.indexOf(b)] ?? 0) > (odds[allIntents.indexOf(a)] ?? 0) ? b : a));
  return { intent, team, confidence };
}
