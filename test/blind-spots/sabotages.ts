import type { Sabotage } from './sabotage.ts';
import { DETECTION_SABOTAGES } from './sabotages-of-detection.ts';
import { FUNCTION_SABOTAGES } from './sabotages-of-functions.ts';
import { REMEDIATION_SABOTAGES } from './sabotages-of-remediation.ts';
import { SLACK_SABOTAGES } from './sabotages-of-slack.ts';
import { TOPIC_SABOTAGES } from './sabotages-of-topics.ts';
import { TRAIL_SABOTAGES } from './sabotages-of-trails.ts';

export const SABOTAGES: readonly Sabotage[] = [
  ...TRAIL_SABOTAGES,
  ...DETECTION_SABOTAGES,
  ...TOPIC_SABOTAGES,
  ...FUNCTION_SABOTAGES,
  ...SLACK_SABOTAGES,
  ...REMEDIATION_SABOTAGES,
];
