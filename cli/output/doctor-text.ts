import { forTerminal } from '../../shared/alert/inert.ts';
import { count, dayAndTime } from '../../shared/alert/time.ts';
import type { DoctorCheck, DoctorReport, DoctorSums } from '../reports/doctor.ts';
import { below, fixesText, heading, missingRightsText } from './doctor-parts.ts';
import { paragraph } from './layout.ts';

/**
 * The report for people: worst first, the fix under each. Where all is well, every check with what it found, as evidence; else what
 * passed is one paragraph, so that what did not stays on the screen. The last line sums up.
 */
export function doctorText(report: DoctorReport, colour: boolean): string {
  const troubled = report.checks.filter(({ state }) => state !== 'pass');
  const passed = report.checks.filter(({ state }) => state === 'pass');
  return [
    headOf(report),
    ...(troubled.length === 0 ? passed : troubled).map((check) => checkText(check, colour)),
    troubled.length === 0 ? '\n' : passed.length > 0 ? `${passedText(passed)}\n` : '',
    missingRightsText(report.missingRights),
    paragraph(sumsText(report.sums)),
  ].join('');
}

function headOf({ at, stack, region, accountId, packageVersion, deployedVersion }: DoctorReport): string {
  const deployed = deployedVersion === undefined ? 'of an unknown version' : forTerminal(deployedVersion, 40);
  return [
    paragraph(`Stack ${forTerminal(stack)}, account ${forTerminal(accountId)}, ${forTerminal(region)}`),
    paragraph(`deployed: ${deployed}; this package: ${packageVersion}; ${dayAndTime(new Date(at))}`),
    '\n',
  ].join('');
}

function checkText(check: DoctorCheck, colour: boolean): string {
  const head = heading(check.state, `${check.title} (${check.id})`, colour);
  switch (check.state) {
    case 'pass':
      return `${head}${below(check.found)}`;
    case 'warn':
      return `${head}${below(check.found)}${fixesText(check.fixes)}\n`;
    case 'fail':
      return `${head}${below(check.found)}${below(`It means: ${check.meaning}`)}${fixesText(check.fixes)}\n`;
    case 'unknown': {
      const { missingRight } = check;
      return `${head}${below(check.reason)}${missingRight === undefined ? '' : below(`Missing right: ${missingRight}`)}\n`;
    }
  }
}

const passedText = (passed: readonly DoctorCheck[]): string =>
  paragraph(`${count(passed.length, 'check')} passed: ${passed.map(({ id }) => id).join(', ')}.`);

/** "3 of 25 checks failed, 1 warning, 2 unknown." */
function sumsText({ checks, failed, unknown, warned, passed }: DoctorSums): string {
  if (passed === checks) return `All ${checks} checks passed.`;
  const rest = [
    ...(warned > 0 ? [count(warned, 'warning')] : []),
    ...(unknown > 0 ? [`${unknown.toLocaleString('en-US')} unknown`] : []),
  ];
  const noAllClear = failed === 0 && unknown > 0 ? ' This is no all-clear.' : '';
  return `${[`${failed === 0 ? 'None' : failed} of ${checks} checks failed`, ...rest].join(', ')}.${noAllClear}`;
}
