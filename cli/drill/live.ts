import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from '../../shared/aws/deployed-stack.ts';
import { DRILL_TAG } from '../../shared/contract/names.ts';
import { paragraph } from '../output/layout.ts';
import type { Terminal } from '../terminal.ts';
import type { RealDrillPorts } from './ports.ts';
import { goOn } from './question.ts';
import { uncut } from './uncut.ts';

/** A drill in the deployment of this place, for whoever sits at the terminal. Loads the SDK only when it is called. */
export async function liveDrill(place: Place, terminal: Terminal): Promise<RealDrillPorts> {
  const [{ drillKeys }, { drillDeployment, drillWatch }] = await Promise.all([
    import('../../shared/aws/drill-key.ts'),
    import('../../shared/aws/drill-watch.ts'),
  ]);
  const deployment = await drillDeployment(place);
  return {
    deployment,
    keys: drillKeys(place),
    watch: drillWatch(deployment, place),
    confirm: () => goOn(terminal),
    wait: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
    uncut: (work) => uncut(work, () => void terminal.stderr.write(STOPPING)),
  };
}

const STOPPING = `\n${paragraph(
  `Interrupted: coming to an end. Once more only if that hangs: then an enabled key may stay behind, to be known by its tag ${DRILL_TAG}.`,
)}`;
