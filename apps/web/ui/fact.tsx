/** A labelled value. */
export function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div className="px-4 py-2">
      <p className="text-sm text-muted">{label}</p>
      <p dir="auto" className="text-start break-words whitespace-pre-wrap">
        {value}
      </p>
    </div>
  );
}
