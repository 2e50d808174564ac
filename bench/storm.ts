import { policyOf } from '../shared/incident/item.ts';
import { processLogBatch } from '../shared/pipeline/process-log-batch.ts';
import { sweep } from '../shared/pipeline/sweep.ts';
import { knownDetails, someSettings } from '../test/builders/alert.ts';
import { aPayload } from '../test/builders/payload.ts';
import { memoryPorts, somePipelineSettings, testClock } from '../test/builders/ports.ts';
import { aRefusal, eventId, roleIdentity } from '../test/builders/record.ts';
import { fakeIncidentStore } from '../test/fakes/incident-store.ts';

// A retry loop gone wild: refusals on one key by 3 callers and 2 operations in 20 simulated minutes, batches that ten handlers take at
// once, some of them delivered again word for word. What goes out is held against what went in; time is simulated, so that only
// counts are measured, not speed.
const REFUSALS = 100_000;
const A_BATCH = 100;
const HANDLERS = 10;
const REDELIVERED = 0.05;
const MINUTE = 60_000;
const CALLERS = ['billing-batch', 'report-api', 'etl'];
const OPERATIONS = ['Decrypt', 'GenerateDataKey'];
const FACETS = CALLERS.length * OPERATIONS.length;
const START = Date.parse('2026-11-22T03:00:00Z');
const MOST_WRITES = 2;

let reads = 0;
const clock = testClock(new Date(START));
const store = fakeIncidentStore();
const ports = memoryPorts({
  clock,
  store,
  readKey: async () => {
    reads += 1;
    return knownDetails();
  },
  // Handlers that meet wait in the order of the event loop; simulated time must not run away with each of their waits.
  wait: async () => {
    for (let turns = Math.random() * 40; turns > 0; turns -= 1) await Promise.resolve();
  },
  random: Math.random,
});
const settings = () =>
  somePipelineSettings({ alert: someSettings(), policy: policyOf(), sendBefore: clock.now().getTime() + 38_000 });

/** Another pair of caller and operation joins every three minutes. */
function facetOf(n: number) {
  const joined = Math.min(FACETS, 1 + Math.floor((n * 20) / REFUSALS / 3));
  const facet = n % joined;
  return { eventName: OPERATIONS[facet % 2], userIdentity: roleIdentity(CALLERS[facet % 3] ?? '') };
}

const batchOf = (batch: number) =>
  aPayload(
    Array.from({ length: A_BATCH }, (_, at) => {
      const n = batch * A_BATCH + at;
      return aRefusal({
        eventID: eventId(n),
        eventTime: new Date(START + (n * 20 * MINUTE) / REFUSALS).toISOString(),
        ...facetOf(n),
      });
    }),
  );

const batches = Array.from({ length: REFUSALS / A_BATCH }, (_, batch) => batch);
// Every twentieth comes a second time, a little later.
const deliveries = batches.flatMap((batch) => (batch % (1 / REDELIVERED) === 19 ? [batch, batch - 7] : [batch]));
const accounted = { recordsIn: 0, notified: 0, counted: 0, duplicate: 0 };
let nextSweep = START + 5 * MINUTE;
const started = performance.now();
for (let at = 0; at < deliveries.length; at += HANDLERS) {
  const due = START + (at / deliveries.length) * 20 * MINUTE;
  clock.move(Math.max(0, due - clock.now().getTime()));
  for (; clock.now().getTime() >= nextSweep; nextSweep += 5 * MINUTE) await sweep(ports, settings());
  const outcomes = await Promise.all(
    deliveries.slice(at, at + HANDLERS).map((batch) => processLogBatch(batchOf(batch), ports, settings())),
  );
  for (const outcome of outcomes) {
    if (!outcome.ok || outcome.value.kind !== 'data') throw new Error('wanted every batch handled');
    if (outcome.value.fate.failed > 0) throw new Error('wanted no failure');
    accounted.recordsIn += outcome.value.recordsIn;
    accounted.notified += outcome.value.fate.notified;
    accounted.counted += outcome.value.fate.counted;
    accounted.duplicate += outcome.value.fate.duplicate;
  }
}
const inStorm = { writes: store.writes.length, reads };
const itemBytes = Math.max(...store.items().map((item) => JSON.stringify(item).length));
for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
  await sweep(ports, settings());
  clock.move(5 * MINUTE);
}
const seconds = (performance.now() - started) / 1000;

const told = ports.told;
const facets = new Set(
  told.flatMap(({ occurrences }) =>
    occurrences.callers.filter(({ isNew }) => isNew).map((one) => `${one.caller} ${one.operation}`),
  ),
);
const total = told.reduce((sum, { occurrences }) => sum + occurrences.count, 0);
const perBatch = (figure: number) => (figure / deliveries.length).toFixed(2);
const kinds = [...new Set(told.map(({ kind }) => kind))].map(
  (kind) => `${told.filter((alert) => alert.kind === kind).length} ${kind}`,
);
const megabytes = process.resourceUsage().maxRSS / 1024;

const figures: readonly (readonly [string, string])[] = [
  [
    'refusals, in batches (delivered again)',
    `${REFUSALS.toLocaleString('en-US')} in ${batches.length} (${deliveries.length - batches.length})`,
  ],
  ['messages', `${told.length} (${kinds.join(', ')})`],
  ['messages, if each refusal were one', REFUSALS.toLocaleString('en-US')],
  ['facets named for the first time', `${facets.size} of ${FACETS}`],
  ['sum of all counts told', total.toLocaleString('en-US')],
  ['duplicates left out', accounted.duplicate.toLocaleString('en-US')],
  ['writes of the item a batch', perBatch(inStorm.writes)],
  ['times that the key was read', String(inStorm.reads)],
  ['size of the item', `${(itemBytes / 1000).toFixed(1)} kB`],
  ['peak memory', `${megabytes.toFixed(0)} MB`],
  ['this benchmark took', `${seconds.toFixed(1)} s`],
];
console.log(`\na storm on one key, ${HANDLERS} handlers at once`);
for (const [name, figure] of figures) console.log(`${name.padEnd(40)} ${figure}`);

const isRight =
  total === REFUSALS &&
  facets.size === FACETS &&
  accounted.recordsIn === accounted.notified + accounted.counted + accounted.duplicate &&
  inStorm.writes / deliveries.length <= MOST_WRITES;
if (!isRight) {
  console.error(
    `wanted ${REFUSALS} told, each facet named, every record accounted for, at most ${MOST_WRITES} writes a batch`,
  );
  process.exitCode = 1;
}
