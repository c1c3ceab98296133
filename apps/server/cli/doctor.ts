import { type Config, ConfigError } from '@parley/kernel/config';
import { checkRedis, checkS3 } from '../doctor/check-stores.ts';
import {
  checkBun,
  checkDataFolder,
  checkNode,
  checkPort,
  checkPostgres,
  checkWebClient,
  type Finding,
} from '../doctor/checks.ts';
import { processOptions } from '../process-options.ts';
import { effectiveConfig } from './effective-config.ts';
import { exitCodes } from './exit-codes.ts';

const LABELS = { ok: 'OK  ', warn: 'WARN', fail: 'FAIL' } as const;

/** Checks what a start needs and prints a line for each: OK, WARN (it works, but look) or FAIL. Ends with 1 when one failed. */
export async function doctor(argv: readonly string[]): Promise<number> {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => {
    findings.push(finding);
    console.log(`${LABELS[finding.level]}  ${finding.message}`);
  };

  report(await checkBun(Bun.version));
  report(await checkNode());
  report(checkWebClient());
  const config = readConfig(argv, report);
  if (config !== undefined) {
    const { dataDir, host, port } = config.valuesOf(processOptions);
    report(checkDataFolder(dataDir));
    report(await checkPort(host ?? '127.0.0.1', port));
    report(await checkPostgres(config));
    for (const finding of [await checkRedis(config), await checkS3(config)]) if (finding !== undefined) report(finding);
  }
  const failed = findings.filter(({ level }) => level === 'fail').length;
  console.log(failed === 0 ? 'Parley can start.' : `Parley can’t start: ${failed} of ${findings.length} checks failed.`);
  return failed === 0 ? exitCodes.ok : exitCodes.failed;
}

function readConfig(argv: readonly string[], report: (finding: Finding) => void): Config | undefined {
  try {
    const config = effectiveConfig(argv);
    report({ level: 'ok', message: 'The configuration is valid.' });
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) report({ level: 'fail', message: problem });
    return undefined;
  }
}
