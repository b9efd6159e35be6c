import { Validator } from '@seriousme/openapi-schema-validator';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { routesOf } from './openapi.ts';

interface Operation {
  summary?: string;
  security?: unknown[];
  requestBody?: { content: Record<string, { schema?: unknown; examples?: Record<string, { value: unknown }> }> };
  responses: Record<string, { content?: Record<string, { schema?: unknown; example?: unknown; examples?: object }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

let app: TestApp;
let document: Document;

beforeAll(async () => {
  app = await startTestApp();
  document = (await (await fetch(`${app.url}/api/docs-json`)).json()) as Document;
});

afterAll(() => app.close());

function operations(): [name: string, operation: Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
}

describe('the OpenAPI document', () => {
  it('is valid, and all its references lead somewhere', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe('3.1');
    const referred = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const names = new Set([...referred].map((match) => match[1] ?? ''));
    expect([...names].filter((name) => !(name in document.components.schemas))).toEqual([]);
    expect(names.size).toBeGreaterThan(5);
  });

  it('gives each operation a summary, an answer with schema and example, and its errors', () => {
    const lacking: string[] = [];
    for (const [name, { summary, responses }] of operations()) {
      const [status = '', success] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
      const json = success?.content?.['application/json'];
      if (!summary) lacking.push(`${name}: summary`);
      if (!success) lacking.push(`${name}: answer`);
      if (status !== '204' && json && (!json.schema || json.example === undefined))
        lacking.push(`${name}: schema or example`);
      if (!responses['400'] || !responses['429'] || !responses['500']) lacking.push(`${name}: errors`);
    }
    expect(lacking).toEqual([]);
    expect(operations().length).toBeGreaterThan(30);
  });

  it('shows examples that the contracts accept', () => {
    const unfit: string[] = [];
    for (const [, , { method, path, body, response }] of routesOf(app.app)) {
      const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      const sent = operation?.requestBody?.content['application/json']?.examples?.['example']?.value;
      const answered = Object.values(operation?.responses ?? {})[0]?.content?.['application/json']?.example;
      if (body && !body.safeParse(sent).success) unfit.push(`${method} ${path}: ${JSON.stringify(sent)}`);
      if (response && !response.safeParse(answered).success)
        unfit.push(`${method} ${path} answers ${JSON.stringify(answered)}`);
    }
    expect(unfit).toEqual([]);
  });

  it('shows a body with its example, and asks for a token where one is needed', () => {
    const signIn = document.paths['/auth/sign-in']?.['post'];
    const body = signIn?.requestBody?.content['application/json'];
    expect(body?.examples?.['example']?.value).toMatchObject({ email: 'asha@example.test' });
    expect(signIn?.security).toBeUndefined();
    expect(document.paths['/me']?.['get']?.security).toEqual([{ bearer: [] }]);
  });

  it('is shown by a page that loads nothing from elsewhere', async () => {
    const page = await (await fetch(`${app.url}/api/docs`)).text();
    const sources = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    for (const source of sources) {
      expect(source).toMatch(/^\/api\/docs\//);
      expect((await fetch(app.url + source)).status).toBe(200);
    }
    expect((await fetch(`${app.url}/api/docs/..%2fpackage.json`)).status).toBe(404);
  });
});
