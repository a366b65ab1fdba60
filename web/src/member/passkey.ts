// Passkeys: what the venue asks, in the form that browsers take, and their answer in the form that it takes. Bytes go
// as base64url (Web Authentication, level 3, section 5.1.8).
import { ask } from "./venue.ts";

export interface CeremonyAsked {
  readonly ceremony: string;
  readonly options: { readonly publicKey: Record<string, unknown> };
}

/** Makes a passkey as the venue asks for it. Throws where nobody made one. */
export async function makePasskey({ options }: CeremonyAsked): Promise<unknown> {
  const asked = options.publicKey as Record<string, unknown> & { user: Record<string, unknown> };
  const publicKey = {
    ...asked,
    challenge: bytes(asked["challenge"]),
    user: { ...asked.user, id: bytes(asked.user["id"]) },
    excludeCredentials: credentials(asked["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential | null;
  if (!made) throw new Error("no passkey was made");
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: made.getClientExtensionResults(),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** Has a passkey answer. Throws where none was used. */
export async function usePasskey({ options }: CeremonyAsked): Promise<unknown> {
  const asked = options.publicKey;
  const publicKey = {
    ...asked,
    challenge: bytes(asked["challenge"]),
    allowCredentials: credentials(asked["allowCredentials"]),
  } as unknown as PublicKeyCredentialRequestOptions;
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null;
  if (!used) throw new Error("no passkey was used");
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    id: used.id,
    rawId: text(used.rawId),
    type: used.type,
    extensions: used.getClientExtensionResults(),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

/** Signs in with a passkey. */
export async function signIn(): Promise<void> {
  const asked = await ask<CeremonyAsked>("POST", "/api/v1/sign-in/begin");
  const credential = await usePasskey(asked);
  await ask("POST", "/api/v1/sign-in/finish", { ceremony: asked.ceremony, credential });
}

function credentials(listed: unknown): unknown[] {
  const all = Array.isArray(listed) ? (listed as Record<string, unknown>[]) : [];
  return all.map((credential) => ({ ...credential, id: bytes(credential["id"]) }));
}

function bytes(base64url: unknown): Uint8Array {
  const base64 = String(base64url).replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
