import { isExpired, type Silence } from '../../silence/silence.ts';
import type { Check, Verdict } from '../check.ts';
import type { Facts } from '../facts.ts';
import { slight, verdictOn } from '../findings.ts';
import { byGuard } from '../fixes.ts';
import { moment, unread } from '../verdicts.ts';

/** What the owner has decided is not a fault; that use of data is hidden should be known all the same. */
export const silences: Check = {
  id: 'silences',
  title: 'No silence covers cryptographic use',
  meaning: 'Use that the silence covers is counted, and told once a week only.',
  concerns: 'telling',
  changedBy: ['PutParameter'],
  judge,
};

function judge(facts: Facts): Verdict {
  if (!facts.silences.known) return unread(facts.silences);
  const { silences: all, malformed } = facts.silences.value;
  const covering = all.filter((silence) => !isExpired(silence, facts.now) && coversUse(silence));
  return verdictOn(
    [
      ...covering.map((silence) =>
        slight(
          `silence ${silence.name} hides cryptographic use until ${moment(silence.until)}`,
          remove('if that is no longer meant, take it away', silence.name, facts),
        ),
      ),
      ...malformed.map(({ name, fault }) =>
        slight(
          `silence ${name} hides nothing, as it cannot be read: ${fault}`,
          remove('take it away, and add it anew', name, facts),
        ),
      ),
    ],
    all.length === 0 ? 'there is no silence' : 'none of the silences covers it now',
  );
}

/** One that names no class covers every class. */
const coversUse = ({ class: covered }: Silence): boolean => covered === undefined || covered === 'cryptographic';

const remove = (title: string, name: string, facts: Facts) =>
  name.startsWith('-') ? { title } : byGuard(title, 'silence remove', facts, name);
