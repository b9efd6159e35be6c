import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

type Node = SchemaObject & { $ref?: string; examples?: unknown[]; const?: unknown };

const byFormat: Record<string, string> = {
  uuid: '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60',
  'date-time': '2026-11-20T09:30:00.000Z',
  email: 'asha@example.test',
  uri: 'https://example.test/',
};

/** An example that fits a schema: its own where it has one, else one made from its type and format. */
export function exampleOf(schema: SchemaObject, components: Record<string, SchemaObject>, depth = 0): unknown {
  const node = schema as Node;
  if (node.$ref) {
    const target = components[node.$ref.split('/').at(-1)!];
    return target && depth < 8 ? exampleOf(target, components, depth + 1) : {};
  }
  if (node.example !== undefined) return node.example;
  if (node.examples?.length) return node.examples[0];
  if (node.default !== undefined) return node.default;
  if (node.const !== undefined) return node.const;
  if (node.enum?.length) return node.enum[0];
  const variants = node.anyOf ?? node.oneOf;
  if (variants?.length) return exampleOf(variants[0] as SchemaObject, components, depth);
  if (node.allOf?.length) {
    return Object.assign({}, ...node.allOf.map((part) => exampleOf(part as SchemaObject, components, depth)));
  }
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(node.properties ?? {}).map(([name, child]) => [
          name,
          exampleOf(child as SchemaObject, components, depth),
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
      return byFormat[node.format ?? ''] ?? 'text';
  }
}
