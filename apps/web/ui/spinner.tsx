/** A small turning ring for work that has no measurable progress. Give the context its own text; this is decorative. */
export function Spinner() {
  return (
    <span aria-hidden className="inline-block size-4 animate-spin rounded-full border-2 border-current border-e-transparent" />
  );
}
