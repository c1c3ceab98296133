/** What went wrong, said aloud; nothing when nothing did. */
export function ErrorNote({ text }: { readonly text: string | undefined }) {
  if (!text) return null;
  return (
    <p role="alert" className="mx-4 my-2 rounded-xl bg-danger-tint px-4 py-3 text-sm text-danger">
      {text}
    </p>
  );
}
