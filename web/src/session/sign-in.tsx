// Signing in, on a page of its own or in place when a session ended.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { signIn } from "../api/changes.ts";
import { Refused } from "../api/client.ts";
import type { Me } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { why } from "../ticket/editing.ts";
import { Icon } from "../ui/icon.tsx";

interface Props {
  /** Who was signed in before, when it is in place. */
  email?: string;
  signedIn: (me: Me) => void;
}

export function SignInPage({ signedIn }: Props): JSX.Element {
  return (
    <main class="gate">
      <div class="gate-card">
        <Logo />
        <h1>{t("signIn.title")}</h1>
        <p class="soft">{t("signIn.lead")}</p>
        <SignInForm signedIn={signedIn} />
      </div>
    </main>
  );
}

export function Logo(): JSX.Element {
  return (
    <span class="logo">
      <img src="/agent/icon.svg" alt="" width="24" height="24" />
      Lippu
    </span>
  );
}

export function SignInForm({ email = "", signedIn }: Props): JSX.Element {
  const [renew, setRenew] = useState(false);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => form.current?.querySelector<HTMLInputElement>(renew ? "[name=new]" : email ? "[name=password]" : "[name=email]")?.focus(), [renew]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    const said = (name: string) => `${data.get(name) ?? ""}`;
    setBusy(true);
    setProblem("");
    try {
      signedIn(await signIn(said("email").trim(), said("password"), said("new") || undefined));
    } catch (error) {
      const kind = error instanceof Refused ? error.kind : "";
      if (kind === "new-password-required") setRenew(true);
      else setProblem(kind === "sign-in-failed" ? t("signIn.wrong") : why(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form ref={form} class="sign-in" onSubmit={(event) => void submit(event)}>
      {problem && (
        <p class="problem" role="alert">
          <Icon name="warning" />
          {problem}
        </p>
      )}
      <label class="field">
        {t("signIn.email")}
        <input class="input" name="email" type="email" required autocomplete="username" defaultValue={email} autofocus={!email} />
      </label>
      <Secret name="password" label={t("signIn.password")} autocomplete="current-password" first={email !== ""} />
      {renew && (
        <>
          <p class="soft">{t("signIn.newPasswordLead")}</p>
          <Secret name="new" label={t("signIn.newPassword")} autocomplete="new-password" />
        </>
      )}
      <button class="button button-main button-wide" type="submit" disabled={busy}>
        {t(busy ? "signIn.busy" : "signIn.go")}
      </button>
    </form>
  );
}

interface SecretProps {
  name: string;
  label: string;
  autocomplete: string;
  /** Where a window that opens puts the focus. */
  first?: boolean;
}

function Secret({ name, label, autocomplete, first = false }: SecretProps): JSX.Element {
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label for={`secret-${name}`}>{label}</label>
      <span class="secret">
        <input id={`secret-${name}`} class="input" name={name} type={shown ? "text" : "password"} required autocomplete={autocomplete} maxLength={256} autofocus={first} />
        <button class="link secret-show" type="button" aria-pressed={shown} aria-controls={`secret-${name}`} onClick={() => setShown(!shown)}>
          {t(shown ? "signIn.hide" : "signIn.show")}
        </button>
      </span>
    </div>
  );
}
