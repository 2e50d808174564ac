import type { AlertOfKey } from '../alert/alert.ts';
import { buildAlert } from '../alert/build-alert.ts';
import type { AlertSettings } from '../alert/settings.ts';
import { enrich } from '../enrichment/enrich.ts';
import type { KeyReader } from '../enrichment/key-reader.ts';
import type { Collector } from '../incident/collector.ts';
import { tellFirst } from '../incident/counter.ts';
import { tellingOnce } from '../incident/telling.ts';

/**
 * One alert for each key of which findings were collected, the gravest first, as if nothing had been told before: for whoever looks
 * at records afterwards.
 */
export async function tellOnce(
  collector: Collector,
  readKey: KeyReader,
  settings: AlertSettings,
  now: Date,
): Promise<readonly AlertOfKey[]> {
  const incidents = collector
    .keys()
    .flatMap(({ parts }) => parts.map(({ counter }) => counter.counted()?.incident))
    .filter((incident) => incident !== undefined)
    .sort((one, other) => tellFirst(one.lead, other.lead));
  const details = await Promise.all(incidents.map(({ key }) => enrich(key, readKey)));
  return incidents.flatMap((incident, at) => {
    const read = details[at];
    return read === undefined ? [] : [buildAlert(tellingOnce(incident), read, settings, now)];
  });
}
