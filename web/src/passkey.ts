import { all, ask, make, one } from "./page.ts";

type Json = Record<string, unknown>;

/** Bytes of base64url. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

function text(buffer: ArrayBuffer | null | undefined): string | undefined {
  if (!buffer) return undefined;
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The server's options with their bytes as bytes: what browsers take everywhere, older ones too. */
function options(json: Json): PublicKeyCredentialRequestOptions & PublicKeyCredentialCreationOptions {
  const known = (list: unknown): unknown => (list as Json[] | undefined)?.map((c) => ({ ...c, id: bytes(c["id"] as string) }));
  const user = json["user"] as Json | undefined;
  return {
    ...json,
    challenge: bytes(json["challenge"] as string),
    ...(user && { user: { ...user, id: bytes(user["id"] as string) } }),
    allowCredentials: known(json["allowCredentials"]),
    excludeCredentials: known(json["excludeCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions & PublicKeyCredentialCreationOptions;
}

function answer(credential: PublicKeyCredential): string {
  const r = credential.response as AuthenticatorAssertionResponse & AuthenticatorAttestationResponse;
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, extensions: {},
    response: {
      clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject),
      authenticatorData: text(r.authenticatorData), signature: text(r.signature), userHandle: text(r.userHandle),
    },
  });
}

/** A form whose button asks the device for a passkey: `data-passkey` is `make` or `use`; it shows where the browser can. */
export function passkey(form: HTMLFormElement): void {
  if (!("PublicKeyCredential" in globalThis)) return;
  form.hidden = false;
  const failed = form.dataset["failed"] ?? "";
  const said = form.appendChild(make("p", { class: "why", role: "status" }));
  form.addEventListener("submit", (event) => {
    const field = (name: string): HTMLInputElement | null => one<HTMLInputElement>(`[name=${name}]`, form);
    if (field("credential")?.value) return;
    event.preventDefault();
    said.textContent = "";
    // What stands in the page's other form comes along.
    for (const name of ["login", "stay"]) {
      const other = all<HTMLInputElement>(`form:not([data-passkey]) [name=${name}]`)[0];
      const own = field(name);
      if (own && other) own.value = other.type === "checkbox" ? String(other.checked) : other.value;
    }
    void (async () => {
      const got = await ask(form.dataset["options"] ?? "", { method: "POST", headers: { accept: "application/json" } });
      if (!got.ok) throw new Error(String(got.status));
      const { token, publicKey } = (await got.json()) as { token: string; publicKey: Json };
      const given = form.dataset["passkey"] === "make"
        ? await navigator.credentials.create({ publicKey: options(publicKey) })
        : await navigator.credentials.get({ publicKey: options(publicKey) });
      const [kept, credential] = [field("token"), field("credential")];
      if (!given || !kept || !credential) throw new Error("nothing was given");
      kept.value = token;
      credential.value = answer(given as PublicKeyCredential);
      form.submit();
    })().catch(() => (said.textContent = failed));
  });
}
