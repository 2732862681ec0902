/** The keys of the map, for people who cannot see it. */
export function MapKeys({ id }: { readonly id: string }) {
  return (
    <p id={id} className="visually-hidden">
      Arrow keys move, plus and minus zoom, 0 shows everything, l draws a lasso, Enter chooses the point in the middle, n and p go through
      its neighbours, Escape clears, Control and Z undoes. The points in view follow as a list.
    </p>
  );
}
