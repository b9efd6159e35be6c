import { cruise, type IViolation } from 'dependency-cruiser';
import { importRules } from './import-rules.ts';

export interface Cruised {
  /** Files read, those of node_modules not counted. */
  readonly modules: number;
  readonly violations: readonly string[];
}

const reasons = new Map(importRules.map(({ name, comment }) => [name, comment]));

function inWords({ rule, from, to, cycle }: IViolation): string {
  const path = cycle ? [from, ...cycle.map(({ name }) => name)].join(' → ') : `${from} → ${to}`;
  return `${rule.name}: ${path}\n  ${reasons.get(rule.name)}`;
}

/** Holds the imports of a tree that is laid out as this workspace against the rules. */
export async function cruiseTree(baseDir: string, folders: readonly string[]): Promise<Cruised> {
  const { output } = await cruise(
    [...folders],
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden: importRules },
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(?:^|/)(?:dist|[.]data|node_modules/[.]cache)/' },
      tsPreCompilationDeps: true,
    },
    {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  );
  if (typeof output === 'string') throw new Error(output);
  return {
    modules: output.modules.filter(({ source }) => /[.]tsx?$/.test(source) && !source.includes('node_modules')).length,
    violations: output.summary.violations.map(inWords),
  };
}

if (import.meta.main) {
  const { modules, violations } = await cruiseTree(process.cwd(), ['apps', 'packages', 'scripts', 'bench']);
  // Reading nothing, which is what a missing or foreign TypeScript leads to, must not pass as clean.
  const problems = modules === 0 ? ['dependency-cruiser read no module at all'] : violations;
  process.stdout.write([...problems, `${modules} modules, ${problems.length} problems`, ''].join('\n'));
  process.exitCode = problems.length === 0 ? 0 : 1;
}
