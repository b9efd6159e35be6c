/**
 * One Jest project of this workspace: ES modules, TypeScript by swc, Nest's decorators.
 *
 * @param {string} displayName what the report calls the project
 * @param {import('jest').Config} [overrides]
 * @returns {import('jest').Config}
 */
export function project(displayName, overrides = {}) {
  return {
    displayName,
    testEnvironment: 'node',
    testMatch: ['<rootDir>/src/**/*.spec.ts'],
    extensionsToTreatAsEsm: ['.ts', '.tsx'],
    transform: {
      '^.+\\.tsx?$': [
        '@swc/jest',
        {
          jsc: {
            target: 'es2024',
            parser: { syntax: 'typescript', decorators: true, tsx: false },
            transform: { legacyDecorator: true, decoratorMetadata: true },
            keepClassNames: true,
            experimental: { keepImportAttributes: true },
          },
          module: { type: 'es6' },
        },
      ],
    },
    ...overrides,
  };
}
