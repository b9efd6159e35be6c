const SECRET =
  /^(?:.*[_-])?(?:(?:api|auth|access|secret|private|account)[_-]?keys?|pwd|credentials?|authorization|cookies?)$|(?:secret|token|password|passwd)s?$/;

/** Whether what bears this name (a field, a header, a parameter) is a secret, by how such are named. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());
}
