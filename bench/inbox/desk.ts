import { deepStrictEqual } from 'node:assert';
import { join } from 'node:path';
import type { Conversation } from '@switchboard/contracts';
import type pg from 'pg';
import { startApi, type RunningApi } from '../harness/api.ts';
import type { BenchDatabase } from '../harness/cluster.ts';
import { inTurn, percentile } from '../harness/measure.ts';
import { accessToken } from '../harness/people.ts';
import { check, rounded, say } from '../harness/report.ts';
import { runApart } from '../harness/worker.ts';
import { bareStatement, everyList, nameOf, PAGE, pathOf, truth, type List, type Reader } from './lists.ts';
import type { Load, Measured } from './load.ts';
import { faults, rowsRead, shown, type Plans } from './plans.ts';
import { READER, SUPERVISOR } from './seed.ts';

const DEEP_PAGE = 1000;
const ANSWERS = 1200;
const CONCURRENCY = 4;
/** PostgreSQL settles on a plan after five runs. */
const RUNS_UNTIL_SETTLED = 8;

const usual: List = { view: 'all', sort: 'newest', status: 'active' };
/** Most of what a team ever had: long enough for a thousand pages. */
const long: List = { view: 'all', sort: 'newest', status: 'closed' };

/** A seeded portal and what is measured on it. */
export class Desk {
  readonly #database: BenchDatabase;
  readonly #client: pg.Client;
  readonly #plans: Plans;

  constructor(database: BenchDatabase, client: pg.Client, plans: Plans) {
    this.#database = database;
    this.#client = client;
    this.#plans = plans;
  }

  /** p95 of the usual list over HTTP and by SQL, once every list has shown the right rows. */
  async compare(): Promise<{ a: number; b: number; perSecond: number }> {
    const api = await startApi(this.#database.url);
    try {
      const reader = await this.#reader(READER, 'team');
      for (const who of [reader, await this.#reader(SUPERVISOR, 'all')]) await this.#checkAll(api, who);
      await this.#checkBare(reader);
      const speeds: number[] = [];
      const http = async () => {
        const load: Load = { ...pace, kind: 'http', url: api.url, path: pathOf(usual), token: reader.token };
        const { times, perSecond } = await runLoad(load);
        speeds.push(perSecond);
        return percentile(times, 95);
      };
      const bare = async () => {
        const load: Load = { ...pace, kind: 'sql', databaseUrl: this.#database.url, ...bareStatement(reader) };
        return percentile((await runLoad(load)).times, 95);
      };
      const { a, b, rounds } = await inTurn(http, bare);
      const perSecond = percentile(speeds, 50);
      say(`usual list, p95 ms: ${shownRounds(rounds)}; ${Math.round(perSecond)} lists/s`);
      return { a, b, perSecond };
    } finally {
      await api.stop();
    }
  }

  /** p95 of page 1,000 and of page 1, after every page between has been right. */
  async compareDeep(): Promise<{ a: number; b: number }> {
    const api = await startApi(this.#database.url);
    try {
      const reader = await this.#reader(READER, 'team');
      const cursor = await this.#walk(api, reader);
      const page = (path: string) => async () => {
        const load: Load = { ...pace, kind: 'http', url: api.url, path, token: reader.token };
        return percentile((await runLoad(load)).times, 95);
      };
      const { a, b, rounds } = await inTurn(page(pathOf(long, cursor)), page(pathOf(long)));
      say(`page ${DEEP_PAGE} against page 1, p95 ms: ${shownRounds(rounds)}`);
      return { a, b };
    } finally {
      await api.stop();
    }
  }

  /** How PostgreSQL runs each list, by its own account. */
  async explain(aloud: boolean): Promise<{ checked: number; faulty: string[]; mostRowsRead: number }> {
    await this.#plans.begin();
    const api = await startApi(this.#database.url);
    try {
      const faulty: string[] = [];
      let checked = 0;
      let mostRowsRead = 0;
      for (const reader of [await this.#reader(READER, 'team'), await this.#reader(SUPERVISOR, 'all')]) {
        for (const list of everyList(reader)) {
          const name = `${reader.scope}: ${nameOf(list)}`;
          const plans = await this.#plans.of(async () => {
            for (let run = 0; run < RUNS_UNTIL_SETTLED; run += 1) await read(api, reader.token, pathOf(list));
          });
          check(plans.length === RUNS_UNTIL_SETTLED, `${name}: ${plans.length} plans in the log`);
          const most = Math.max(...plans.map(rowsRead));
          const found = [...new Set(plans.flatMap((plan) => faults(plan, PAGE + 1)))];
          if (aloud || found.length > 0) say([`${name}: ${most} rows read`, ...shown(plans.at(-1)!)].join('\n    '));
          if (found.length > 0) faulty.push(`${name}: ${found.join(', ')}`);
          checked += plans.length;
          mostRowsRead = Math.max(mostRowsRead, most);
        }
      }
      say(`${checked} plans, ${faulty.length} faulty, at most ${mostRowsRead} rows read for a page`);
      return { checked, faulty, mostRowsRead };
    } finally {
      await api.stop();
      await this.#plans.end();
    }
  }

  async #reader(
    person: { authUserId: string; email: string },
    scope: Reader['scope'],
  ): Promise<Reader & { token: string }> {
    const { rows } = await this.#client.query<{ id: string; teams: string[] }>(
      'select id, array(select team_id from team_members where agent_id = agents.id) as teams from agents where email = $1',
      [person.email],
    );
    return { agentId: rows[0]!.id, teamIds: rows[0]!.teams, scope, token: accessToken(person) };
  }

  async #checkAll(api: RunningApi, reader: Reader & { token: string }): Promise<void> {
    for (const list of everyList(reader)) {
      const { items } = await read(api, reader.token, pathOf(list));
      const expected = await truth(this.#client, reader, list);
      check(items.length > 0, `${nameOf(list)} is empty`);
      deepStrictEqual(items, expected, `${reader.scope}: ${nameOf(list)} shows other rows than there are`);
    }
  }

  async #checkBare(reader: Reader): Promise<void> {
    const { text, values } = bareStatement(reader);
    const { rows } = await this.#client.query<{ id: string }>(text, values);
    const expected = await truth(this.#client, reader, usual);
    deepStrictEqual(
      rows.map((row) => row.id),
      expected.map((row) => row.id),
      'The bare SQL reads other rows',
    );
  }

  /** Reads all pages up to the deep one. @returns the cursor that page was asked with */
  async #walk(api: RunningApi, reader: Reader & { token: string }): Promise<string> {
    const ids: string[] = [];
    let cursor: string | undefined;
    for (let page = 1; page <= DEEP_PAGE; page += 1) {
      const asked = cursor;
      const { items, nextCursor } = await read(api, reader.token, pathOf(long, cursor));
      ids.push(...items.map((row) => row.id));
      check(nextCursor !== null, `The list ends at page ${page}`);
      if (page === DEEP_PAGE) cursor = asked;
      else cursor = nextCursor;
    }
    check(new Set(ids).size === ids.length, 'Pages repeat rows');
    const expected = await truth(this.#client, reader, long, DEEP_PAGE * PAGE);
    deepStrictEqual(
      ids,
      expected.map((row) => row.id),
      'Pages skip rows or order them differently',
    );
    return cursor!;
  }
}

const pace = { count: ANSWERS, concurrency: CONCURRENCY };

function runLoad(load: Load): Promise<Measured> {
  return runApart(join(import.meta.dirname, 'load.ts'), load);
}

async function read(
  api: RunningApi,
  token: string,
  path: string,
): Promise<{ items: Conversation[]; nextCursor: string | null }> {
  const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${token}` } });
  check(response.ok, `${path} answered ${response.status}: ${await response.clone().text()}`);
  return (await response.json()) as { items: Conversation[]; nextCursor: string | null };
}

function shownRounds(rounds: [number, number][]): string {
  return rounds.map((round) => round.map(rounded).join(' / ')).join(', ');
}
