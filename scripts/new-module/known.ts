import { fill, type Names } from './names.ts';

/** Adds to a source file what makes a new module known there. */
interface Addition {
  readonly path: string;
  readonly add: (source: string, names: Names, tier: string) => string;
}

/** Puts text before the end of what `start` opens: the first line from there that begins with `end`. */
function beforeEnd(source: string, start: string, end: string, text: string): string {
  const from = source.indexOf(start);
  const to = from < 0 ? -1 : source.indexOf(`\n${end}`, from);
  if (to < 0) throw new Error(`found no "${start}" that ends with "${end}"`);
  return `${source.slice(0, to)}\n${text}${source.slice(to)}`;
}

function addExport(source: string, names: Names): string {
  const lines = source.split('\n').filter((line) => line !== '');
  return [...lines, `export * from './${names['file-names']}.ts';`].sort().join('\n');
}

function addPermissions(source: string, names: Names): string {
  return beforeEnd(source, 'export const modules = [', ']', `  '${names.table_names}',`);
}

function addEvents(source: string, names: Names): string {
  const entries = `
  '{{table_name}}.created': { {{name}}Id: string };
  '{{table_name}}.updated': { {{name}}Id: string; fields: string[] };
  '{{table_name}}.deleted': { {{name}}Id: string };`;
  return beforeEnd(source, 'export interface DomainEvents {', '}', fill(entries.trimStart(), names));
}

function addImport(source: string, names: Names, tier: string): string {
  const imports = /imports: \[([^\]]*)\]/;
  if (!imports.test(source)) throw new Error('found no "imports: […]"');
  const line = fill(`import { {{Names}}Module } from './${tier}/{{file-names}}/{{file-names}}.module.ts';`, names);
  const listed = source.replace(imports, (_, modules: string) => {
    return `imports: [${modules.trimEnd().replace(/,$/, '')}, ${names.Names}Module]`;
  });
  const at = listed.lastIndexOf('\nimport ') + 1;
  return `${listed.slice(0, at)}${line}\n${listed.slice(at)}`;
}

export const additions: readonly Addition[] = [
  { path: 'packages/contracts/src/index.ts', add: addExport },
  { path: 'packages/contracts/src/permissions.ts', add: addPermissions },
  { path: 'packages/contracts/src/domain-events.ts', add: addEvents },
  { path: 'apps/api/src/app.module.ts', add: addImport },
];
