// Shown over the workspace when the session ended: signing in again leaves everything where it was.
import type { JSX } from "preact";
import { signedOut } from "../api/client.ts";
import { client } from "../api/questions.ts";
import type { Me } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { go } from "../state/route.ts";
import { FIRST_VIEW } from "../pure/place.ts";
import { Dialog } from "../ui/dialog.tsx";
import { SignInForm } from "./sign-in.tsx";

export function Gate({ me }: { me: Me }): JSX.Element {
  function signedIn(next: Me): void {
    signedOut.value = false;
    if (next.id !== me.id) {
      // somebody else: nothing that the one before saw may stay on the screen
      go({ view: FIRST_VIEW }, "replace");
      client.clear();
    }
    client.setQueryData(["me"], next);
    void client.invalidateQueries();
  }
  return (
    <Dialog label={t("signIn.again")} kind="gate">
      <p class="soft">{t("signIn.againLead")}</p>
      <SignInForm email={me.email} signedIn={signedIn} />
    </Dialog>
  );
}
