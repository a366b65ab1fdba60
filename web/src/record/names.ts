// The names of rooms, actors and keys.

/** Longest key name of a signed note, in bytes. */
export const keyNameBytesMax = 255;

/** `verbale/` and 32 hexadecimal digits: the name of a room's log. */
export function isOrigin(text: string): boolean {
  return /^verbale\/[0-9a-f]{32}$/.test(text);
}

/** The id of an actor in its process; kinds of act have the same form. */
export function isActorId(text: string): boolean {
  return /^[a-z][a-z0-9_]{0,31}$/.test(text);
}

/** The name of a member's key: `k` and 16 hexadecimal digits. */
export function isMemberKeyName(text: string): boolean {
  return /^k[0-9a-f]{16}$/.test(text);
}

/** Whether C2SP signed-note allows the text as a key name: no white space, no plus sign, no control character. */
export function isKeyName(text: string): boolean {
  return (
    text !== "" &&
    !/[+\p{White_Space}\u0000-\u001f]/u.test(text) &&
    new TextEncoder().encode(text).length <= keyNameBytesMax
  );
}
