/**
 * What a migration does that nodes of the previous build, which work on while the new ones start, could not live with; a line each. Comments
 * don't count. A table or column that the migration itself makes is nobody's yet.
 */
export function narrowingSteps(sql: string): string[] {
  const text = sql.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ');
  const own = new Set([...text.matchAll(/CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.]+)/gi)].map((match) => match[1]));
  return text
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => !own.has(/^ALTER TABLE (?:ONLY )?([\w.]+)/i.exec(statement)?.[1]))
    .filter((statement) => NARROWING.some((pattern) => pattern.test(statement)));
}

const NARROWING = [
  /\bDROP (?:TABLE|VIEW|COLUMN|SCHEMA|TYPE)\b/i,
  /\bDROP FUNCTION\b/i,
  /\bRENAME\b/i,
  /\bSET NOT NULL\b/i,
  /\bALTER COLUMN \w+ (?:SET DATA )?TYPE\b/i,
  /\bDROP DEFAULT\b/i,
  /\bADD COLUMN (?:IF NOT EXISTS )?\w+ (?:(?!\bADD COLUMN\b|\bDEFAULT\b|\bGENERATED\b).)*\bNOT NULL\b(?!(?:(?!\bADD COLUMN\b).)*\bDEFAULT\b)/i,
  /\bADD (?:CONSTRAINT \w+ )?(?:CHECK|UNIQUE|EXCLUDE|FOREIGN KEY|PRIMARY KEY)\b/i,
  /\bCREATE UNIQUE INDEX\b/i,
];
