import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseStrictKeyArn } from '../../shared/kms/key-arn.ts';
import { wasEnabled } from '../../shared/remediation/was-enabled.ts';
import type { PlaceFlags } from '../commands/command.ts';
import { goOn } from '../drill/question.ts';
import { uncut } from '../drill/uncut.ts';
import { liveReader } from '../live-reader.ts';
import { type Terminal, write } from '../terminal.ts';
import type { RescuePorts } from './ports.ts';

/** A person waits longer than an alert may. */
const PATIENCE = { maxAttempts: 6, connectionTimeout: 3000, requestTimeout: 8000 };

/** Saves a key of an account. Loads the SDK only when it is called. */
export async function liveRescue(
  named: string,
  { region, profile }: PlaceFlags,
  version: string,
  terminal: Terminal,
): Promise<RescuePorts> {
  const [{ createClients }, { findKey }, { stateHistory }, { kmsWrites }] = await Promise.all([
    import('../../shared/aws/clients.ts'),
    import('../../shared/aws/find-key.ts'),
    import('../../shared/aws/state-history.ts'),
    import('../../shared/aws/kms-writes.ts'),
  ]);
  const as = profile === undefined ? {} : { profile };
  const id = randomBytes(8).toString('hex');
  const writes = kmsWrites(version, terminal.now, as, 'you');
  return {
    ...{ id, wait: (ms) => wait(ms), readState: writes.readState },
    cancel: (key) => writes.cancel(key, id),
    enable: (key) => writes.enable(key, id),
    confirm: () => goOn(terminal),
    async find() {
      const key = parseStrictKeyArn(named) ?? (await findKey(named, { region, profile }));
      const readKey = await liveReader(profile, terminal.now);
      const details = await readKey(key);
      // One after the other: CloudTrail allows two of these a second.
      const history = await stateHistory(createClients(PATIENCE, undefined, as), terminal.now)(key);
      return { key, details, before: wasEnabled({ ...details, now: terminal.now(), history }) };
    },
    uncut: (work) =>
      uncut(work, () => {
        const said = 'Interrupted: reading what the key is now; nothing more is done. Again: ends at once.\n';
        // Nobody waits for it: it is said as soon as it can be.
        write(terminal.stderr, said).catch(() => undefined);
      }),
  };
}
