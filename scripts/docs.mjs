// Writes the parts of docs/ that code knows better: the alert's JSON Schema and field table, the severity table, the settings, the
// exit codes, and the e-mail in README.
// With --check it writes nothing and fails where a file differs, naming it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { createGenerator } from 'ts-json-schema-generator';

const root = fileURLToPath(new URL('..', import.meta.url));

async function load(entry) {
  const { outputFiles } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

function schemaOf(file, type, title) {
  const schema = createGenerator({
    path: `${root}${file}`,
    tsconfig: `${root}tsconfig.json`,
    type,
    additionalProperties: false,
    topRef: true,
    skipTypeCheck: true,
  }).createSchema(type);
  const { $schema, $ref, definitions } = schema;
  // Definitions in the order of their names: the generator's own order moves with the imports.
  const ordered = Object.fromEntries(Object.entries(definitions).sort(([one], [other]) => (one < other ? -1 : 1)));
  return { $schema, title: `KMS Deletion Guard ${title}`, $ref, definitions: ordered };
}

/** What `--format json` of a command prints. */
const REPORTS = {
  doctor: 'DoctorReport',
  preflight: 'PreflightReport',
  keys: 'KeysReport',
  explain: 'ExplainReport',
  rescue: 'RescueReport',
};

/** The kinds of alert that a union of unions names. */
function kindsIn({ definitions }, name = 'Alert') {
  const { anyOf } = definitions[name];
  return anyOf ? anyOf.flatMap(({ $ref }) => kindsIn({ definitions }, $ref.split('/').at(-1))) : [name];
}

/** Every field of one kind of alert by its path, with type and meaning. */
function fieldRows({ definitions }, kind) {
  const rows = [];
  const refOf = (schema) => schema?.$ref?.split('/').at(-1);
  const visit = (schema, path, required) => {
    const target = refOf(schema) ? { ...definitions[refOf(schema)], ...schema } : schema;
    if (target.type === 'object' && target.properties) {
      for (const [name, property] of Object.entries(target.properties)) {
        const at = path === '' ? name : `${path}.${name}`;
        const isRequired = (target.required ?? []).includes(name);
        describe(property, at, isRequired);
      }
    } else if (target.type === 'array') visit(target.items, `${path}[]`, required);
  };
  const describe = (property, path, required) => {
    const target = refOf(property) ? { ...definitions[refOf(property)], ...property } : property;
    rows.push({ path, type: typeOf(target), required, meaning: target.description ?? '' });
    visit(property, path, required);
  };
  visit(definitions[kind], '', true);
  const kinds = kindsIn({ definitions }).map((name) => typeOf(definitions[name].properties.kind));
  return rows.map((row) => (row.path === 'kind' ? { ...row, type: kinds.join(', ') } : row));
}

/** The fields of an alert about one key, then those that only another kind has. */
function allRows(schema) {
  const ofKey = fieldRows(schema, 'KeyUseAlert');
  const besides = (kind) => fieldRows(schema, kind).filter(({ path }) => !ofKey.some((row) => row.path === path));
  return { ofKey, ofSummary: besides('SummaryAlert'), ofBlindSpot: besides('BlindSpotAlert') };
}

function typeOf(schema) {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if (schema.type === 'array') return 'list';
  return schema.additionalProperties?.type === 'string' ? 'texts by name' : (schema.type ?? 'object');
}

const oneLine = (text) => text.replaceAll('\n', ' ').replaceAll('|', '\\|');

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => oneLine(String(cell))).join(' | ')} |`)
    .join('\n');

const fieldTable = (fields) =>
  table(
    ['field', 'type', 'always there', 'meaning'],
    fields.map(({ path, type, required, meaning }) => [`\`${path}\``, type, required ? 'yes' : '', meaning]),
  );

const fixture = (name) => readFileSync(`${root}test/fixtures/${name}`, 'utf8').trimEnd();
const quoted = (text) => ['```', text, '```'].join('\n');

/** Some of the paragraphs of a text. */
const partsOf = (text, ...which) => which.map((at) => text.split('\n\n').at(at)).join('\n\n');

function between(file, name, text, before = readFileSync(root + file, 'utf8')) {
  const marks = new RegExp(`(<!-- ${name}: made by npm run docs -->\n)[^]*?(<!-- end -->)`);
  if (!marks.test(before))
    throw new Error(`${file}: got no mark <!-- ${name}: made by npm run docs -->, wanted one before <!-- end -->`);
  return before.replace(marks, (_, open, close) => `${open}${text}\n${close}`);
}

const { SEVERITY_TABLE } = await load('shared/finding/severity.ts');
const { EXIT } = await load('cli/exit-codes.ts');
const { SETTINGS } = await load('infra/settings.ts');
const schema = schemaOf('shared/alert/alert.ts', 'Alert', 'alert');
const rows = allRows(schema);

const files = {
  'docs/alert.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
  ...Object.fromEntries(
    Object.entries(REPORTS).map(([command, type]) => [
      `docs/${command}.schema.json`,
      `${JSON.stringify(schemaOf(`cli/reports/${command}.ts`, type, `report of ${command}`), null, 2)}\n`,
    ]),
  ),
  'docs/alert-contract.md': between(
    'docs/alert-contract.md',
    'fields',
    [
      fieldTable(rows.ofKey),
      'A `summary` has the fields above down to `guard`, and these:',
      fieldTable(rows.ofSummary),
      'A `blind-spot` has the fields down to `guard`, and these:',
      fieldTable(rows.ofBlindSpot),
    ].join('\n\n'),
  ),
  'docs/severity.md': between(
    'docs/severity.md',
    'table',
    table(
      ['what was refused, to whom', '> 7 days left', '7 days .. 72 h', '<= 72 h or overdue', 'date unknown'],
      Object.entries(SEVERITY_TABLE).map(([use, row]) => [
        use,
        row['more-than-7-days'],
        row['up-to-7-days'],
        row['up-to-72-hours'],
        row.unknown,
      ]),
    ),
  ),
  'docs/deploy.md': between(
    'docs/deploy.md',
    'settings',
    table(
      ['name', 'meaning', 'default'],
      SETTINGS.map(({ name, meaning, default: byDefault }) => [`\`${name}\``, meaning, byDefault]),
    ),
  ),
  'README.md': between(
    'README.md',
    'doctor',
    quoted(partsOf(fixture('doctor/faulty.txt'), 0, 1, -1)),
    between('README.md', 'e-mail', quoted(fixture('emails/first-use.txt'))),
  ),
  'docs/cli.md': between(
    'docs/cli.md',
    'exit codes',
    table(
      ['code', 'meaning'],
      Object.values(EXIT).map(({ code, meaning }) => [code, meaning]),
    ),
  ),
};

const stale = [];
for (const [file, text] of Object.entries(files)) {
  if (process.argv.includes('--check')) {
    let now = '';
    try {
      now = readFileSync(root + file, 'utf8');
    } catch {}
    if (now !== text) stale.push(file);
  } else writeFileSync(root + file, text);
}
if (stale.length > 0) {
  console.error(`${stale.join(', ')}: not what the code says; run \`npm run docs\``);
  process.exitCode = 1;
}
