/** What a load test and a chaos run need of every target: codes in the answer, no limits, tokens that outlive the run. */
export const CHAOS_ENV: Readonly<Record<string, string>> = {
  PARLEY_OTP_SENDER: 'echo',
  PARLEY_RATE_LIMIT: 'off',
  PARLEY_LOG_LEVEL: 'warn',
  PARLEY_ACCESS_TOKEN_TTL: '24h',
};
