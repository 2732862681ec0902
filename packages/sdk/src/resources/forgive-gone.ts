/** A delete whose first answer was lost finds nothing the second time: that is what was asked for.
 * @param unsure how many tries came before of which nobody knows whether the server carried them out.
 * @returns the answer, or an empty 204 in place of the 404 of a repeated delete. */
export function forgiveGone<A extends { readonly response: Response }>(answer: A, unsure: number): A | { response: Response } {
  return unsure > 0 && answer.response.status === 404 ? { response: new Response(null, { status: 204 }) } : answer;
}
