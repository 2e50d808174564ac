import type { AlertOfKey } from '../alert/alert.ts';
import { buildAlert } from '../alert/build-alert.ts';
import type { AlertSettings } from '../alert/settings.ts';
import { enrich } from '../enrichment/enrich.ts';
import type { KeyReader } from '../enrichment/key-reader.ts';
import type { Collector } from '../incident/collector.ts';
import { tellFirst } from '../incident/counter.ts';
import { tellingOnce } from '../incident/telling.ts';
import type { RemediationPolicy } from '../remediation/policy.ts';
import { rehearse } from '../remediation/rehearse.ts';

/**
 * One alert for each key of which findings were collected, the gravest first, as if nothing had been told before: for whoever looks
 * at records afterwards.
 * @param policy by which each alert also tells what would be decided about saving the key; undefined: it does not
 */
export async function tellOnce(
  collector: Collector,
  readKey: KeyReader,
  settings: AlertSettings,
  now: Date,
  policy?: RemediationPolicy,
): Promise<readonly AlertOfKey[]> {
  const counted = collector
    .keys()
    .flatMap(({ parts }) => parts.map(({ counter }) => counter.counted()))
    .filter((one) => one !== undefined)
    .sort((one, other) => tellFirst(one.incident.lead, other.incident.lead));
  const details = await Promise.all(counted.map(({ incident }) => enrich(incident.key, readKey)));
  const mode = policy === undefined ? {} : { remediationMode: policy.mode };
  return counted.flatMap(({ incident, evidence }, at) => {
    const read = details[at];
    if (read === undefined) return [];
    const rescue = policy && evidence && rehearse(evidence, read, policy, now).rescue;
    return [buildAlert({ ...tellingOnce(incident), rescue }, read, { ...settings, ...mode }, now)];
  });
}
