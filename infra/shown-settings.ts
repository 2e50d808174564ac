import { createHash } from 'node:crypto';

const LONGEST = 60;

/**
 * The settings as the stack's output shows them, in the form that OUTPUTS.settings in shared/contract/names.ts gives. All of them: a
 * setting is CDK context, and what is given there stands in the template, so no setting can be a secret. One that leads to a secret
 * names the parameter that holds it.
 */
export function shownSettings(given: Readonly<Record<string, string>>): string {
  const shown = Object.entries(given).map(([name, text]) => [name, name === 'emails' ? text : shortened(text)]);
  return JSON.stringify(Object.fromEntries(shown));
}

const shortened = (text: string): string =>
  text.length > LONGEST ? `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}` : text;
