import {
  type CommonConfig,
  commonConfig,
  type Environment,
  environmentReaders,
  topicArnIn,
} from '../../shared/config/environment-readers.ts';
import { ENVIRONMENT } from '../../shared/contract/environment.ts';

/** What the function is told by its environment, read once at cold start. */
export interface Config extends CommonConfig {
  readonly backstopTopicArn: string;
}

/** Reads the configuration. Throws one error that names every fault, with what was got and what was wanted. */
export function readConfig(environment: Environment): Config {
  const readers = environmentReaders(environment);
  const config = {
    ...commonConfig(readers, environment),
    backstopTopicArn: topicArnIn(readers, ENVIRONMENT.backstopTopicArn),
  };
  readers.finish();
  return config;
}
