/** A setting and its value. */
export function SettingText({ name, value }: { name: string; value: string }) {
  return (
    <span>
      <span class="hint">{`${name} `}</span>
      {value}
    </span>
  );
}
