import { open, stat } from 'node:fs/promises';
import pg from 'pg';

interface Node {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Index Name'?: string;
  Plans?: Node[];
}

interface Logged {
  'Query Text': string;
  Plan: Node;
}

/** The settings that make PostgreSQL write down how it ran each statement of a database. */
const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_format': 'json',
};

/**
 * Reads off the server's log how the API's own statements were run: EXPLAIN (ANALYZE, BUFFERS) of what it really sent,
 * with the plan that PostgreSQL kept for it.
 */
export class Plans {
  readonly #databaseUrl: string;
  readonly #logFile: string;

  constructor(databaseUrl: string, logFile: string) {
    this.#databaseUrl = databaseUrl;
    this.#logFile = logFile;
  }

  /** For sessions that begin from now on. */
  async begin(): Promise<void> {
    await this.#alter(Object.entries(SETTINGS).map(([name, value]) => `set ${name} = '${value}'`));
  }

  async end(): Promise<void> {
    await this.#alter(Object.keys(SETTINGS).map((name) => `reset ${name}`));
  }

  /** The plans of the lists that `work` makes the API read. */
  async of(work: () => Promise<void>): Promise<Node[]> {
    const from = (await stat(this.#logFile)).size;
    await work();
    const file = await open(this.#logFile);
    try {
      const { size } = await file.stat();
      const text = Buffer.alloc(size - from);
      await file.read(text, 0, text.length, from);
      return parse(text.toString())
        .filter(
          (logged) =>
            logged['Query Text'].includes('"sortKey" from conversations') ||
            logged['Query Text'].includes('as "sortKey"'),
        )
        .map((logged) => logged.Plan);
    } finally {
      await file.close();
    }
  }

  async #alter(changes: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.#databaseUrl });
    await client.connect();
    const name = new URL(this.#databaseUrl).pathname.slice(1);
    for (const change of changes) await client.query(`alter database ${name} ${change}`);
    await client.end();
  }
}

function parse(log: string): Logged[] {
  const blocks = log.matchAll(/LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n?)+)/g);
  return [...blocks].map(([, block]) => JSON.parse(block!.replaceAll(/^\t/gm, '')) as Logged);
}

/** Rows that a plan took off its indexes, those it then dropped included. */
export function rowsRead(node: Node): number {
  const own = /Index (Only )?Scan/.test(node['Node Type'])
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    : 0;
  return own + (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), 0);
}

/**
 * What is wrong with the plan of a page: anything but index scans at the bottom, or a sort of more than a page for each
 * of its ranges.
 */
export function faults(node: Node, page: number): string[] {
  const children = node.Plans ?? [];
  const own: string[] = [];
  if (/Scan/.test(node['Node Type']) && !/^(Index|Index Only|Subquery) Scan$/.test(node['Node Type']))
    own.push(node['Node Type']);
  if (/Sort/.test(node['Node Type'])) {
    const sorted = children.reduce((sum, child) => sum + child['Actual Rows'] * child['Actual Loops'], 0);
    if (sorted > page * Math.max(1, ranges(node))) own.push(`${node['Node Type']} of ${sorted} rows`);
  }
  return [...own, ...children.flatMap((child) => faults(child, page))];
}

function ranges(node: Node): number {
  const own = /^Index (Only )?Scan$/.test(node['Node Type']) ? 1 : 0;
  return own + (node.Plans ?? []).reduce((sum, child) => sum + ranges(child), 0);
}

/** A plan in lines, indented. */
export function shown(node: Node, depth = 0): string[] {
  const removed = node['Rows Removed by Filter'] ? `, ${node['Rows Removed by Filter']} dropped` : '';
  const what = [node['Node Type'], node['Index Name']].filter(Boolean).join(' ');
  const line = `${'  '.repeat(depth)}${what}: ${node['Actual Rows']} rows × ${node['Actual Loops']}${removed}`;
  return [line, ...(node.Plans ?? []).flatMap((child) => shown(child, depth + 1))];
}
