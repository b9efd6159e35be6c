/** What a reply, a template or a signature can name in double braces, and what it stands for. */
export const variables = {
  'customer.name': 'The customer’s name',
  'customer.email': 'The customer’s e-mail address',
  'customer.phone': 'The customer’s phone number',
  'conversation.id': 'The case number',
  'conversation.subject': 'The subject of the mail',
  'agent.name': 'Your name',
  'agent.email': 'Your e-mail address',
  'mailbox.name': 'The name of the mailbox or number',
  'mailbox.address': 'Its address or number',
  'organisation.name': 'The company’s name',
} as const;
export type VariableName = keyof typeof variables;
export const variableNames = Object.keys(variables) as VariableName[];

/** Those that are known without a customer: what a signature may name. */
export const signatureVariables = variableNames.filter((name) => !/^(?:customer|conversation)\./.test(name));

/** Null where there is no value. */
export type VariableValues = Partial<Record<VariableName, string | null>>;

const NAMED = /\{\{\s*((?:customer|conversation|agent|mailbox|organisation)\.\w{1,50})\s*\}\}/g;

/** The variables that a text names, each once, in its order; what is in braces and none of ours is text. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(NAMED)].map(([, name]) => name ?? ''))];
}

/**
 * Puts values in the place of variables. A value is never looked through for variables itself.
 *
 * @returns the text, and the variables that have no value: they stay as they are written
 */
export function fillVariables(text: string, values: VariableValues): { text: string; missing: string[] } {
  const missing = new Set<string>();
  const filled = text.replaceAll(NAMED, (whole, name: string) => {
    const value = values[name as VariableName];
    if (value) return value;
    missing.add(name);
    return whole;
  });
  return { text: filled, missing: [...missing] };
}
