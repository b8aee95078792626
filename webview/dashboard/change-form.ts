import { button, el } from "../components/dom";
import { help } from "../components/help";
import { STRINGS } from "../components/strings";

/** A field of a form: a number, or one of a few choices. */
export interface ChangeField {
  label: string;
  text: string;
  help?: string | undefined;
  /** Below the field: what an empty one means. */
  hint?: string | undefined;
  /** In the field while it is empty. */
  placeholder?: string | undefined;
  choices?: readonly { value: string; label: string }[];
}

/** What is wrong with one of the fields, by its place; undefined where nothing is. */
export type FieldError = { field: number; message: string } | undefined;

interface ChangeFormOptions {
  title: string;
  fields: readonly ChangeField[];
  /** Takes the change over, or says what is wrong with it. */
  onApply(texts: readonly string[]): FieldError;
  onClose(): void;
}

let count = 0;

/** A form for one change of a run. What is wrong is said at its field. */
export function changeForm({
  title,
  fields,
  onApply,
  onClose,
}: ChangeFormOptions): HTMLFormElement {
  const rows = fields.map(fieldRow);
  const apply = button({
    icon: "check",
    label: STRINGS.apply,
    primary: true,
    onClick: () => undefined,
  });
  apply.type = "submit";
  const form = el(
    "form",
    { class: "optimizer-form", attributes: { novalidate: "", "aria-label": title } },
    el("h3", { text: title }),
    el("div", { class: "form-fields" }, ...rows.map(({ element }) => element)),
    el(
      "div",
      { class: "form-buttons" },
      apply,
      button({ label: STRINGS.cancel, onClick: onClose }),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = onApply(rows.map(({ input }) => input.value));
    for (const [i, row] of rows.entries()) row.refuse(i === wrong?.field ? wrong.message : "");
    if (wrong) {
      rows[wrong.field]?.input.focus();
      // The message makes the form longer.
      form.scrollIntoView({ block: "nearest" });
    } else onClose();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onClose();
  });
  return form;
}

interface FieldRow {
  element: HTMLElement;
  input: HTMLInputElement | HTMLSelectElement;
  refuse(message: string): void;
}

function fieldRow({
  label,
  text,
  help: explanation,
  hint,
  placeholder,
  choices,
}: ChangeField): FieldRow {
  const id = `change-${++count}`;
  const input = choices
    ? el(
        "select",
        { attributes: { id } },
        ...choices.map((choice) =>
          el("option", { text: choice.label, attributes: { value: choice.value } }),
        ),
      )
    : el("input", { attributes: { type: "text", inputmode: "decimal", id, placeholder } });
  input.value = text;
  const error = el("span", { class: "form-error", attributes: { id: `${id}-error` } });
  const mark = explanation === undefined ? undefined : help(label, explanation);
  return {
    input,
    element: el(
      "div",
      { class: "field" },
      el("span", {}, el("label", { text: label, attributes: { for: id } }), mark),
      input,
      hint === undefined ? undefined : el("span", { class: "hint", text: hint }),
      error,
    ),
    refuse(message) {
      error.textContent = message;
      input.setAttribute("aria-invalid", String(message !== ""));
      if (message) input.setAttribute("aria-describedby", error.id);
      else input.removeAttribute("aria-describedby");
    },
  };
}
