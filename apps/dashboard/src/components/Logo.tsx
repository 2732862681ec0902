/** The mark: pictures of one class drawn together, another one apart. Decorative; the name stands beside it. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#5746af" />
      <circle cx="10.5" cy="11" r="3.6" fill="#fff" />
      <circle cx="17.5" cy="8.5" r="2.6" fill="#fff" fillOpacity="0.85" />
      <circle cx="15.5" cy="15.5" r="2.6" fill="#fff" fillOpacity="0.85" />
      <circle cx="23.5" cy="22.5" r="3.6" fill="#ffb224" />
    </svg>
  );
}
