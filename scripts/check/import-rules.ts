import type { IForbiddenRuleType } from 'dependency-cruiser';

// Who may import whom: docs/architecture.md, "Rooms and who may enter them".

const domain = ['desk', 'channels', 'operations', 'insight'];
const tier = (...names: string[]) => `^apps/api/src/(?:${names.join('|')})/`;
const specs = ['[.]spec[.]tsx?$', '[.]oracle[.]ts$'];

/** The tiers a tier may not import; imports go down only. */
const forbiddenTiers = {
  kernel: domain,
  desk: ['channels', 'operations', 'insight'],
  channels: ['operations', 'insight'],
  operations: ['channels', 'insight'],
  insight: ['channels', 'operations'],
};

const tiers = Object.entries(forbiddenTiers).map(([from, to]): IForbiddenRuleType => ({
  name: `${from}-stays-below`,
  comment: `${from}/ imports nothing of ${to.join(', ')}: what must travel upward travels as an event.`,
  severity: 'error',
  from: { path: tier(from) },
  to: { path: tier(...to) },
}));

/** What a package may import of node_modules and of Node besides its own files; specs may import anything. */
const purePackages: Record<string, readonly string[]> = { contracts: ['zod'], sla: [], metrics: [] };

const purity = Object.entries(purePackages).map(([name, allowed]): IForbiddenRuleType => ({
  name: `${name}-is-pure`,
  comment: `packages/${name} does no I/O and imports only ${allowed.join(', ') || 'itself'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: specs },
  to: { pathNot: [`^packages/${name}/src/`, ...allowed.map((dependency) => `node_modules/${dependency}/`)] },
}));

/** Rules of dependency-cruiser; each says why in its comment. */
export const importRules: IForbiddenRuleType[] = [
  ...tiers,
  {
    name: 'enter-by-the-door',
    comment: 'A module is entered by its *.module.ts, *.service.ts or *.events.ts.',
    severity: 'error',
    from: { path: `^apps/api/src/(${domain.join('|')})/([^/]+)/`, pathNot: specs },
    to: { path: tier(...domain), pathNot: ['^apps/api/src/$1/$2/', '[.](?:module|service|events)[.]ts$'] },
  },
  ...purity,
  {
    name: 'packages-know-no-app',
    comment: 'A package is used by apps, never the other way round.',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^(?:apps|bench|scripts)/' },
  },
  {
    name: 'apps-meet-in-contracts',
    comment: 'The API and the web know of each other only what packages/contracts declares.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/src/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'web-runs-in-a-browser',
    comment: 'The SPA bundles no Node module and no package that needs one.',
    severity: 'error',
    from: { path: '^apps/web/src/', pathNot: specs },
    to: { path: '^packages/(?!contracts/|sla/|metrics/)', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'web-runs-without-node',
    comment: 'The SPA bundles no Node module.',
    severity: 'error',
    from: { path: '^apps/web/src/', pathNot: specs },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'web-components-stay-below',
    comment: 'routes → features → components, lib: one way.',
    severity: 'error',
    from: { path: '^apps/web/src/(?:components|lib)/', pathNot: specs },
    to: { path: '^apps/web/src/(?:features|routes)/' },
  },
  {
    name: 'web-features-know-no-route',
    comment: 'routes → features → components, lib: one way.',
    severity: 'error',
    from: { path: '^apps/web/src/features/', pathNot: specs },
    to: { path: '^apps/web/src/routes/' },
  },
  {
    name: 'web-features-stand-alone',
    comment: 'No feature imports a feature: what two need is a component or lives in lib.',
    severity: 'error',
    from: { path: '^apps/web/src/features/([^/]+)/' },
    to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
  },
  {
    name: 'a-name-says-what-lives-there',
    comment: 'No utils, common, shared or helpers rooms.',
    severity: 'error',
    from: {},
    to: { path: '(?:^|/)(?:utils?|common|shared|helpers?)(?:/|[.]tsx?$)', pathNot: 'node_modules' },
  },
  {
    name: 'no-cycle',
    comment: 'Two files that need each other are one file, or need a third.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'resolvable',
    comment: 'Every import leads somewhere.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];
