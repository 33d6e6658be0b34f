import { QueryClientProvider } from "@tanstack/preact-query";
import type { JSX } from "preact";
import { Refused, signedOut } from "../api/client.ts";
import { client, useConfiguration, useMe } from "../api/questions.ts";
import type { Me } from "../api/types.ts";
import { t } from "../i18n/i18n.ts";
import { Gate } from "../session/gate.tsx";
import { SignInPage } from "../session/sign-in.tsx";
import { DeskContext } from "../state/desk.ts";
import { Skeleton, Trouble } from "../ui/parts.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { Workspace } from "./workspace.tsx";

export function App(): JSX.Element {
  return (
    <QueryClientProvider client={client}>
      <Door />
      <Toasts />
    </QueryClientProvider>
  );
}

function Door(): JSX.Element {
  const asked = useMe();
  if (asked.data) return <Inside me={asked.data} />;
  if (asked.error instanceof Refused && asked.error.status === 401) {
    return (
      <SignInPage
        signedIn={(me) => {
          signedOut.value = false;
          client.setQueryData(["me"], me);
        }}
      />
    );
  }
  return (
    <main class="gate">
      {asked.isError ? (
        <Trouble title={t("app.offline")} detail={asked.error instanceof Refused ? asked.error.message : ""} retry={() => void asked.refetch()} />
      ) : (
        <Skeleton rows={3} />
      )}
    </main>
  );
}

function Inside({ me }: { me: Me }): JSX.Element {
  const configuration = useConfiguration().data;
  return (
    <DeskContext.Provider value={{ me, configuration }}>
      <Workspace />
      {signedOut.value && <Gate me={me} />}
    </DeskContext.Provider>
  );
}
