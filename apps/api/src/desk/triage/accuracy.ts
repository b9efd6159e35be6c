import { type Classification, type Example, train } from './classifier.ts';
import { type Intent, intents, triageTeams } from './intents.ts';
import heldOut from './labelled/held-out.json' with { type: 'json' };
import training from './labelled/training.json' with { type: 'json' };

/** How well the keyless classifier does on messages it never learned from. */
export interface Accuracy {
  messages: number;
  /** Shares of the messages, 0 to 1. */
  team: number;
  intent: number;
  byLanguage: { language: string; messages: number; team: number }[];
  byTeam: { team: string; messages: number; precision: number; recall: number }[];
  /** Rows: the true team. Columns: the suggested one, in the order of `triageTeams`. */
  confusion: number[][];
  /** Of the messages with at least this confidence: which share of all they are, and how many of them are right. */
  byConfidence: { atLeast: number; share: number; team: number }[];
}

/** Trains on the training messages and measures on the held-out ones. */
export function measureAccuracy(): Accuracy {
  const classify = train(training as unknown as Example[]);
  const results = (heldOut as unknown as Example[]).map(([intent, language, text]) => ({
    language,
    intent,
    team: intents[intent as Intent],
    said: classify(text),
  }));
  const isRight = ({ team, said }: { team: string; said: Classification }): boolean => said.team === team;
  const share = <T>(of: T[], fits: (item: T) => boolean): number =>
    of.length === 0 ? 0 : of.filter(fits).length / of.length;
  const languages = [...new Set(results.map(({ language }) => language))];

  return {
    messages: results.length,
    team: share(results, isRight),
    intent: share(results, ({ intent, said }) => said.intent === intent),
    byLanguage: languages.map((language) => {
      const own = results.filter((result) => result.language === language);
      return { language, messages: own.length, team: share(own, isRight) };
    }),
    byTeam: triageTeams.map((team) => {
      const own = results.filter((result) => result.team === team);
      return {
        team,
        messages: own.length,
        precision: share(
          results.filter(({ said }) => said.team === team),
          isRight,
        ),
        recall: share(own, isRight),
      };
    }),
    confusion: triageTeams.map((team) =>
      triageTeams.map((said) => results.filter((result) => result.team === team && result.said.team === said).length),
    ),
    byConfidence: [0.5, 0.7, 0.9].map((atLeast) => {
      const sure = results.filter(({ said }) => said.confidence >= atLeast);
      return { atLeast, share: sure.length / results.length, team: share(sure, isRight) };
    }),
  };
}
