/** A field of a form as text, without the blanks around it. */
export function textOf(fields: FormData, name: string): string {
  return secretOf(fields, name).trim();
}

/** A field of a form exactly as it was typed: blanks are part of a password. */
export function secretOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
