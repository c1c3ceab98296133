/** How commands end. The figures above 2 are those of sysexits.h. */
export const exitCodes = { ok: 0, failed: 1, usage: 64, config: 78 } as const;
