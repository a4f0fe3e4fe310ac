/** Insitu's mark: a thing kept in its own frame. */
export function Logo({ size = 18 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      role="img"
      aria-label="Insitu"
    >
      <path d="M1.5 5.5v-2a2 2 0 0 1 2-2h2M12.5 1.5h2a2 2 0 0 1 2 2v2M16.5 12.5v2a2 2 0 0 1-2 2h-2M5.5 16.5h-2a2 2 0 0 1-2-2v-2" />
      <rect x="5.6" y="5.6" width="6.8" height="6.8" rx="1.6" fill="currentColor" stroke="none" />
    </svg>
  );
}
