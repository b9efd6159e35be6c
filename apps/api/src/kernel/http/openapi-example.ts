import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

type Node = SchemaObject & { $ref?: string; examples?: unknown[]; const?: unknown };

const byFormat: Record<string, string> = {
  uuid: '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60',
  'date-time': '2026-11-20T09:30:00.000Z',
  error: 'The mailbox is full',
  email: 'asha@example.test',
  uri: 'https://example.test/',
};

/** What a text is like that a schema says nothing of but its name. */
const byName: Record<string, string> = {
  accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9…',
  account: 'interakt',
  accountAddress: 'support@example.test',
  accountName: 'Support',
  address: 'support@example.test',
  agentName: 'Asha Rao',
  apiKey: 'aW50ZXJha3QtNDQxMQ==',
  body: '{}',
  company: 'Kestrel Cycles',
  contentId: 'logo@example.test',
  contentType: 'text/plain',
  cursor: 'eyJhZnRlciI6IjIwMjYifQ',
  customerName: 'Ravi Nair',
  description: 'Works the evenings',
  email: 'asha@example.test',
  error: 'The mailbox is full',
  externalId: 'wamid.4411',
  filename: 'invoice.pdf',
  fullText: 'Where is my order?',
  healthDetail: 'Connected',
  hint: 'x7Qd',
  host: 'mail.example.test',
  html: '<p>Where is my order?</p>',
  intent: 'order_status',
  kind: 'message',
  messageId: '<4411@example.test>',
  model: 'keyless-1',
  name: 'Asha Rao',
  nextCursor: 'eyJhZnRlciI6IjIwMjYifQ',
  organisation: 'Kestrel Cycles',
  password: 'correct horse battery',
  preview: 'Where is my order?',
  provider: 'interakt',
  reason: 'The signature does not fit',
  refreshToken: '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60',
  roleName: 'Supervisor',
  slug: 'support',
  subject: 'Where is my order?',
  suggestedTeam: 'dispatch',
  summary: 'Asks where order 4411 is',
  text: 'Where is my order?',
  token: 'swb_…',
  url: 'https://example.test/attachments/4411',
  username: 'support@example.test',
  webhookSecret: 'a-long-random-text',
  value: '+919000000001',
  version: '0.1.0',
};

/** An example that fits a schema: its own where it has one, else one made from its type and format. */
export function exampleOf(
  schema: SchemaObject,
  components: Record<string, SchemaObject>,
  depth = 0,
  name = '',
): unknown {
  const node = schema as Node;
  if (node.$ref) {
    const target = components[node.$ref.split('/').at(-1)!];
    return target && depth < 8 ? exampleOf(target, components, depth + 1, name) : {};
  }
  if (node.example !== undefined) return node.example;
  if (node.examples?.length) return node.examples[0];
  if (node.default !== undefined) return node.default;
  if (node.const !== undefined) return node.const;
  if (node.enum?.length) return node.enum[0];
  const variants = node.anyOf ?? node.oneOf;
  if (variants?.length) return exampleOf(variants[0] as SchemaObject, components, depth, name);
  if (node.allOf?.length) {
    return Object.assign({}, ...node.allOf.map((part) => exampleOf(part as SchemaObject, components, depth)));
  }
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(node.properties ?? {}).map(([key, child]) => [
          key,
          exampleOf(child as SchemaObject, components, depth, key),
        ]),
      );
    case 'array':
      return node.items ? [exampleOf(node.items as SchemaObject, components, depth)] : [];
    case 'integer':
    case 'number':
      return node.minimum && node.minimum > 0 ? node.minimum : 1;
    case 'boolean':
      return true;
    default:
      return byFormat[node.format ?? ''] ?? byName[name] ?? 'text';
  }
}
