/** A codicon; it is decoration, so screen readers pass over it. */
export function Icon({ name }: { name: string }) {
  return <i class={`codicon codicon-${name}`} aria-hidden="true" />;
}
