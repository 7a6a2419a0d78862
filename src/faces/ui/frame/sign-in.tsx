import { token } from '../server/page-token.ts';

/** Asks for a token if there is none, or if it is no longer valid. */
export function SignIn({ onToken }: { onToken(): void }) {
  return (
    <main>
      <form
        id="sign-in"
        class="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          const { elements } = event.currentTarget;
          const field = elements.namedItem('token');
          const stays = elements.namedItem('stays');
          if (!(field instanceof HTMLInputElement) || !(stays instanceof HTMLInputElement)) return;
          token.drop();
          token.set(field.value.trim(), stays.checked);
          field.value = '';
          onToken();
        }}
      >
        <h2>Sign in</h2>
        <p>
          Open the link that the server printed. It works once; afterwards, paste the token from the token file that the
          server named.
        </p>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="off" spellcheck={false} required />
        <label class="check">
          <input type="checkbox" name="stays" /> Stay signed in on this device
        </label>
        <button class="primary" type="submit">
          Open
        </button>
      </form>
    </main>
  );
}
