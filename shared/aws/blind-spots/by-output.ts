import { outputOf } from '../../blind-spots/deployed-names.ts';
import { type Fact, notKnown } from '../../blind-spots/fact.ts';
import type { StackFacts } from '../../blind-spots/facts.ts';
import { OUTPUTS } from '../../contract/names.ts';

/** What a stack does not name cannot be read. */
export async function byOutput<T>(
  stack: StackFacts,
  output: keyof typeof OUTPUTS,
  read: (name: string) => Promise<Fact<T>>,
): Promise<Fact<T>> {
  const name = outputOf(stack, output);
  return name === undefined ? notKnown(`the stack has no output ${OUTPUTS[output]}`) : read(name);
}
