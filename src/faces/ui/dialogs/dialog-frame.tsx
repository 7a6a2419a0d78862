import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Dialog as Kind } from '../model/page-model.ts';
import { change } from '../model/store.ts';
import { Refusal } from '../server/api.ts';

/** Closes the open dialog. */
export const closeDialog = () => change({ dialog: undefined });

interface DialogInput {
  title: string;
  kind: Kind['kind'];
  children: ComponentChildren;
}

/** A native dialog of the browser: it traps the focus, Esc closes it, and the focus returns to where it was. */
export function Dialog({ title, kind, children }: DialogInput) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} id={`dialog-${kind}`} aria-labelledby="dialog-title" onClose={closeDialog}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}

/** The fields of a form by name. */
export type Values = Record<string, string | boolean>;

function valuesOf(form: HTMLFormElement): Values {
  const fields = [...form.elements].filter(
    (one) => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement,
  );
  const pairs = fields.map((field) => [
    field.name,
    field instanceof HTMLInputElement && field.type === 'checkbox' ? field.checked : field.value.trim(),
  ]);
  // Empty fields are omitted.
  return Object.fromEntries(pairs.filter(([, value]) => value !== '' && value !== false));
}

/** A form that calls an operation; its fields are the input. It stays open and filled in until that has succeeded. */
export function CallForm({
  label,
  busy = 'starting…',
  run,
  children,
}: {
  label: string;
  /** The label of the button while the call runs. */
  busy?: string;
  run(values: Values): Promise<void>;
  children: ComponentChildren;
}) {
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setFailure('');
    try {
      await run(valuesOf(form));
      closeDialog();
    } catch (error) {
      setFailure(error instanceof Refusal ? error.message : 'the server does not answer');
      setBusy(false);
    }
  };
  return (
    <form
      class="call"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {children}
      <p role="alert" class="wrong">
        {failure}
      </p>
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? busy : label}
        </button>
        <button type="button" onClick={closeDialog}>
          Cancel
        </button>
      </div>
    </form>
  );
}
