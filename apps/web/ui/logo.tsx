/** The mark: a P whose bowl is a speech bubble with two people in it. */
export function Logo({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden className={className}>
      <rect width="64" height="64" rx="16" fill="#8a2857" />
      <path
        d="M20.5 51V28.5a13.5 13.5 0 1 1 13.5 13.5h-4"
        fill="none"
        stroke="#fff"
        strokeWidth="6.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="29.5" cy="28.5" r="2.7" fill="#f4bf5f" />
      <circle cx="38.5" cy="28.5" r="2.7" fill="#f4bf5f" />
    </svg>
  );
}
