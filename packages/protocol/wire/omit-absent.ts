/** The same object without the fields whose value is undefined; what JSON would leave out. */
export function omitAbsent<T extends object>(value: T): T {
  for (const key in value) if (value[key] === undefined) delete value[key];
  return value;
}
