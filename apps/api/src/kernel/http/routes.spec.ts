import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import * as contracts from '@switchboard/contracts';
import { permissions, type Endpoint } from '@switchboard/contracts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { routesOf } from './openapi.ts';
import { CONTRACT } from './route.decorator.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

function declared(): Endpoint[] {
  return Object.values(contracts)
    .filter((group) => typeof group === 'object')
    .flatMap((group): unknown[] => Object.values(group))
    .filter(
      (value): value is Endpoint =>
        typeof value === 'object' && value !== null && 'permission' in value && 'method' in value,
    );
}

describe('the routes', () => {
  it('all come from a contract', () => {
    const bare: string[] = [];
    for (const module of app.app.get(ModulesContainer).values()) {
      for (const { metatype } of module.controllers.values()) {
        const prototype = (metatype as { prototype: object }).prototype;
        for (const name of Object.getOwnPropertyNames(prototype)) {
          const handler: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
          if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
          if (!Reflect.hasMetadata(CONTRACT, handler))
            bare.push(`${metatype?.name ?? ''}.${name} ${String(Reflect.getMetadata(PATH_METADATA, handler))}`);
        }
      }
    }
    expect(bare).toEqual([]);
  });

  it('are what the contracts declare, each handled once', () => {
    const handled = routesOf(app.app).map(([, , contract]) => nameOf(contract));
    expect(handled.sort()).toEqual(declared().map(nameOf).sort());
  });

  it('declare who may call them', () => {
    const known = new Set<string>(['public', 'signed_in', ...permissions]);
    expect(declared().filter(({ permission }) => !known.has(permission))).toEqual([]);
    expect(declared().length).toBeGreaterThan(30);
  });
});
