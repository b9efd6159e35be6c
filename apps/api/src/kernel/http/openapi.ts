import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiParam,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
  DocumentBuilder,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { ErrorBody, errorCatalogue, type Endpoint, type ErrorCode } from '@switchboard/contracts';
import { z } from 'zod';
import { exampleOf, type SchemaObject } from './openapi-example.ts';
import { CONTRACT } from './route.decorator.ts';

const everywhere: ErrorCode[] = ['bad_request', 'rate_limited', 'internal'];

/** The OpenAPI document, wholly from the contracts that the controllers carry. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const components: Record<string, SchemaObject> = {};
  for (const [controller, handler, contract] of routesOf(app)) describe(controller, handler, contract, components);
  const config = new DocumentBuilder()
    .setTitle('Switchboard API')
    .setDescription(
      'Every customer conversation in one place. Sign in with `POST /auth/sign-in`, or create a personal API token, and press “Authorize”.',
    )
    .setVersion('0.1.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', description: 'An access token or a personal API token (`swb_…`)' })
    .build();
  const document = SwaggerModule.createDocument(app, config, { autoTagControllers: false });
  document.components = { ...document.components, schemas: sorted({ ...document.components?.schemas, ...components }) };
  document.paths = sorted(document.paths);
  return document;
}

/** Every handler of the application that carries a contract. */
export function routesOf(app: INestApplication): [prototype: object, handler: string, contract: Endpoint][] {
  const routes: [object, string, Endpoint][] = [];
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype = (metatype as { prototype?: object } | null)?.prototype;
      if (!prototype) continue;
      for (const handler of Object.getOwnPropertyNames(prototype)) {
        const method: unknown = Object.getOwnPropertyDescriptor(prototype, handler)?.value;
        const contract =
          typeof method === 'function' ? (Reflect.getMetadata(CONTRACT, method) as Endpoint | undefined) : undefined;
        if (contract) routes.push([prototype, handler, contract]);
      }
    }
  }
  return routes;
}

function describe(
  prototype: object,
  handler: string,
  contract: Endpoint,
  components: Record<string, SchemaObject>,
): void {
  const apply = (decorator: MethodDecorator) =>
    decorator(
      prototype,
      handler,
      Object.getOwnPropertyDescriptor(prototype, handler) as TypedPropertyDescriptor<unknown>,
    );
  const convert = (schema: z.ZodType, io: 'input' | 'output') => toOpenApi(schema, io, components);

  const access =
    contract.permission === 'public'
      ? 'Open to anybody.'
      : contract.permission === 'signed_in'
        ? 'For anybody signed in.'
        : `Needs \`${contract.permission}\`.`;
  apply(
    ApiOperation({
      summary: contract.summary,
      description: [contract.description, access].filter(Boolean).join('\n\n'),
    }),
  );
  apply(ApiTags(tagOf(contract.path)));
  if (contract.permission !== 'public') apply(ApiBearerAuth());
  for (const [name, schema] of shapeOf(contract.params))
    apply(ApiParam({ name, required: true, schema: convert(schema, 'input') }));
  for (const [name, schema] of shapeOf(contract.query)) {
    apply(
      ApiQuery({
        name,
        required: !schema.safeParse(undefined).success,
        description: schema.description,
        schema: convert(schema, 'input'),
      }),
    );
  }
  if (contract.body) {
    const schema = convert(contract.body, 'input');
    apply(ApiBody({ schema, examples: { example: { value: exampleOf(schema, components) } } }));
  } else if (contract.consumes === 'raw') {
    apply(ApiConsumes('application/json'));
    apply(ApiBody({ schema: { type: 'object', description: 'As the provider sends it' } }));
  } else if (contract.consumes === 'multipart') {
    apply(ApiConsumes('multipart/form-data'));
    apply(
      ApiBody({
        schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
      }),
    );
  }
  if (contract.response) {
    const schema = convert(contract.response, 'output');
    const content = { 'application/json': { schema, example: exampleOf(schema, components) } };
    apply(ApiResponse({ status: contract.status, description: contract.summary, content }));
  } else {
    if (contract.produces === 'binary') apply(ApiProduces('application/octet-stream'));
    if (contract.produces === 'text') apply(ApiProduces('text/plain'));
    apply(ApiResponse({ status: contract.status, description: contract.summary }));
  }
  for (const [status, codes] of errorsOf(contract)) {
    const examples = Object.fromEntries(
      codes.map((code) => [
        code,
        { value: { error: { code, message: errorCatalogue[code].means, requestId: 'req-1' } } },
      ]),
    );
    apply(
      ApiResponse({
        status,
        description: codes.map((code) => `\`${code}\` ${errorCatalogue[code].means}`).join('\n\n'),
        content: { 'application/json': { schema: convert(ErrorBody, 'output'), examples } },
      }),
    );
  }
}

function errorsOf(contract: Endpoint): [status: number, codes: ErrorCode[]][] {
  const own: ErrorCode[] = contract.permission === 'public' ? [] : ['unauthenticated', 'forbidden'];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set([...everywhere, ...own, ...contract.errors])) {
    const { status } = errorCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort(([a], [b]) => a - b);
}

function shapeOf(schema: z.ZodType | undefined): [string, z.ZodType][] {
  return schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : [];
}

/** `/support-emails/:id` is under "Support emails"; what concerns the caller is under "Auth". */
function tagOf(path: string): string {
  const first = path.split('/')[1] ?? '';
  const words = first === 'me' ? 'auth' : first.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toOpenApi(schema: z.ZodType, io: 'input' | 'output', components: Record<string, SchemaObject>): SchemaObject {
  const { $defs, ...own } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
    // A later version may answer more: whoever reads answers has to let unknown fields be.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as SchemaObject & { $defs?: Record<string, SchemaObject>; $schema?: string };
  delete own.$schema;
  const moved = JSON.parse(
    JSON.stringify({ own, $defs: $defs ?? {} }).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as {
    own: SchemaObject & { id?: string };
    $defs: Record<string, SchemaObject & { id?: string }>;
  };
  for (const [name, definition] of Object.entries(moved.$defs)) {
    delete definition.id;
    components[name] ??= definition;
  }
  const id = moved.own.id;
  if (!id) return moved.own;
  delete moved.own.id;
  components[id] ??= moved.own;
  return { $ref: `#/components/schemas/${id}` } as unknown as SchemaObject;
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
