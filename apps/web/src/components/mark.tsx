/** The sign of the house. */
export const Mark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" aria-hidden className={className}>
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
      <circle cx="10" cy="10" r="2.7" />
      <circle cx="22" cy="22" r="2.7" />
      <path d="M12.7 10H17a5 5 0 0 1 5 5v4.3M10 12.7V17a5 5 0 0 0 5 5h4.3" />
    </g>
  </svg>
);
