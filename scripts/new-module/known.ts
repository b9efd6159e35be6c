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

function addModule(source: string, names: Names, tier: string): string {
  const path = fill(`./${tier}/{{file-names}}/{{file-names}}.module.ts`, names);
  return listModule(importModule(source, `import { ${names.Names}Module } from '${path}';`, path), names, tier);
}

/** Relative imports are in the order of their paths. */
function importModule(source: string, line: string, path: string): string {
  const lines = source.split('\n');
  const pathOf = (text: string) => /^import .* from '([.].*)';$/.exec(text)?.[1];
  const later = lines.findIndex((text) => (pathOf(text) ?? '') > path);
  const last = lines.findLastIndex((text) => text.startsWith('import ')) + 1;
  return lines.toSpliced(later < 0 ? last : later, 0, line).join('\n');
}

/** Into the list of its tier, which the first module of a tier brings along. */
function listModule(source: string, names: Names, tier: string): string {
  const module = `${names.Names}Module`;
  const list = new RegExp(`const ${tier} = \\[([^\\]]*)\\]`);
  if (list.test(source))
    return source.replace(list, (_, modules: string) => `const ${tier} = [${also(modules, module)}]`);
  const imports = /imports: \[([^\]]*)\]/;
  const before = source.search(/\n\/\*\*|\n@Module/);
  if (!imports.test(source) || before < 0) throw new Error('found no "imports: […]" of a module');
  const listed = source.replace(imports, (_, modules: string) => `imports: [${also(modules, `...${tier}`)}]`);
  return `${listed.slice(0, before)}const ${tier} = [${module}];\n${listed.slice(before)}`;
}

function also(items: string, item: string): string {
  return `${items.trimEnd().replace(/,$/, '')}, ${item}`;
}

export const additions: readonly Addition[] = [
  { path: 'packages/contracts/src/index.ts', add: addExport },
  { path: 'packages/contracts/src/permissions.ts', add: addPermissions },
  { path: 'packages/contracts/src/domain-events.ts', add: addEvents },
  { path: 'apps/api/src/app.module.ts', add: addModule },
];
