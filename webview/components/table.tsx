import type { ComponentChildren } from "preact";

interface Column {
  title: string;
  /** Its cells stand at the right. */
  number?: boolean;
}

interface TableProps {
  columns: readonly Column[];
  hidden?: boolean;
  /** Its rows. */
  children: ComponentChildren;
}

/** A table with a head. */
export function Table({ columns, hidden, children }: TableProps) {
  return (
    <table hidden={hidden}>
      <thead>
        <tr>
          {columns.map(({ title, number }) => (
            <th key={title} scope="col" class={number ? "number" : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
